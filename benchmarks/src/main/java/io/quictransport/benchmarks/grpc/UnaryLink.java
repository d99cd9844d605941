package io.quictransport.benchmarks.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.quictransport.benchmarks.subject.Link;

/**
 * Makes one unary call for each message; a one-way message has an empty answer.
 *
 * @param channel where to call
 */
record UnaryLink(Channel channel) implements Link {

	@Override
	public void request(byte[] payload, Completion completion) {
		call(Methods.UNARY_ECHO, payload, completion);
	}

	@Override
	public void send(byte[] payload, Completion completion) {
		call(Methods.UNARY_TAKE, payload, completion);
	}

	private void call(MethodDescriptor<byte[], byte[]> method, byte[] payload, Completion completion) {
		ClientCalls.asyncUnaryCall(this.channel.newCall(method, CallOptions.DEFAULT), payload, new StreamObserver<>() {

			@Override
			public void onNext(byte[] answer) {
				// The call is over when its status has come, too.
			}

			@Override
			public void onError(Throwable failure) {
				completion.failed(failure);
			}

			@Override
			public void onCompleted() {
				completion.completed();
			}

		});
	}

	@Override
	public void close() {
		// The subject closes the channel.
	}

}
