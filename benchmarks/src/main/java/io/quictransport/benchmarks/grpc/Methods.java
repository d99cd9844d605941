package io.quictransport.benchmarks.grpc;

import java.nio.ByteBuffer;
import java.util.concurrent.ScheduledExecutorService;

import io.grpc.MethodDescriptor.MethodType;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.quictransport.benchmarks.subject.AckBatch;

/**
 * Defines the methods of the benchmark's service.
 */
final class Methods {

	private static final String SERVICE = "bench.Bench";

	/** Answers with the payload. */
	static final MethodDescriptor<byte[], byte[]> UNARY_ECHO = method("UnaryEcho", MethodType.UNARY);

	/** Answers with nothing. */
	static final MethodDescriptor<byte[], byte[]> UNARY_TAKE = method("UnaryTake", MethodType.UNARY);

	/** Answers each message with its payload. */
	static final MethodDescriptor<byte[], byte[]> BIDI_ECHO = method("BidiEcho", MethodType.BIDI_STREAMING);

	/** Acknowledges messages in batches. */
	static final MethodDescriptor<byte[], byte[]> BIDI_TAKE = method("BidiTake", MethodType.BIDI_STREAMING);

	private static final byte[] NOTHING = {};

	private Methods() {
	}

	static ServerServiceDefinition service(ScheduledExecutorService timer) {
		return ServerServiceDefinition.builder(SERVICE)
			.addMethod(UNARY_ECHO, ServerCalls.asyncUnaryCall((payload, answers) -> answer(answers, payload)))
			.addMethod(UNARY_TAKE, ServerCalls.asyncUnaryCall((payload, answers) -> answer(answers, NOTHING)))
			.addMethod(BIDI_ECHO, ServerCalls.asyncBidiStreamingCall((answers) -> new Receiving(answers) {

				@Override
				public void onNext(byte[] payload) {
					this.answers.onNext(payload);
				}

			}))
			.addMethod(BIDI_TAKE, ServerCalls.asyncBidiStreamingCall((answers) -> new Receiving(answers) {

				private final AckBatch acks = new AckBatch(timer,
						(arrived) -> this.answers.onNext(ByteBuffer.allocate(Integer.BYTES).putInt(arrived).array()));

				@Override
				public void onNext(byte[] payload) {
					this.acks.received();
				}

			}))
			.build();
	}

	private static void answer(StreamObserver<byte[]> answers, byte[] payload) {
		answers.onNext(payload);
		answers.onCompleted();
	}

	private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
		return MethodDescriptor.<byte[], byte[]>newBuilder()
			.setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
			.setType(type)
			.setRequestMarshaller(BytesMarshaller.INSTANCE)
			.setResponseMarshaller(BytesMarshaller.INSTANCE)
			.build();
	}

	/**
	 * The server's end of a stream, which ends with the client's.
	 */
	private abstract static class Receiving implements StreamObserver<byte[]> {

		final StreamObserver<byte[]> answers;

		private Receiving(StreamObserver<byte[]> answers) {
			this.answers = answers;
		}

		@Override
		public void onError(Throwable failure) {
			// The client is gone: that is how every run ends.
		}

		@Override
		public void onCompleted() {
			this.answers.onCompleted();
		}

	}

}
