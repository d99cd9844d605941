package io.quictransport.internal.messaging;

import java.util.concurrent.TimeUnit;

import io.quictransport.ErrorCode;
import io.quictransport.MessagePayload;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.TaskRunner;
import io.quictransport.internal.messaging.ItemSender.Item;
import io.quictransport.internal.wire.StreamFrames;
import org.jspecify.annotations.Nullable;

/**
 * Connects the two ends of a stream of messages that this node opens to itself: each end
 * keeps to the credit that the other one grants, as over a connection, and gets a copy of
 * each item. Confined to the event loop.
 */
final class OwnStream implements StreamSlots.Occupant {

	private final OwnMessaging owner;

	private final Messaging messaging;

	private final StreamCall call;

	private final StreamParts parts;

	private final End opener = new End();

	private final End server = new End();

	private boolean slotTaken;

	private boolean served;

	OwnStream(OwnMessaging owner, Messaging messaging, StreamCall call, StreamParts parts) {
		this.owner = owner;
		this.messaging = messaging;
		this.call = call;
		this.parts = parts;
	}

	StreamCall call() {
		return this.call;
	}

	@Override
	public boolean isGivenUp() {
		return this.call.isDone();
	}

	/** Requests the stream, which is served or refused at once. */
	void open(InboundStreams streams) {
		this.slotTaken = true;
		PeerStream local = this.opener.with(new PeerStream(this.opener, this.call.opening().path(),
				this.call.opening().headers(), this.call.streamDeadline(), this.messaging.executor, this.parts));
		streams.open(new Request(), this.call.frame(local.open(), this.messaging.now()));
	}

	/** The run ends, or the opener waits no longer: both ends are told. */
	void cut(ErrorCode code, String why) {
		StreamFrames.Reset reset = new StreamFrames.Reset(code, why);
		this.opener.fail(reset, true);
		this.server.fail(reset, false);
		ended();
	}

	private void ended() {
		if (this.served && this.server.finished) {
			this.served = false;
			this.owner.streamServed();
		}
		if (this.slotTaken && this.opener.finished && !this.served) {
			this.slotTaken = false;
			this.owner.streamEnded(this);
		}
	}

	/** Represents the request to the serving end. */
	private final class Request implements RequestedStream {

		@Override
		public boolean refusesWork() {
			return OwnStream.this.owner.refusesWork();
		}

		@Override
		public PeerStream admit(StreamFrames.Open read, TaskRunner executor) {
			Long deadline = (read.timeoutMillis() > 0)
					? OwnStream.this.messaging.now() + TimeUnit.MILLISECONDS.toNanos(read.timeoutMillis()) : null;
			return OwnStream.this.server.with(new PeerStream(OwnStream.this.server, read.path(), read.headers(),
					deadline, executor, OwnStream.this.parts));
		}

		@Override
		public void confirm(PeerStream local, StreamFrames.Open read) {
			OwnStream.this.served = true;
			OwnStream.this.opener.count();
			OwnStream.this.server.count();
			local.awaitDeadline();
			long credit = local.open();
			local.granted(read.credit());
			PeerStream here = OwnStream.this.opener.local();
			here.granted(credit);
			OwnStream.this.owner.streamAdmitted(OwnStream.this.call, here);
		}

		@Override
		public void refuse(ErrorCode code, String why) {
			OwnStream.this.messaging.counters.error(code);
			OwnStream.this.owner.streamRefused(OwnStream.this.call, code, why);
			OwnStream.this.opener.fail(new StreamFrames.Reset(code, why), false);
		}

	}

	/** Leads from one of the ends to the other. */
	private final class End implements StreamLink {

		private @Nullable PeerStream local;

		private boolean finished;

		private boolean counted;

		PeerStream with(PeerStream end) {
			this.local = end;
			return end;
		}

		PeerStream local() {
			PeerStream end = this.local;
			if (end == null) {
				throw new IllegalStateException("the stream is not open at this end");
			}
			return end;
		}

		void count() {
			this.counted = true;
			OwnStream.this.messaging.counters.messageStreams.increment();
		}

		private End other() {
			return (this == OwnStream.this.opener) ? OwnStream.this.server : OwnStream.this.opener;
		}

		@Override
		public int maxItemSize() {
			return OwnStream.this.messaging.limits.wire().maxMessageSize();
		}

		@Override
		public @Nullable Object remoteAddress() {
			return null;
		}

		@Override
		public LoopTasks loop() {
			return OwnStream.this.messaging.loop;
		}

		@Override
		public void sendItem(Item item) {
			byte[] copy = PayloadView.copyOf(item.payload());
			if (item.isTakenBack()) {
				return;
			}
			PeerStream reader = other().local();
			reader.item(reader.takesViews() ? PayloadView.ofArray(copy) : MessagePayload.of(copy));
		}

		@Override
		public void sendEnd() {
			other().local().end();
		}

		@Override
		public void sendCredit(long bytes) {
			other().local().granted(bytes);
		}

		@Override
		public void sendReset(StreamFrames.Reset reset) {
			other().fail(reset, false);
			finish();
		}

		@Override
		public void abort(ErrorCode code) {
			sendReset(new StreamFrames.Reset(code, "the other end of the stream broke off"));
		}

		@Override
		public void finish() {
			if (!this.finished) {
				this.finished = true;
				if (this.counted) {
					OwnStream.this.messaging.counters.messageStreams.decrement();
				}
				ended();
			}
		}

		void fail(StreamFrames.Reset reset, boolean here) {
			PeerStream end = this.local;
			if (end != null) {
				end.fail(end.failure(reset), here);
			}
			finish();
		}

	}

}
