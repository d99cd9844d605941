package io.quictransport.internal.messaging;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.quictransport.ErrorCode;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.internal.loop.TaskRunner;
import io.quictransport.internal.wire.StreamFrames;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What a peer occupies is given back whatever fails on the way to a handler, and around
 * it.
 */
class InboundTests {

	private static final int HANDLERS = 2;

	private final ServingPeer peer = new ServingPeer(TestLimits.DEFAULT.withMaxHandlers(HANDLERS));

	private final List<String> handled = new ArrayList<>();

	private long id;

	@BeforeEach
	void begin() {
		this.peer.handlers.addMessageHandler(Route.path("p"), (message, context) -> this.handled.add("message"));
		this.peer.handlers.addRequestHandler(Route.path("p"),
				RequestHandler.replying((request) -> "yes".getBytes(StandardCharsets.UTF_8)));
		this.peer.handlers.addStreamHandler(Route.path("p"), (stream) -> this.handled.add("stream"));
	}

	@Test
	void aMessageThatCannotBeQueuedHoldsNoPlaceAndTheNextOneOfItsPathIsHandled() {
		this.peer.executorFault = new OutOfMemoryError("made up by a test");
		assertThatThrownBy(() -> this.peer.event(++this.id, "p")).isInstanceOf(OutOfMemoryError.class);
		assertThat(this.peer.inbound.unhandled()).isZero();
		assertThat(this.peer.event(++this.id, "p")).isNull();
		this.peer.run();
		assertThat(this.handled).containsExactly("message");
		assertThat(this.peer.inbound.unhandled()).isZero();
	}

	@Test
	void messagesOfAPathAreHandledBehindOneAroundWhichSomethingFails() {
		this.peer.event(++this.id, "p");
		this.peer.event(++this.id, "p");
		this.peer.clockFaults = 1;
		this.peer.run();
		assertThat(this.handled).containsExactly("message");
		assertThat(this.peer.inbound.unhandled()).isZero();
		this.peer.event(++this.id, "p");
		this.peer.run();
		assertThat(this.handled).containsExactly("message", "message");
	}

	@Test
	void aRequestThatCannotBeHandedOverHoldsNoPlaceOfAHandler() {
		for (int i = 0; i < 2 * HANDLERS; i++) {
			this.peer.executorFault = new OutOfMemoryError("made up by a test");
			assertThatThrownBy(() -> this.peer.request(++this.id, "p")).isInstanceOf(OutOfMemoryError.class);
		}
		assertThat(this.peer.inbound.isAnswering()).isFalse();
		this.peer.request(++this.id, "p");
		this.peer.run();
		assertThat(this.peer.replied).containsExactly(this.id);
		assertThat(this.peer.errors).isEmpty();
	}

	@Test
	void aStreamForWhichThereIsNoMemoryHoldsNoPlace() {
		int most = TestLimits.DEFAULT.limits().maxMessageStreams();
		StreamFrames.Open opening = new StreamFrames.Open(0, 1024, "p", Map.of());
		for (int i = 0; i < most + 1; i++) {
			assertThatThrownBy(() -> this.peer.streams.open(new NoMemory(), opening))
				.isInstanceOf(OutOfMemoryError.class);
		}
		assertThat(this.handled).isEmpty();
	}

	/** A stream for which nothing can be made. */
	private static final class NoMemory implements RequestedStream {

		@Override
		public boolean refusesWork() {
			return false;
		}

		@Override
		public PeerStream admit(StreamFrames.Open read, TaskRunner executor) {
			throw new OutOfMemoryError("made up by a test");
		}

		@Override
		public void confirm(PeerStream local, StreamFrames.Open read) {
			throw new IllegalStateException("it was not admitted");
		}

		@Override
		public void refuse(ErrorCode code, String why) {
			throw new IllegalStateException("a place is taken: " + why);
		}

	}

}
