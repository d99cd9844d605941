package io.quictransport.benchmarks.micro;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.quictransport.MessageType;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.internal.wire.FrameReader;
import io.quictransport.internal.wire.MessageFrames;
import io.quictransport.internal.wire.WireLimits;
import io.quictransport.quic.TransportLimits;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Measures the conversion of frames to bytes and back.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FrameBenchmark {

	private static final long ID = 1_000_000;

	private static final long TIMEOUT_MILLIS = 10_000;

	private static final PeerId PEER = new PeerId("node-b");

	private static final WireLimits LIMITS = new WireLimits(TransportLimits.DEFAULT_MAX_MESSAGE_SIZE,
			TransportLimits.DEFAULT_MAX_HEADER_SIZE);

	private static final ByteBufAllocator ALLOCATOR = PooledByteBufAllocator.DEFAULT;

	/** The payload's size in bytes. */
	@Param({ "64", "1024", "65536" })
	public int size;

	private byte[] payload = {};

	private NetworkMessage message = NetworkMessage.request(PEER, "bench", this.payload);

	private final ByteBuf out = ALLOCATOR.directBuffer();

	private final ByteBuf request = ALLOCATOR.directBuffer();

	private final ByteBuf response = ALLOCATOR.directBuffer();

	private final MessageFrames.Paths paths = new MessageFrames.Paths();

	private final FrameReader reader = new FrameReader(ALLOCATOR, LIMITS.maxFrameLength());

	/** Makes the frames that are read. */
	@Setup
	public void prepare() {
		this.payload = new byte[this.size];
		this.message = NetworkMessage.request(PEER, "bench", this.payload);
		MessageFrames.writeMessage(this.request, ID, TIMEOUT_MILLIS, this.message);
		MessageFrames.writeResponse(this.response, ID, Map.of(), this.payload);
	}

	/** Releases all buffers. */
	@TearDown
	public void release() {
		this.out.release();
		this.request.release();
		this.response.release();
		this.reader.close();
	}

	/**
	 * Writes a request.
	 * @return the buffer
	 */
	@Benchmark
	public ByteBuf encodeRequest() {
		MessageFrames.writeMessage(this.out.clear(), ID, TIMEOUT_MILLIS, this.message);
		return this.out;
	}

	/**
	 * Writes a response.
	 * @return the buffer
	 */
	@Benchmark
	public ByteBuf encodeResponse() {
		MessageFrames.writeResponse(this.out.clear(), ID, Map.of(), this.payload);
		return this.out;
	}

	/**
	 * Reads a request.
	 * @param sink takes the message
	 */
	@Benchmark
	public void decodeRequest(Blackhole sink) {
		this.reader.read(this.request.readerIndex(0), (type, body) -> {
			sink.consume(MessageFrames.readId(body));
			sink.consume(MessageFrames.readTimeout(body));
			sink.consume(MessageFrames.readMessage(body, MessageType.REQUEST, PEER, PEER, LIMITS, this.paths));
		});
	}

	/**
	 * Reads a response.
	 * @param sink takes its parts
	 */
	@Benchmark
	public void decodeResponse(Blackhole sink) {
		this.reader.read(this.response.readerIndex(0), (type, body) -> {
			sink.consume(MessageFrames.readId(body));
			sink.consume(MessageFrames.readHeaders(body, LIMITS));
			sink.consume(MessageFrames.readPayload(body, LIMITS));
		});
	}

}
