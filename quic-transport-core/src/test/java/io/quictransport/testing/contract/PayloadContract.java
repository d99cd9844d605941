package io.quictransport.testing.contract;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.MessagePayload;
import io.quictransport.MessageStream;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.Outcome;
import io.quictransport.RequestContext;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import org.junit.jupiter.api.Test;

import static io.quictransport.testing.contract.Results.eventually;
import static io.quictransport.testing.contract.Results.failureOf;
import static io.quictransport.testing.contract.Results.get;
import static io.quictransport.testing.contract.TransportContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Specifies payloads that are in no array: buffers of the sender, and views that the
 * receiver has as long as its handler works.
 */
public interface PayloadContract extends TransportContract {

	/** Travels in one packet, in several, and on a stream of its own. */
	List<Integer> SIZES = List.of(0, 100, 40_000, 600_000);

	private static byte[] pattern(int size, int seed) {
		byte[] pattern = new byte[size];
		for (int i = 0; i < size; i++) {
			pattern[i] = (byte) (i * 31 + seed);
		}
		return pattern;
	}

	/** A direct buffer, of which only a part is meant. */
	private static ByteBuffer direct(byte[] content) {
		ByteBuffer buffer = ByteBuffer.allocateDirect(content.length + 20);
		buffer.position(7).put(7, content).limit(7 + content.length);
		return buffer;
	}

	private static void assertEnded(MessagePayload view) {
		assertThatIllegalStateException().isThrownBy(() -> view.read(ByteBuffer::remaining))
			.withMessageContaining("array()");
		assertThatIllegalStateException().isThrownBy(view::array);
	}

	@Test
	default void whatIsSentFromABufferArrivesAsItWas() {
		Pair pair = Pair.of(nodes());
		BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
		pair.b().onMessage("note", (message, context) -> received.add(message.payload()));
		for (int size : SIZES) {
			byte[] content = pattern(size, size);
			for (ByteBuffer buffer : List.of(direct(content), direct(content).asReadOnlyBuffer(),
					ByteBuffer.wrap(content), ByteBuffer.wrap(content).asReadOnlyBuffer())) {
				int position = buffer.position();
				MessagePayload payload = MessagePayload.of(buffer);
				assertThat(payload.length()).isEqualTo(size);
				NetworkMessage request = NetworkMessage.request(pair.idOfB(), "echo", payload);
				assertThat(get(pair.a().request(request, Pair.TIMEOUT)).payload()).isEqualTo(content);
				get(pair.a().send(NetworkMessage.message(pair.idOfB(), "note", payload), Pair.TIMEOUT));
				assertThat(Results.take(received)).isEqualTo(content);
				assertThat(buffer.position()).isEqualTo(position);
				assertThat(buffer.remaining()).isEqualTo(size);
			}
		}
		pair.assertServes();
	}

	@Test
	default void aBufferMayBeUsedAgainWhenTheFutureIsDone() {
		Pair pair = Pair.of(nodes());
		List<byte[]> received = new CopyOnWriteArrayList<>();
		pair.b().onMessage("note", (message, context) -> received.add(message.payload()));
		ByteBuffer buffer = ByteBuffer.allocateDirect(50_000);
		List<byte[]> sent = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			byte[] content = pattern(buffer.capacity(), i);
			sent.add(content);
			buffer.put(0, content);
			get(pair.a().send(NetworkMessage.message(pair.idOfB(), "note", MessagePayload.of(buffer)), Pair.TIMEOUT));
		}
		eventually().untilAsserted(() -> assertThat(received).hasSize(sent.size()));
		for (int i = 0; i < sent.size(); i++) {
			assertThat(received.get(i)).isEqualTo(sent.get(i));
		}
	}

	@Test
	default void aBufferThatIsTakenBackWhileItIsCopiedIsNotSent() {
		Pair pair = Pair.of(nodes());
		List<String> handled = new CopyOnWriteArrayList<>();
		pair.b().onMessage("note", (message, context) -> handled.add(message.correlationId()));
		pair.b().onRequest("ask", (request, context) -> {
			handled.add(request.correlationId());
			return CompletableFuture.completedFuture(new byte[0]);
		});
		for (int size : SIZES) {
			TakenBack ofMessage = new TakenBack(size);
			ofMessage.cancelledWhenRead(pair.a()
				.send(NetworkMessage.message(pair.idOfB(), "note", ofMessage).withCorrelationId("taken back"),
						Pair.TIMEOUT));
			TakenBack ofRequest = new TakenBack(size);
			ofRequest.cancelledWhenRead(pair.a()
				.request(NetworkMessage.request(pair.idOfB(), "ask", ofRequest).withCorrelationId("taken back"),
						Pair.TIMEOUT));
			get(pair.send("note", "note " + size));
			get(pair.a().request(pair.message("ask").withCorrelationId("ask " + size), Pair.TIMEOUT));
		}
		eventually().untilAsserted(() -> assertThat(handled).hasSize(2 * SIZES.size()));
		assertThat(handled).doesNotContain("taken back");
		pair.assertServes();
	}

	@Test
	default void aPayloadThatCannotBeReadIsRefusedAndNothingElseIs() {
		Pair pair = Pair.of(nodes());
		MessagePayload closed = new MessagePayload() {

			@Override
			public int length() {
				return 10;
			}

			@Override
			public boolean hasArray() {
				return false;
			}

			@Override
			public byte[] array() {
				throw new IllegalStateException("Already closed");
			}

			@Override
			public <T, X extends Exception> T read(Reader<T, X> reader) {
				throw new IllegalStateException("Already closed");
			}

		};
		for (NetworkException failure : List.of(
				failureOf(pair.a().request(NetworkMessage.request(pair.idOfB(), "echo", closed), Pair.TIMEOUT)),
				failureOf(pair.a().send(NetworkMessage.message(pair.idOfB(), "echo", closed), Pair.TIMEOUT)),
				failureOf(pair.b().request(NetworkMessage.request(pair.idOfB(), "echo", closed), Pair.TIMEOUT)))) {
			assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_MESSAGE);
			assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
			assertThat(failure.detail()).contains("Already closed");
		}
		pair.b().onRequest("closed", (request, context) -> {
			context.replyPayload(closed);
			return CompletableFuture.completedFuture(new byte[0]);
		});
		assertThat(failureOf(pair.request("closed", new byte[0])).code()).isEqualTo(ErrorCode.HANDLER_FAILED);
		pair.assertServes();
	}

	@Test
	default void aReplyMayBeInABuffer() {
		Pair pair = Pair.of(nodes());
		for (int size : SIZES) {
			byte[] content = pattern(size, 1);
			pair.b().onRequest("reply-" + size, (request, context) -> {
				context.replyHeader("of", "a buffer");
				context.replyPayload(MessagePayload.of(direct(content)));
				return noArray();
			});
			NetworkMessage reply = get(pair.a().request(pair.message("reply-" + size), Pair.TIMEOUT));
			assertThat(reply.payload()).isEqualTo(content);
			assertThat(reply.headers()).containsEntry("of", "a buffer");
			NetworkMessage own = NetworkMessage.request(pair.idOfB(), "reply-" + size, new byte[0]);
			assertThat(get(pair.b().request(own, Pair.TIMEOUT)).payload()).isEqualTo(content);
		}
	}

	@SuppressWarnings("NullAway") // the payload is given otherwise
	private static CompletableFuture<byte[]> noArray() {
		return CompletableFuture.completedFuture(null);
	}

	@Test
	default void aReplyThatIsGivenTakesNoOtherPayload() {
		Pair pair = Pair.of(nodes());
		CompletableFuture<RequestContext> kept = new CompletableFuture<>();
		pair.b().onRequest("keep", (request, context) -> {
			kept.complete(context);
			return CompletableFuture.completedFuture(new byte[] { 1 });
		});
		assertThat(get(pair.request("keep", new byte[0]))).containsExactly(1);
		assertThatIllegalStateException().isThrownBy(() -> get(kept).replyPayload(MessagePayload.of(new byte[0])));
	}

	@Test
	default void aHandlerThatAsksForViewsReadsThePayloadInPlace() {
		Pair pair = Pair.of(nodes());
		for (Dispatch dispatch : Dispatch.values()) {
			BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
			Route route = Route.path("view-" + dispatch).withDispatch(dispatch).withViews();
			pair.b().onRequest(route, RequestHandler.replying((request) -> read(request.content())));
			pair.b().onMessage(route, (message, context) -> messages.add(read(message.content())));
			for (int size : SIZES) {
				byte[] content = pattern(size, 3);
				assertThat(get(pair.request("view-" + dispatch, content))).isEqualTo(content);
				get(pair.a().send(pair.idOfB(), "view-" + dispatch, content));
				assertThat(Results.take(messages)).isEqualTo(content);
				assertThat(get(pair.b().request(pair.idOfB(), "view-" + dispatch, content))).isEqualTo(content);
			}
		}
		pair.assertServes();
	}

	private static byte[] read(MessagePayload view) {
		assertThat(view.hasArray()).isFalse();
		byte[] copy = view.read((bytes) -> {
			assertThat(bytes.isReadOnly()).isTrue();
			assertThat(bytes.remaining()).isEqualTo(view.length());
			byte[] into = new byte[bytes.remaining()];
			bytes.get(into);
			return into;
		});
		assertThat(view.array()).isEqualTo(copy);
		return copy;
	}

	@Test
	default void aViewLivesUntilTheStageOfItsHandlerIsComplete() {
		Pair pair = Pair.of(nodes());
		for (int size : SIZES) {
			byte[] content = pattern(size, 5);
			BlockingQueue<MessagePayload> kept = new LinkedBlockingQueue<>();
			CompletableFuture<byte[]> answer = new CompletableFuture<>();
			pair.b().onRequest(Route.path("late-" + size).withViews(), (request, context) -> {
				kept.add(request.content());
				return answer;
			});
			CompletableFuture<byte[]> reply = pair.request("late-" + size, content);
			MessagePayload view = Results.take(kept);
			get(pair.request("echo", pattern(size, 6)));
			assertThat(view.array()).isEqualTo(content);
			view.read((bytes) -> answer.complete(new byte[] { 1 }));
			assertThat(get(reply)).containsExactly(1);
			assertEnded(view);
			assertThat(view.length()).isEqualTo(size);
			assertThat(view).hasToString("view of " + size + " bytes");
		}
	}

	@Test
	default void aViewOutlivesItsCallAndItsConnection() {
		Pair pair = Pair.of(nodes());
		byte[] content = pattern(50_000, 7);
		BlockingQueue<MessagePayload> kept = new LinkedBlockingQueue<>();
		CompletableFuture<byte[]> answer = new CompletableFuture<>();
		pair.b().onRequest(Route.path("late").withViews(), (request, context) -> {
			kept.add(request.content());
			return answer;
		});
		CompletableFuture<byte[]> reply = pair.request("late", content);
		MessagePayload view = Results.take(kept);
		reply.cancel(false);
		get(pair.a().stop());
		assertThat(view.array()).isEqualTo(content);
		answer.complete(new byte[0]);
		eventually().untilAsserted(() -> assertEnded(view));
	}

	@Test
	default void aViewOfAMessageLivesUntilAllItsHandlersHaveReturned() {
		Pair pair = Pair.of(nodes());
		List<MessagePayload> kept = new CopyOnWriteArrayList<>();
		Route route = Route.path("note").withViews();
		pair.b().onMessage(route, (message, context) -> {
			kept.add(message.content());
			throw new IllegalStateException("one of two fails");
		});
		pair.b().onMessage(route, (message, context) -> {
			read(kept.get(0));
			kept.add(message.content());
		});
		get(pair.a().send(pair.idOfB(), "note", pattern(30_000, 1)));
		eventually().untilAsserted(() -> assertThat(kept).hasSize(2));
		eventually().untilAsserted(() -> assertEnded(kept.get(0)));
		assertEnded(kept.get(1));
	}

	@Test
	default void handlersOfOnePathGetArraysUnlessAllAskForViews() {
		Pair pair = Pair.of(nodes());
		BlockingQueue<MessagePayload> kept = new LinkedBlockingQueue<>();
		pair.b().onMessage(Route.path("note").withViews(), (message, context) -> kept.add(message.content()));
		pair.b().onMessage("note", (message, context) -> kept.add(message.content()));
		byte[] content = pattern(30_000, 1);
		get(pair.a().send(pair.idOfB(), "note", content));
		for (int i = 0; i < 2; i++) {
			MessagePayload payload = Results.take(kept);
			assertThat(payload.hasArray()).isTrue();
			assertThat(payload.array()).isEqualTo(content);
		}
	}

	@Test
	default void aViewMayBeTheReplyAndMayBePassedOn() {
		Pair pair = Pair.of(nodes());
		BlockingQueue<byte[]> passed = new LinkedBlockingQueue<>();
		pair.a().onMessage("sink", (message, context) -> passed.add(message.payload()));
		pair.b().onRequest(Route.path("mirror").withViews(), (request, context) -> {
			context.replyPayload(request.content());
			return pair.b()
				.send(NetworkMessage.message(context.peer(), "sink", request.content()), Pair.TIMEOUT)
				.thenApply((sent) -> new byte[0]);
		});
		for (int size : SIZES) {
			byte[] content = pattern(size, 9);
			assertThat(get(pair.request("mirror", content))).isEqualTo(content);
			assertThat(Results.take(passed)).isEqualTo(content);
		}
	}

	@Test
	default void aReplyMayBeReadInPlace() {
		Pair pair = Pair.of(nodes());
		pair.b().onRequest("labelled", (request, context) -> {
			context.replyHeader("label", "x");
			return CompletableFuture.completedFuture(request.payload());
		});
		for (NetworkTransport caller : List.of(pair.a(), pair.b())) {
			for (int size : SIZES) {
				byte[] content = pattern(size, 11);
				NetworkMessage request = NetworkMessage.request(pair.idOfB(), "labelled", content)
					.withCorrelationId("c");
				CompletableFuture<MessagePayload> kept = new CompletableFuture<>();
				byte[] reply = get(caller.request(request, Pair.TIMEOUT, (answer) -> {
					kept.complete(answer.content());
					assertThat(answer.headers()).containsEntry("label", "x");
					assertThat(answer.correlationId()).isEqualTo("c");
					assertThat(answer.source()).isEqualTo(pair.idOfB());
					return read(answer.content());
				}));
				assertThat(reply).isEqualTo(content);
				assertEnded(get(kept));
			}
		}
		pair.assertServes();
	}

	@Test
	default void aReaderOfAReplyThatFailsFailsItsCallAlone() {
		Pair pair = Pair.of(nodes());
		for (NetworkTransport caller : List.of(pair.a(), pair.b())) {
			CompletableFuture<MessagePayload> kept = new CompletableFuture<>();
			CompletableFuture<Object> reply = caller.request(pair.message("echo"), Pair.TIMEOUT, (answer) -> {
				kept.complete(answer.content());
				throw new IllegalStateException("made up by a test");
			});
			assertThat(reply).failsWithin(Results.PATIENCE)
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(IllegalStateException.class)
				.withMessageContaining("made up by a test");
			assertEnded(get(kept));
			NetworkMessage nowhere = NetworkMessage.request(pair.idOfB(), "nowhere", new byte[0]);
			assertThat(failureOf(caller.request(nowhere, Pair.TIMEOUT, NetworkMessage::payload)).code())
				.isEqualTo(ErrorCode.NO_SUCH_PATH);
		}
		pair.assertServes();
	}

	@Test
	default void theItemsOfAStreamMayComeFromBuffersAndBeReadInPlace() {
		Pair pair = Pair.of(nodes());
		CompletableFuture<MessageStream> served = new CompletableFuture<>();
		List<byte[]> received = new CopyOnWriteArrayList<>();
		List<MessagePayload> kept = new CopyOnWriteArrayList<>();
		CompletableFuture<CompletableFuture<Void>> end = new CompletableFuture<>();
		pair.b().onStream("items", (stream) -> {
			end.complete(stream.forEachPayload((item) -> {
				received.add(item.array());
				kept.add(item);
			}));
			served.complete(stream);
		});
		MessageStream stream = get(pair.a().openStream(pair.idOfB(), "items"));
		get(served);
		ByteBuffer reused = ByteBuffer.allocateDirect(100_000);
		for (int i = 0; i < 20; i++) {
			reused.clear().put(pattern(5_000 * i, i)).flip();
			get(stream.send(MessagePayload.of(reused)));
		}
		get(stream.finish());
		get(get(end));
		assertThat(received).hasSize(20);
		for (int i = 0; i < 20; i++) {
			assertThat(received.get(i)).isEqualTo(pattern(5_000 * i, i));
			assertEnded(kept.get(i));
		}
	}

	@Test
	default void theBufferOfAnItemThatIsTakenBackEndsTheStream() {
		Pair pair = Pair.of(nodes());
		CompletableFuture<MessageStream> served = new CompletableFuture<>();
		pair.b().onStream("items", served::complete);
		MessageStream stream = get(pair.a().openStream(pair.idOfB(), "items"));
		TakenBack item = new TakenBack(1000);
		item.cancelledWhenRead(stream.send(item));
		assertThat(failureOf(stream.closed()).code()).isEqualTo(ErrorCode.CANCELLED);
		List<byte[]> received = new CopyOnWriteArrayList<>();
		assertThat(failureOf(get(served).forEach(received::add)).code()).isEqualTo(ErrorCode.CANCELLED);
		assertThat(received).isEmpty();
		pair.assertServes();
	}

	@Test
	default void messagesAreEqualIfTheirBytesAre() {
		byte[] content = bytes("the same");
		NetworkMessage ofArray = NetworkMessage.message(ContractNodes.idOf(nodes().make("node-a")), "path", content);
		NetworkMessage ofBuffer = NetworkMessage.message(ofArray.destination(), "path",
				MessagePayload.of(direct(content)));
		assertThat(ofBuffer).isEqualTo(ofArray).hasSameHashCodeAs(ofArray).hasToString(ofArray.toString());
		assertThat(ofBuffer).isNotEqualTo(NetworkMessage.message(ofArray.destination(), "path", bytes("not same")));
	}

	/** Has its call ended by the caller while the transport copies its bytes. */
	final class TakenBack implements MessagePayload {

		private final byte[] bytes;

		private final CompletableFuture<CompletableFuture<?>> call = new CompletableFuture<>();

		private final CompletableFuture<Void> read = new CompletableFuture<>();

		private TakenBack(int size) {
			this.bytes = new byte[size];
		}

		/** Waits until the bytes were read, which ends the call. */
		private void cancelledWhenRead(CompletableFuture<?> of) {
			this.call.complete(of);
			get(this.read);
			assertThat(of).isCancelled();
		}

		@Override
		public int length() {
			return this.bytes.length;
		}

		@Override
		public boolean hasArray() {
			return false;
		}

		@Override
		public byte[] array() {
			return read((from) -> this.bytes.clone());
		}

		@Override
		public <T, X extends Exception> T read(Reader<T, X> reader) throws X {
			T result = reader.read(ByteBuffer.wrap(this.bytes));
			get(this.call).cancel(false);
			this.read.complete(null);
			return result;
		}

	}

}
