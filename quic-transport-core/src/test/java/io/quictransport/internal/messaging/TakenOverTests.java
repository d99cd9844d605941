package io.quictransport.internal.messaging;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.TransportCounters;
import io.quictransport.internal.loop.TransportCounters.Traffic;
import io.quictransport.internal.messaging.Call.CallOwner;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of a stream that opens when nobody needs it any more: its call has ended,
 * or travels over another connection.
 */
class TakenOverTests {

	private static final PeerId PEER = new PeerId("node-x");

	private static final long TIMEOUT = TimeUnit.SECONDS.toNanos(5);

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final TransportCounters counters = new TransportCounters();

	private long now = 1_000;

	private final FakeLink link = new FakeLink(() -> this.now, PEER, 1, 100);

	private final Messaging messaging = new Messaging(new PeerId("node-a"), TestLimits.DEFAULT.limits(),
			new HandlerRegistry(), this.counters, this.counters.begin(1).get(0),
			new LoopTasks(this.channel.eventLoop()), () -> this.now, (task) -> {
				task.run();
				return true;
			});

	private final FakeSession elsewhere = new FakeSession(this.link);

	/** What serves the peer takes no part here. */
	@SuppressWarnings("NullAway")
	private final SessionContext context = new SessionContext(this.link, this.messaging,
			new PeerIdentity(PEER, ServingPeer.CERTIFICATE), new Traffic(), null, null, null, null, new Quota(1, 1), 0);

	private final StreamSlots<Transfer> slots = new StreamSlots<>(1, new LongAdder(), (transfer) -> {
	});

	/** What was done to the stream. */
	private final List<String> done = new ArrayList<>();

	private final QuicStreamChannel stream = (QuicStreamChannel) Proxy.newProxyInstance(getClass().getClassLoader(),
			new Class<?>[] { QuicStreamChannel.class }, (proxy, method, arguments) -> {
				this.done.add(method.getName());
				return null;
			});

	private final EventCall call = new EventCall(new NoOwner(), NetworkMessage.message(PEER, "p", new byte[1]),
			this.now + TIMEOUT);

	private final Transfer transfer = Transfer.ofCall(this.context, this.slots, this.call);

	@Test
	void aMessageThatAnotherConnectionCarriesIsNotSentTwice() {
		this.call.waitsFor(this.transfer);
		this.call.waitsFor(this.elsewhere);
		opens(this.transfer);
		assertIsClosedUnused();
		assertThat(this.call.carrier()).isSameAs(this.elsewhere);
	}

	@Test
	void aMessageWhoseConnectionIsLostIsNotSentOverIt() {
		this.call.waitsFor(this.transfer);
		this.call.takenBack(1);
		opens(this.transfer);
		assertIsClosedUnused();
		assertThat(this.call.state()).isEqualTo(CallState.UNSENT);
	}

	@Test
	void aMessageThatNobodyWaitsForIsNotSent() {
		this.call.waitsFor(this.transfer);
		this.now += TIMEOUT;
		opens(this.transfer);
		assertIsClosedUnused();
	}

	@Test
	void aMessageThatIsStillWantedIsLeftToTheCarrierThatItWaitsFor() {
		this.call.waitsFor(this.transfer);
		assertThat(this.transfer.isGivenUp()).isFalse();
		assertThat(this.call.isLeftTo(this.elsewhere, this.now)).isFalse();
	}

	private void opens(StreamOccupant occupant) {
		StreamPool.begin(occupant, this.stream);
	}

	private void assertIsClosedUnused() {
		assertThat(this.done).containsExactly("shutdown", "close");
	}

	/** Nothing is asked of it. */
	private static final class NoOwner implements CallOwner {

		@Override
		public void notSubmitted(Call<?> call, Throwable cause) {
			throw new IllegalStateException("nothing is submitted", cause);
		}

		@Override
		public void submit(Call<?> submitted) {
			throw new IllegalStateException("nothing is submitted");
		}

		@Override
		public void cancelled(Call<?> given) {
			throw new IllegalStateException("nothing is cancelled");
		}

	}

}
