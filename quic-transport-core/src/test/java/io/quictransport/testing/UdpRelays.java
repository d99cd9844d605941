package io.quictransport.testing;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Opens relays for a test and closes them after it: a JUnit extension, for an instance
 * field with {@link org.junit.jupiter.api.extension.RegisterExtension}.
 *
 * <p>
 * One seed decides everything that the relays of a test do. When the test fails, the seed
 * is printed; the system property {@code udp-relay.seed} replays it, provided that the
 * test opens its relays in the same order. Relays are opened and closed on the test's
 * thread; after the test's own {@code @AfterEach} methods they are closed.
 */
public final class UdpRelays implements BeforeEachCallback, AfterEachCallback {

	private final List<UdpRelay> relays = new ArrayList<>();

	private long seed;

	private SplittableRandom seeds = new SplittableRandom();

	/**
	 * Opens a relay.
	 * @param target where the clients' packets go; the wildcard address means loopback
	 * @return the relay
	 */
	public UdpRelay to(InetSocketAddress target) {
		UdpRelay relay = UdpRelay.to(target, this.seeds.nextLong());
		this.relays.add(relay);
		return relay;
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		this.seed = UdpRelay.drawSeed();
		this.seeds = new SplittableRandom(this.seed);
	}

	@Override
	public void afterEach(ExtensionContext context) {
		if (context.getExecutionException().isPresent()) {
			System.err.println("event=relays_failed test=\"" + context.getDisplayName() + "\" relays=" + this.relays
					+ " replay=-D" + UdpRelay.SEED_PROPERTY + "=" + this.seed);
		}
		this.relays.forEach(UdpRelay::close);
		this.relays.clear();
	}

}
