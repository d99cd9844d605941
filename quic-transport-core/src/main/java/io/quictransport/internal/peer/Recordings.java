package io.quictransport.internal.peer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.handler.codec.quic.QLogConfiguration;
import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import io.quictransport.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * Tracks the peers whose next connection is to be recorded. A dial that fails is recorded
 * too, but only a limited number of them: a peer that is never reached must not fill the
 * disk. Thread-safe.
 */
public final class Recordings {

	private static final int MOST_DIALS = 16;

	private final Map<PeerId, Recording> awaited = new ConcurrentHashMap<>();

	public void add(PeerId peer, Path directory) {
		if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
			throw new ConfigurationException(ErrorCode.INVALID_OPTION,
					"option directory is " + directory + " but must be a directory that this process may write to");
		}
		this.awaited.put(peer, new Recording(directory.toString(), MOST_DIALS));
	}

	/** How the dial that begins now is recorded, null if it is not. */
	@Nullable QLogConfiguration dialBegins(PeerId self, @Nullable PeerId peer) {
		if (peer == null || this.awaited.isEmpty()) {
			return null;
		}
		Recording recording = this.awaited.get(peer);
		if (recording == null) {
			return null;
		}
		this.awaited.computeIfPresent(peer, (id, current) -> current.oneLess());
		return new QLogConfiguration(recording.directory, self + " to " + peer, "dialled by " + self);
	}

	void connected(PeerId peer) {
		this.awaited.remove(peer);
	}

	/**
	 * Represents the pending recording of one peer.
	 *
	 * @param directory the directory of the files
	 * @param dialsLeft the number of dials still to be recorded
	 */
	private record Recording(String directory, int dialsLeft) {

		@Nullable Recording oneLess() {
			return (this.dialsLeft > 1) ? new Recording(this.directory, this.dialsLeft - 1) : null;
		}

	}

}
