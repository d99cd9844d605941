package io.quictransport.internal.messaging;

import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.Random;

import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link SentEvents}.
 */
class SentEventsTests {

	private static final NetworkMessage MESSAGE = NetworkMessage.message(new PeerId("node-b"), "log", new byte[0]);

	private final SentEvents events = new SentEvents();

	@Test
	void messagesLeaveInTheirOrderAndAreFoundBySequence() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		long lowest = 1;
		long next = 1;
		for (int step = 0; step < 20_000; step++) {
			if (random.nextInt(20) < 11) {
				this.events.add(call(next));
				// Requests take sequences of the lane, too.
				next += 2;
			}
			else if (lowest < next) {
				Call<?> first = this.events.peek();
				assertThat(sequenceOf(first)).as("seed %d", seed).isEqualTo(lowest);
				this.events.remove();
				lowest += 2;
			}
			assertThat(this.events.isEmpty()).isEqualTo(lowest == next);
			long sought = lowest - 3 + random.nextInt(200);
			Call<?> found = this.events.find(sought);
			if (sought >= lowest && sought < next && (sought - lowest) % 2 == 0) {
				assertThat(sequenceOf(found)).as("seed %d", seed).isEqualTo(sought);
			}
			else {
				assertThat(found).as("sequence %d of seed %d", sought, seed).isNull();
			}
		}
	}

	private static long sequenceOf(@Nullable Call<?> call) {
		return Objects.requireNonNull(call, "it is there").sequence();
	}

	private static Call<?> call(long sequence) {
		EventCall call = new EventCall(unused(CallResolver.class), MESSAGE, 0);
		call.carriedBy(unused(Carrier.class), sequence);
		return call;
	}

	private static <T> T unused(Class<T> type) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
				throw new UnsupportedOperationException(method.getName());
			}));
	}

}
