package io.quictransport.internal.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.netty.handler.codec.quic.QLogConfiguration;
import io.netty.util.AttributeKey;
import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import io.quictransport.PeerId;
import io.quictransport.internal.connection.Connection;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.LoopTasks.LoopTimer;
import io.quictransport.internal.loop.TaskRunner;
import io.quictransport.internal.loop.WallTime;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Tracks the peers whose next connection is to be recorded, and the recordings under way.
 * A dial that fails is recorded too, but only a limited number of them: a peer that is
 * never reached must not fill the disk. The codec neither bounds a recording nor reports
 * that it cannot write, so each is checked from time to time, and ended by having its
 * connection replaced. Thread-safe.
 */
public final class Recordings {

	private static final Log logger = Log.of(Recordings.class);

	private static final int MOST_DIALS = 16;

	/** What must remain free on the disk, in bytes. */
	private static final long RESERVE = 1024 * 1024;

	private static final Duration CHECK = Duration.ofMillis(500);

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'")
		.withZone(ZoneOffset.UTC);

	private final Map<PeerId, Pending> awaited = new ConcurrentHashMap<>();

	private final Map<PeerId, Running> running = new ConcurrentHashMap<>();

	private final AtomicLong files = new AtomicLong();

	private final Consumer<PeerId> replaceConnection;

	private final Disk disk;

	/**
	 * Makes recordings of a transport.
	 * @param replaceConnection replaces the connection to a peer, which ends its
	 * recording
	 */
	public Recordings(Consumer<PeerId> replaceConnection) {
		this(replaceConnection, new Disk() {

			@Override
			public long free(Path directory) throws IOException {
				return Files.getFileStore(directory).getUsableSpace();
			}

			@Override
			public long size(Path file) throws IOException {
				return Files.size(file);
			}

		});
	}

	Recordings(Consumer<PeerId> replaceConnection, Disk disk) {
		this.replaceConnection = replaceConnection;
		this.disk = disk;
	}

	/**
	 * Has the next connection to a peer recorded.
	 * @param peer the peer
	 * @param directory the directory of the file
	 * @param bounds when the recording ends by itself
	 */
	public void add(PeerId peer, Path directory, Bounds bounds) {
		if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
			throw invalid(
					"option directory is " + directory + " but must be a directory that this process may write to");
		}
		long free;
		try {
			free = this.disk.free(directory);
		}
		catch (IOException ex) {
			throw new ConfigurationException(ErrorCode.INVALID_OPTION,
					"option directory is " + directory + ", whose free space cannot be read: " + ex, ex);
		}
		if (free < RESERVE) {
			throw invalid("option directory is " + directory + ", where only " + free
					+ " bytes are free; a recording needs " + RESERVE + " at least");
		}
		this.awaited.put(peer, new Pending(directory, bounds, MOST_DIALS));
	}

	private static ConfigurationException invalid(String detail) {
		return new ConfigurationException(ErrorCode.INVALID_OPTION, detail);
	}

	/**
	 * Ends the recording of a peer, and one that has not begun.
	 * @param peer the peer
	 */
	public void stop(PeerId peer) {
		this.awaited.remove(peer);
		Running recording = this.running.get(peer);
		if (recording != null) {
			end(recording, "it was asked for");
		}
	}

	/** The recording of the dial that begins now, null if it is not recorded. */
	@Nullable Dial dialBegins(PeerId self, @Nullable PeerId peer) {
		if (peer == null || this.awaited.isEmpty()) {
			return null;
		}
		Pending pending = this.awaited.get(peer);
		if (pending == null) {
			return null;
		}
		this.awaited.computeIfPresent(peer, (id, current) -> current.oneLess());
		Path file = pending.directory.resolve(self + "-to-" + peer + "-" + TIME.format(WallTime.of(0, 0)) + "-"
				+ this.files.incrementAndGet() + ".qlog");
		return new Dial(file, new QLogConfiguration(file.toString(), self + " to " + peer, "dialled by " + self),
				pending.bounds);
	}

	/** A connection to the peer is in use, recorded or not. */
	void connected(PeerId peer, Connection connection, Checks checks) {
		this.awaited.remove(peer);
		Dial dial = connection.channel().attr(Dial.KEY).get();
		if (dial != null) {
			begin(peer, dial, new Recorded() {

				@Override
				public boolean isOpen() {
					return connection.channel().isOpen();
				}

				@Override
				public boolean isLive() {
					return connection.isLive();
				}

			}, checks);
		}
	}

	void begin(PeerId peer, Dial dial, Recorded connection, Checks checks) {
		Running recording = new Running(peer, dial.file, dial.bounds, connection, checks);
		this.running.put(peer, recording);
		logger.info("event=recording_started peer={} file={} most_seconds={} most_bytes={}", peer, dial.file,
				dial.bounds.duration().toSeconds(), dial.bounds.bytes());
		checkLater(recording);
	}

	private void checkLater(Running recording) {
		recording.checks.later(CHECK, () -> check(recording));
	}

	private void check(Running recording) {
		if (!recording.connection.isOpen()) {
			this.running.remove(recording.peer, recording);
			logger.info("event=recording_ended peer={} file={} bytes={} reason=\"{}\"", recording.peer, recording.file,
					sizeOf(recording), (recording.ending != null) ? recording.ending : "the connection has ended");
			return;
		}
		String reason = (recording.ending != null) ? recording.ending : reasonToEnd(recording);
		// A peer that could not be dialled has kept its connection.
		if (reason != null && recording.connection.isLive()) {
			end(recording, reason);
		}
		checkLater(recording);
	}

	private @Nullable String reasonToEnd(Running recording) {
		try {
			if (this.disk.free(recording.directory()) < RESERVE) {
				return failed(recording, "the disk is full");
			}
			if (this.disk.size(recording.file) >= recording.bounds.bytes()) {
				return "it has reached its largest size";
			}
		}
		catch (IOException ex) {
			return failed(recording, "the file cannot be read: " + ex);
		}
		boolean over = recording.checks.now() - recording.begun >= LoopTimer.nanos(recording.bounds.duration());
		return over ? "its time is over" : null;
	}

	private static String failed(Running recording, String reason) {
		logger.warn("event=recording_failed peer={} file={} reason=\"{}\"", recording.peer, recording.file, reason);
		return reason;
	}

	private void end(Running recording, String reason) {
		recording.ending = reason;
		this.replaceConnection.accept(recording.peer);
	}

	private long sizeOf(Running recording) {
		try {
			return this.disk.size(recording.file);
		}
		catch (IOException ex) {
			// It may have been moved away by now.
			return -1;
		}
	}

	/**
	 * Bounds one recording.
	 *
	 * @param duration how long it may take
	 * @param bytes the size of the file at which it ends. Checked twice a second, so the
	 * file may become larger
	 */
	public record Bounds(Duration duration, long bytes) {

		/**
		 * Checks the bounds.
		 * @param duration see {@link #duration()}
		 * @param bytes see {@link #bytes()}
		 */
		public Bounds {
			if (duration.isNegative() || duration.isZero()) {
				throw invalid("option duration is " + duration + " but must be positive");
			}
			if (bytes < 1) {
				throw invalid("option bytes is " + bytes + " but must be positive");
			}
		}

	}

	/**
	 * Represents the recording of one dial.
	 *
	 * @param file where it goes
	 * @param configuration what the codec is told
	 * @param bounds when it ends
	 */
	record Dial(Path file, QLogConfiguration configuration, Bounds bounds) {

		/** Marks the channel of the dial. */
		static final AttributeKey<Dial> KEY = AttributeKey.valueOf(Recordings.class, "dial");

	}

	/**
	 * Represents the pending recording of one peer.
	 *
	 * @param directory the directory of the files
	 * @param bounds when the recording ends
	 * @param dialsLeft the number of dials still to be recorded
	 */
	private record Pending(Path directory, Bounds bounds, int dialsLeft) {

		@Nullable Pending oneLess() {
			return (this.dialsLeft > 1) ? new Pending(this.directory, this.bounds, this.dialsLeft - 1) : null;
		}

	}

	/** Represents a recording that is running. */
	private static final class Running {

		private final PeerId peer;

		private final Path file;

		private final Bounds bounds;

		private final Recorded connection;

		private final long begun;

		private final Checks checks;

		private volatile @Nullable String ending;

		Running(PeerId peer, Path file, Bounds bounds, Recorded connection, Checks checks) {
			this.checks = checks;
			this.begun = checks.now();
			this.peer = peer;
			this.file = file;
			this.bounds = bounds;
			this.connection = connection;
		}

		Path directory() {
			Path parent = this.file.getParent();
			return (parent != null) ? parent : this.file;
		}

	}

	/**
	 * Runs the checks of a recording: files are asked where that may block.
	 */
	interface Checks {

		/** The monotonic time in nanoseconds. */
		long now();

		/** Runs a check after a time, unless the run of the transport ends before. */
		void later(Duration after, Runnable check);

		/** Makes the checks of an event loop's peers; called on the event loop. */
		static Checks on(LoopTasks loop, LongSupplier clock, TaskRunner blocking) {
			return new Checks() {

				@Override
				public long now() {
					return clock.getAsLong();
				}

				@Override
				public void later(Duration after, Runnable check) {
					loop.execute(() -> new LoopTimer(loop, () -> {
						if (!blocking.offer(check)) {
							later(after, check);
						}
					}).setMillis(after.toMillis()));
				}

			};
		}

	}

	/** Represents the connection that is recorded. Asked on any thread. */
	interface Recorded {

		boolean isOpen();

		/** Whether it takes new work: another one has not taken over yet. */
		boolean isLive();

	}

	/** Tells what the file system has. */
	interface Disk {

		/** The bytes that are free. */
		long free(Path directory) throws IOException;

		/** The bytes of a file. */
		long size(Path file) throws IOException;

	}

}
