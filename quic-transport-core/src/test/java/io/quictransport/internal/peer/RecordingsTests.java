package io.quictransport.internal.peer;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;

import io.quictransport.ConfigurationException;
import io.quictransport.PeerId;
import io.quictransport.support.CapturedLogs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A recording that cannot be written is refused when it is asked for, or ends with a
 * warning.
 */
class RecordingsTests {

	private static final PeerId PEER = new PeerId("node-b");

	private static final Recordings.Bounds BOUNDS = new Recordings.Bounds(Duration.ofMinutes(1), 1024);

	private final ManualChecks checks = new ManualChecks();

	private final List<PeerId> replaced = new CopyOnWriteArrayList<>();

	@Test
	void aFullDiskIsRefused(@TempDir Path directory) {
		Recordings recordings = on(new FullDisk());
		assertThatExceptionOfType(ConfigurationException.class)
			.isThrownBy(() -> recordings.add(PEER, directory, BOUNDS))
			.withMessageContaining(directory.toString())
			.withMessageContaining("only 0 bytes are free");
		assertThat(recordings.dialBegins(new PeerId("node-a"), PEER)).isNull();
	}

	@Test
	void aDiskThatFillsUpEndsTheRecordingWithAWarning(@TempDir Path directory) {
		FullDisk disk = new FullDisk();
		disk.free = Long.MAX_VALUE;
		Recordings recordings = on(disk);
		recordings.add(PEER, directory, BOUNDS);
		Recordings.Dial dial = dial(recordings);
		CapturedLogs logs = new CapturedLogs();
		logs.begin();
		try {
			Recordings.Recorded connection = new Recordings.Recorded() {

				@Override
				public boolean isOpen() {
					return RecordingsTests.this.replaced.isEmpty();
				}

				@Override
				public boolean isLive() {
					return isOpen();
				}

			};
			recordings.begin(PEER, dial, connection, this.checks);
			this.checks.runNext();
			assertThat(this.replaced).isEmpty();
			disk.free = 0;
			this.checks.runNext();
			assertThat(this.replaced).containsExactly(PEER);
			assertThat(logs.warnings("recording_failed")).singleElement()
				.asString()
				.contains("peer=node-b", "file=" + dial.file(), "reason=\"the disk is full\"");
		}
		finally {
			logs.end();
		}
	}

	@Test
	void aRecordingEndsWhenItsTimeIsOver(@TempDir Path directory) {
		FullDisk disk = new FullDisk();
		disk.free = Long.MAX_VALUE;
		Recordings recordings = on(disk);
		recordings.add(PEER, directory, BOUNDS);
		Recordings.Dial dial = dial(recordings);
		recordings.begin(PEER, dial, new Open(), this.checks);
		this.checks.now = BOUNDS.duration().toNanos() - 1;
		this.checks.runNext();
		assertThat(this.replaced).isEmpty();
		this.checks.now++;
		this.checks.runNext();
		assertThat(this.replaced).containsExactly(PEER);
	}

	@Test
	void aRecordingThatMayTakeForEverStillEndsAtItsSize(@TempDir Path directory) {
		FullDisk disk = new FullDisk();
		disk.free = Long.MAX_VALUE;
		Recordings recordings = on(disk);
		recordings.add(PEER, directory, new Recordings.Bounds(ChronoUnit.FOREVER.getDuration(), 1024));
		recordings.begin(PEER, dial(recordings), new Open(), this.checks);
		this.checks.runNext();
		assertThat(this.replaced).isEmpty();
		disk.size = 1024;
		this.checks.runNext();
		assertThat(this.replaced).containsExactly(PEER);
	}

	@Test
	void eachDialHasAFileOfItsOwn(@TempDir Path directory) {
		Recordings recordings = new Recordings((peer) -> {
		});
		recordings.add(PEER, directory, BOUNDS);
		Recordings.Dial first = dial(recordings);
		Recordings.Dial second = dial(recordings);
		assertThat(first.file()).isNotEqualTo(second.file());
	}

	@Test
	void boundsThatRecordNothingAreRefused() {
		assertThatExceptionOfType(ConfigurationException.class)
			.isThrownBy(() -> new Recordings.Bounds(Duration.ZERO, 1))
			.withMessageContaining("must be positive");
		assertThatExceptionOfType(ConfigurationException.class)
			.isThrownBy(() -> new Recordings.Bounds(Duration.ofSeconds(1), 0))
			.withMessageContaining("must be positive");
	}

	private static Recordings.Dial dial(Recordings recordings) {
		return Objects.requireNonNull(recordings.dialBegins(new PeerId("node-a"), PEER));
	}

	private Recordings on(Recordings.Disk disk) {
		return new Recordings(this.replaced::add, disk);
	}

	/** Runs checks when a test says so. */
	private static final class ManualChecks implements Recordings.Checks {

		private final Queue<Runnable> due = new ArrayDeque<>();

		private long now;

		@Override
		public long now() {
			return this.now;
		}

		@Override
		public void later(Duration after, Runnable check) {
			this.due.add(check);
		}

		void runNext() {
			this.due.remove().run();
		}

	}

	/** A connection that stays as it is. */
	private static final class Open implements Recordings.Recorded {

		@Override
		public boolean isOpen() {
			return true;
		}

		@Override
		public boolean isLive() {
			return true;
		}

	}

	/** Has no room. */
	private static final class FullDisk implements Recordings.Disk {

		private volatile long free;

		private volatile long size;

		@Override
		public long free(Path directory) {
			return this.free;
		}

		@Override
		public long size(Path file) {
			return this.size;
		}

	}

}
