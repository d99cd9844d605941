package io.quictransport.benchmarks.aeron;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

import io.aeron.Publication;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import io.quictransport.benchmarks.subject.AckBatch;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Answers one client: echoes come back, one-way messages are acknowledged in batches.
 */
final class AeronEcho implements FragmentHandler, AutoCloseable {

	private final AeronLoop loop;

	private final Function<String, Publication> opener;

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	private final AckBatch acknowledgements;

	private @Nullable Publication answers;

	private int told;

	AeronEcho(AeronLoop loop, Function<String, Publication> opener) {
		this.loop = loop;
		this.opener = opener;
		this.acknowledgements = new AckBatch(this.timer, (arrived) -> loop.execute(() -> acknowledge(arrived)));
	}

	@Override
	public void onFragment(DirectBuffer buffer, int offset, int length, Header header) {
		switch (buffer.getByte(offset)) {
			case Mark.GREETING -> greeted(buffer, offset, length);
			case Mark.ECHO -> answer(buffer, offset, length);
			case Mark.ONE_WAY -> this.acknowledgements.received();
			default -> throw new IllegalStateException("a message of a kind that is unknown");
		}
	}

	private void greeted(DirectBuffer buffer, int offset, int length) {
		byte[] channel = new byte[length - Mark.LENGTH];
		buffer.getBytes(offset + Mark.LENGTH, channel);
		Publication publication = this.opener.apply(new String(channel, StandardCharsets.UTF_8));
		while (!publication.isConnected()) {
			this.loop.turn();
		}
		this.answers = publication;
		tell(0);
	}

	/** The timer's word may come after a later one of the loop's own. */
	private void acknowledge(int arrived) {
		if (arrived - this.told > 0) {
			tell(arrived);
		}
	}

	private void tell(int arrived) {
		this.told = arrived;
		UnsafeBuffer message = new UnsafeBuffer(new byte[Mark.LENGTH + Integer.BYTES]);
		message.putByte(0, Mark.ARRIVED);
		message.putInt(Mark.LENGTH, arrived);
		answer(message, 0, message.capacity());
	}

	private void answer(DirectBuffer buffer, int offset, int length) {
		if (this.answers == null) {
			throw new IllegalStateException("a message before the greeting");
		}
		this.loop.send(this.answers, buffer, offset, length);
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
	}

}
