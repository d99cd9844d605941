package io.quictransport.spring.boot;

import io.quictransport.TransportException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;

/**
 * Explains why the transport could not start: its port is in use, or the native library
 * of the codec is missing.
 */
final class TransportFailureAnalyzer extends AbstractFailureAnalyzer<TransportException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, TransportException cause) {
		return switch (cause.code()) {
			case BIND_FAILED -> bindFailed(cause);
			case NATIVE_LIBRARY_MISSING -> nativeLibraryMissing(cause);
			default -> null;
		};
	}

	private static FailureAnalysis bindFailed(TransportException cause) {
		String address = cause.context().address();
		return new FailureAnalysis("The UDP socket of the transport could not be bound"
				+ ((address != null) ? " to " + address.replaceFirst("^.*/", "") : "") + ": " + reason(cause) + ".",
				"Stop the process that holds the port, or set " + QuicTransportProperties.PREFIX
						+ ".port to another one; 0 takes a free one. If it is the address that is not this machine's,"
						+ " correct " + QuicTransportProperties.PREFIX + ".address.",
				cause);
	}

	private static FailureAnalysis nativeLibraryMissing(TransportException cause) {
		String classifier = NativePlatform.classifier(System.getProperty("os.name"), System.getProperty("os.arch"));
		String action = (classifier != null) ? """
				The starter brings the library of every platform. If it was excluded or stripped from the build, add \
				it again:

				<dependency>
					<groupId>io.netty</groupId>
					<artifactId>netty-codec-native-quic</artifactId>
					<classifier>%s</classifier>
					<scope>runtime</scope>
				</dependency>

				On Linux the library needs glibc: on Alpine (musl), use an image with glibc. The directory for \
				temporary files must be writable and allow executables; -Dio.netty.native.workdir names another \
				one.""".formatted(classifier) : "There is no library for this platform. The platforms that have one: "
				+ NativePlatform.CLASSIFIERS + ".";
		return new FailureAnalysis("The native library of the QUIC codec cannot be loaded: " + reason(cause) + ".",
				action, cause);
	}

	/**
	 * What the system said; the transport's own text has remedies in it that are given
	 * here as properties.
	 */
	private static @Nullable String reason(TransportException cause) {
		return (cause.getCause() != null) ? NestedExceptionUtils.getMostSpecificCause(cause).getMessage()
				: cause.detail();
	}

}
