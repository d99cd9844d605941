package io.quictransport.internal.messaging;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.quictransport.ErrorCode;
import io.quictransport.MessagePayload;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.TransportCounters;
import io.quictransport.internal.loop.TransportCounters.Traffic;
import io.quictransport.internal.messaging.ItemSender.Item;
import io.quictransport.internal.wire.StreamFrames;
import io.quictransport.support.ManualLoop;
import io.quictransport.support.ScarceLoop;
import io.quictransport.testing.TestCertificates;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * A stream of messages whose frames find no memory: whoever waits for it is told, and the
 * reader gets on when there is memory again.
 */
class UnwritableStreamTests {

	private static final PeerId PEER = new PeerId("node-b");

	private final ManualLoop loop = new ManualLoop();

	private final ScarceLoop memory = new ScarceLoop(this.loop.loop());

	private final TransportCounters counters = new TransportCounters();

	private final Messaging messaging = new Messaging(new PeerId("node-a"), TestLimits.DEFAULT.limits(),
			new HandlerRegistry(), this.counters, this.counters.begin(1).get(0), new LoopTasks(this.memory.loop()),
			this.loop::now, (task) -> {
				task.run();
				return true;
			});

	private final Link link = new Link();

	private final PeerStream stream = new PeerStream(this.link, "path", Map.of(), null, (task) -> {
		task.run();
		return true;
	}, new StreamParts(this.messaging, new PeerIdentity(PEER, TestCertificates.create().caCertificate()), new Traffic(),
			new Quota(Quota.UNCOUNTED, Integer.MAX_VALUE)));

	@AfterEach
	void close() {
		this.loop.close();
	}

	@Test
	void anEndThatCannotBeWrittenFailsTheStreamAndWhoeverWaitsForIt() {
		this.stream.granted(1024);
		this.link.fault = "end";
		CompletableFuture<Void> finished = this.stream.finish();
		this.loop.run();
		assertThat(failureOf(finished).code()).isEqualTo(ErrorCode.OVERLOADED);
		assertThat(failureOf(finished).outcome()).isEqualTo(Outcome.UNKNOWN);
		assertThat(failureOf(this.stream.closed())).isSameAs(failureOf(finished));
		assertThat(this.link.sent).containsExactly("abort OVERLOADED");
	}

	@Test
	void anEndThatCannotBeWrittenFailsAStreamWhoseOtherDirectionHasEndedToo() {
		this.stream.end();
		this.link.fault = "end";
		CompletableFuture<Void> finished = this.stream.finish();
		this.loop.run();
		assertThat(finished).isCompletedExceptionally();
		assertThat(this.stream.closed()).isCompletedExceptionally();
	}

	@Test
	void aResetThatCannotBeWrittenEndsTheStreamHere() {
		List<Throwable> told = new ArrayList<>();
		this.stream.forEach((item) -> {
		}).exceptionally((cause) -> {
			told.add(cause);
			return null;
		});
		this.link.fault = "reset";
		this.stream.reset(ErrorCode.CANCELLED, "enough");
		this.loop.run();
		assertThat(failureOf(this.stream.closed()).code()).isEqualTo(ErrorCode.CANCELLED);
		assertThat(told).hasSize(1);
		assertThat(this.link.sent).containsExactly("abort CANCELLED");
	}

	@Test
	void creditThatCannotBeWrittenIsGrantedWhenThereIsMemoryAgain() {
		long window = this.stream.open();
		byte[] item = new byte[(int) window / 2];
		List<byte[]> read = new ArrayList<>();
		this.stream.forEach(read::add);
		this.link.fault = "credit";
		this.stream.item(MessagePayload.of(item));
		this.loop.pass(Duration.ofMillis(100));
		assertThat(read).hasSize(1);
		assertThat(this.link.sent).isEmpty();
		this.link.fault = null;
		this.loop.pass(Duration.ofMillis(100));
		assertThat(this.link.sent).containsExactly("credit " + StreamFrames.cost(item.length));
	}

	@Test
	void theBufferOfAnItemThatIsTakenBackWhileItWaitsIsNotRead() {
		CompletableFuture<Void> item = this.stream.send(MessagePayload.of(ByteBuffer.allocate(10)));
		this.loop.run();
		item.cancel(false);
		this.stream.granted(1024);
		this.loop.run();
		assertThat(this.link.sent).doesNotContain("item");
		assertThat(failureOf(this.stream.closed()).code()).isEqualTo(ErrorCode.CANCELLED);
	}

	@Test
	void aStreamIsResetThoughTheLoopHasNoMemoryToTakeThat() {
		this.messaging.loop.keepUp();
		this.memory.isShort(true);
		this.stream.reset(ErrorCode.CANCELLED, "enough");
		this.loop.run();
		assertThat(this.stream.closed()).isNotDone();
		this.memory.isShort(false);
		this.loop.pass(Duration.ofSeconds(1));
		assertThat(this.link.sent).containsExactly("reset");
		assertThat(failureOf(this.stream.closed()).code()).isEqualTo(ErrorCode.CANCELLED);
	}

	@Test
	void whatIsMissingIsRefusedWhereItIsHandedIn() {
		assertThatNullPointerException().isThrownBy(() -> this.stream.reset(ErrorCode.CANCELLED, missing()))
			.withMessage("reason");
		assertThatNullPointerException().isThrownBy(() -> this.stream.forEach(missing())).withMessage("action");
		assertThat(this.stream.forEach((item) -> {
		})).isNotDone();
	}

	@SuppressWarnings("NullAway") // What an application without null checks does
	private static <T> T missing() {
		return null;
	}

	@Test
	void whoEndsTheFutureOfAnEndSaysNothingAboutTheEnd() {
		this.stream.send(new byte[10]);
		CompletableFuture<Void> first = this.stream.finish();
		this.loop.run();
		first.cancel(true);
		CompletableFuture<Void> second = this.stream.finish();
		this.loop.run();
		assertThat(second).isNotDone();
		this.stream.granted(1024);
		this.loop.run();
		assertThat(second).isCompleted();
		assertThat(this.link.sent).containsExactly("item", "end");
	}

	private static NetworkException failureOf(CompletableFuture<Void> future) {
		assertThat(future).isCompletedExceptionally();
		Throwable cause = future.handle((done, failure) -> failure).join();
		Throwable known = (cause instanceof CompletionException) ? cause.getCause() : cause;
		assertThat(known).isInstanceOf(NetworkException.class);
		return (NetworkException) Objects.requireNonNull(known);
	}

	/** Notes what is sent, but for one kind of frame for which there is no memory. */
	private final class Link implements StreamLink {

		private final List<String> sent = new ArrayList<>();

		private @Nullable String fault;

		private void send(String kind, String what) {
			if (kind.equals(this.fault)) {
				throw new OutOfMemoryError("made up by a test");
			}
			this.sent.add(what);
		}

		@Override
		public int maxItemSize() {
			return 1024 * 1024;
		}

		@Override
		public @Nullable Object remoteAddress() {
			return null;
		}

		@Override
		public LoopTasks loop() {
			return UnwritableStreamTests.this.messaging.loop;
		}

		@Override
		public void sendItem(Item item) {
			send("item", "item");
		}

		@Override
		public void sendEnd() {
			send("end", "end");
		}

		@Override
		public void sendCredit(long bytes) {
			send("credit", "credit " + bytes);
		}

		@Override
		public void sendReset(StreamFrames.Reset reset) {
			send("reset", "reset");
		}

		@Override
		public void abort(ErrorCode code) {
			this.sent.add("abort " + code);
		}

		@Override
		public void finish() {
			this.sent.add("finish");
		}

	}

}
