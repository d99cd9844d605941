package io.quictransport.quic;

import io.netty.util.Version;
import io.quictransport.TransportVersions;

/**
 * Reads the version of the codec, which its files state.
 */
final class CodecVersion {

	/** What this process runs. */
	static final TransportVersions VERSIONS = TransportVersions.withCodec(read());

	private CodecVersion() {
	}

	private static String read() {
		Version codec = Version.identify(CodecVersion.class.getClassLoader()).get("netty-codec-classes-quic");
		return (codec != null) ? codec.artifactVersion() : "unknown";
	}

}
