package io.quictransport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * States what a node runs.
 *
 * @param library the version of this library
 * @param codec the version of the QUIC codec, {@code none} for a transport without one
 * @param protocol the protocol that nodes speak with each other
 */
public record TransportVersions(String library, String codec, String protocol) {

	private static final String LIBRARY = read();

	/** The name by which nodes agree on the protocol in TLS. */
	private static final String PROTOCOL = "quic-transport/1";

	/**
	 * Makes the versions of this process.
	 * @param codec the version of the QUIC codec
	 * @return these, with those of the library and of the protocol
	 */
	public static TransportVersions withCodec(String codec) {
		return new TransportVersions(LIBRARY, codec, PROTOCOL);
	}

	/**
	 * Names the library, as a node states it to its peers.
	 * @return name and version
	 */
	public String software() {
		return "quic-transport/" + this.library;
	}

	private static String read() {
		Properties properties = new Properties();
		try (InputStream file = TransportVersions.class.getResourceAsStream("versions.properties")) {
			if (file != null) {
				properties.load(file);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return properties.getProperty("library", "unknown");
	}

}
