package io.quictransport.benchmarks.grpc;

import java.nio.ByteBuffer;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.quictransport.benchmarks.subject.Link;
import io.quictransport.benchmarks.subject.Unacknowledged;

/**
 * Sends all requests in one bidirectional call, and all one-way messages in another.
 */
final class BidiLink implements Link {

	private final Unacknowledged requests = new Unacknowledged();

	private final Unacknowledged events = new Unacknowledged();

	private final StreamObserver<byte[]> echo;

	private final StreamObserver<byte[]> take;

	BidiLink(Channel channel) {
		this.echo = ClientCalls.asyncBidiStreamingCall(channel.newCall(Methods.BIDI_ECHO, CallOptions.DEFAULT),
				new Answers(this.requests) {

					@Override
					public void onNext(byte[] answer) {
						BidiLink.this.requests.answered();
					}

				});
		this.take = ClientCalls.asyncBidiStreamingCall(channel.newCall(Methods.BIDI_TAKE, CallOptions.DEFAULT),
				new Answers(this.events) {

					@Override
					public void onNext(byte[] answer) {
						BidiLink.this.events.acknowledged(ByteBuffer.wrap(answer).getInt());
					}

				});
	}

	@Override
	public void request(byte[] payload, Completion completion) {
		this.requests.add(completion, () -> this.echo.onNext(payload));
	}

	@Override
	public void send(byte[] payload, Completion completion) {
		this.events.add(completion, () -> this.take.onNext(payload));
	}

	@Override
	public void close() {
		this.echo.onCompleted();
		this.take.onCompleted();
	}

	/**
	 * What the server says on one of the streams.
	 */
	private abstract static class Answers implements StreamObserver<byte[]> {

		private final Unacknowledged waiting;

		private Answers(Unacknowledged waiting) {
			this.waiting = waiting;
		}

		@Override
		public void onError(Throwable failure) {
			this.waiting.failed(failure);
		}

		@Override
		public void onCompleted() {
			this.waiting.failed(new IllegalStateException("the stream has ended"));
		}

	}

}
