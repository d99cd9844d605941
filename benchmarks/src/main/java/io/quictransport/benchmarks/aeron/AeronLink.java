package io.quictransport.benchmarks.aeron;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.aeron.Publication;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import io.quictransport.benchmarks.subject.Link;
import io.quictransport.benchmarks.subject.Unacknowledged;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Represents the client's end. Answers arrive in the order of the requests.
 */
final class AeronLink implements Link, FragmentHandler {

	private final AeronLoop loop;

	private final Publication messages;

	private final Unacknowledged requests = new Unacknowledged();

	private final Unacknowledged events = new Unacknowledged();

	private final CompletableFuture<Void> greeted = new CompletableFuture<>();

	AeronLink(AeronLoop loop, Publication messages) {
		this.loop = loop;
		this.messages = messages;
	}

	/**
	 * Tells the server where to answer, and waits until it does.
	 * @param channel where
	 * @param millis how long to wait
	 */
	void greet(String channel, long millis) throws Exception {
		byte[] text = channel.getBytes(StandardCharsets.UTF_8);
		this.loop.execute(() -> write(Mark.GREETING, text));
		this.greeted.get(millis, TimeUnit.MILLISECONDS);
	}

	@Override
	public void request(byte[] payload, Completion completion) {
		this.loop.execute(() -> this.requests.add(completion, () -> write(Mark.ECHO, payload)));
	}

	@Override
	public void send(byte[] payload, Completion completion) {
		this.loop.execute(() -> this.events.add(completion, () -> write(Mark.ONE_WAY, payload)));
	}

	private void write(byte mark, byte[] payload) {
		UnsafeBuffer message = new UnsafeBuffer(new byte[Mark.LENGTH + payload.length]);
		message.putByte(0, mark);
		message.putBytes(Mark.LENGTH, payload);
		this.loop.send(this.messages, message, 0, message.capacity());
	}

	@Override
	public void onFragment(DirectBuffer buffer, int offset, int length, Header header) {
		if (buffer.getByte(offset) == Mark.ECHO) {
			this.requests.answered();
			return;
		}
		this.greeted.complete(null);
		this.events.acknowledged(buffer.getInt(offset + Mark.LENGTH));
	}

	@Override
	public void close() {
		this.loop.close();
	}

}
