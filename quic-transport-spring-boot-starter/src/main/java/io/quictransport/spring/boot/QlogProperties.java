package io.quictransport.spring.boot;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.quictransport.ConfigurationException;
import io.quictransport.PeerId;
import io.quictransport.quic.QuicTransport;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * Holds the properties under {@code quic.transport.qlog}.
 */
final class QlogProperties {

	private static final String PREFIX = QuicTransportProperties.PREFIX + ".qlog.";

	/**
	 * Existing directory for the recordings of connections, in qlog format. Without one
	 * nothing is recorded.
	 */
	private @Nullable Path directory;

	/**
	 * Comma-separated list of the ids of the peers of which the first connection that
	 * this node dials is recorded.
	 */
	private @Nullable List<String> peers;

	/**
	 * Time after which a recording ends.
	 */
	private Duration maxDuration = Duration.ofMinutes(10);

	/**
	 * Size of the file at which a recording ends. It is checked twice a second, so the
	 * file may become larger.
	 */
	private DataSize maxSize = DataSize.ofMegabytes(64);

	public Duration getMaxDuration() {
		return this.maxDuration;
	}

	public void setMaxDuration(Duration maxDuration) {
		this.maxDuration = maxDuration;
	}

	public DataSize getMaxSize() {
		return this.maxSize;
	}

	public void setMaxSize(DataSize maxSize) {
		this.maxSize = maxSize;
	}

	public @Nullable Path getDirectory() {
		return this.directory;
	}

	public void setDirectory(@Nullable Path directory) {
		this.directory = directory;
	}

	public @Nullable List<String> getPeers() {
		return this.peers;
	}

	public void setPeers(@Nullable List<String> peers) {
		this.peers = peers;
	}

	void recordPeers(QuicTransport transport) {
		Path into = this.directory;
		if (into == null || this.peers == null) {
			return;
		}
		for (String peer : this.peers) {
			PeerId id;
			try {
				id = new PeerId(peer);
			}
			catch (ConfigurationException ex) {
				throw new InvalidPropertyException(PREFIX + "peers", peer, ex);
			}
			try {
				transport.recordNextConnection(id, into, this.maxDuration, this.maxSize.toBytes());
			}
			catch (ConfigurationException ex) {
				throw new InvalidPropertyException(PREFIX + "directory", into, ex);
			}
		}
	}

}
