package io.quictransport.spring.boot;

import java.util.concurrent.CompletableFuture;

import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.NetworkTransport;
import io.quictransport.Outcome;
import io.quictransport.RequestHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What a user reads when the application does not start.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalysisTests {

	private static final Certificates CERTIFICATES = new Certificates();

	@Test
	void missingBundleProperty(CapturedOutput output) {
		fails(Node.class, new String[0]);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The node has no certificate: quic.transport.ssl.bundle is not set.")
			.contains("      bundle: \"node\"")
			.contains("quic.transport.enabled=false");
	}

	@Test
	void emptyBundleProperty(CapturedOutput output) {
		fails(Node.class, CERTIFICATES.properties("node-a"), "--quic.transport.ssl.bundle=");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The node has no certificate: quic.transport.ssl.bundle is not set.");
	}

	@Test
	void unknownBundle(CapturedOutput output) {
		fails(Node.class, CERTIFICATES.properties("node-a"), "--quic.transport.ssl.bundle=nodde");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The SSL bundle 'nodde' that quic.transport.ssl.bundle names does not exist. "
					+ "Bundles that exist: [node].")
			.contains("        nodde:\n");
	}

	@Test
	void bundleThatCannotBeRead(CapturedOutput output) {
		fails(Node.class, new String[0], "--spring.ssl.bundle.pem.node.keystore.certificate=file:/not/there.crt",
				"--quic.transport.ssl.bundle=node");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The SSL bundle 'node' that quic.transport.ssl.bundle names cannot be read:")
			.contains("/not/there.crt")
			.contains("Check the files and passwords of the bundle.");
	}

	@Test
	void bundleWithoutKey(CapturedOutput output) {
		fails(Node.class, CERTIFICATES.properties("node-a"), "--spring.ssl.bundle.pem.node.keystore.private-key=");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The SSL bundle 'node' that quic.transport.ssl.bundle names has no private key")
			.contains("            private-key: \"file:/etc/node/node.key\"");
	}

	@Test
	void bundleWithoutTrustStoreBecauseJavaWouldTrustItsPublicAuthorities(CapturedOutput output) {
		fails(Node.class, CERTIFICATES.properties("node-a"), "--spring.ssl.bundle.pem.node.truststore.certificate=");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("has no trust store, so it does not say which CAs issue the certificates of peers.");
	}

	@Test
	void invalidPropertyWithItsOrigin(CapturedOutput output) {
		fails(Node.class, CERTIFICATES.properties("node-a"), "--quic.transport.timeouts.pingInterval=1ms");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The property quic.transport.timeouts.ping-interval has the value '1ms' "
					+ "(from \"quic.transport.timeouts.pingInterval\" from property source \"commandLineArgs\"), "
					+ "which cannot be used: option timeouts.pingInterval is PT0.001S but must be between")
			.contains("Correct the value of quic.transport.timeouts.ping-interval.");
	}

	@Test
	void propertyUnderTheNameThatItHadBefore(CapturedOutput output) {
		fails(Node.class, CERTIFICATES.properties("node-a"), "--quic.transport.limits.frameTimeout=9s");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Properties have another name: quic.transport.limits.frame-timeout "
					+ "(from \"quic.transport.limits.frameTimeout\" from property source \"commandLineArgs\") "
					+ "is now quic.transport.timeouts.frame.")
			.contains("Write them under their new names.");
	}

	@Test
	void invalidPeerInAList(CapturedOutput output) {
		fails(Node.class, CERTIFICATES.properties("node-a"), "--quic.transport.peers=node-b:9000,node-c");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains(
					"The property quic.transport.peers[1] has the value 'node-b:9000,node-c' (from \"quic.transport.peers\" from")
			.contains("address 'node-c' is not usable: write host:port");
	}

	@Test
	void invalidOptionThatNoSinglePropertySets(CapturedOutput output) {
		fails(StartFailure.class, new String[0], "--code=INVALID_OPTION", "--detail=this does not go with that");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The transport cannot be set up like this: this does not go with that.")
			.contains("QuicTransportOptionsCustomizer");
	}

	@Test
	void identityThatDoesNotFit(CapturedOutput output) {
		fails(StartFailure.class, new String[0], "--code=INVALID_IDENTITY",
				"--detail=node id 'b' is not in the node's certificate");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The certificate of the node cannot be used: node id 'b' is not in the node's certificate.")
			.contains("    subjectAltName = URI:node:<id>")
			.contains("    node-id: \"<id>\"");
	}

	@Test
	void portInUse(CapturedOutput output) {
		fails(StartFailure.class, new String[0], "--code=BIND_FAILED", "--detail=the port is in use");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The UDP socket of the transport could not be bound to 0.0.0.0:9000: the port is in use.")
			.contains("set quic.transport.port to another one; 0 takes a free one.");
	}

	@Test
	void nativeLibraryMissing(CapturedOutput output) {
		fails(StartFailure.class, new String[0], "--code=NATIVE_LIBRARY_MISSING", "--detail=no library");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The native library of the QUIC codec cannot be loaded: no library.")
			.contains("<artifactId>netty-codec-native-quic</artifactId>");
	}

	@Test
	void otherFailuresOfTheTransportAreLeftToOthers() {
		NetworkException failure = NetworkException.of(ErrorCode.INTERNAL, Outcome.NOT_SENT, "x", ErrorContext.NONE);
		assertThat(new TransportFailureAnalyzer().analyze(failure)).isNull();
	}

	@Test
	void severalTransportsOfWhichNoneIsMarked(CapturedOutput output) {
		fails(TwoTransports.class, new String[0]);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The application has several transports")
			.contains("gets its handlers: one, other.")
			.contains("Mark that one with @Primary, or the others with @Fallback.");
	}

	@Test
	void handlerWithoutPath(CapturedOutput output) {
		fails(HandlerWithoutPath.class, new String[0]);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The RequestHandler bean 'handler' does not say which path it serves.")
			.contains("@NodeHandler(path = \"...\")");
	}

	private static void fails(Class<?> configuration, String[] properties, String... args) {
		SpringApplication application = new SpringApplicationBuilder(configuration).web(WebApplicationType.NONE)
			.properties(properties)
			.build();
		assertThatException().isThrownBy(() -> application.run(args).close());
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ QuicTransportAutoConfiguration.class, SslAutoConfiguration.class })
	static class Node {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ QuicTransportAutoConfiguration.class, QuicTransportLifecycleAutoConfiguration.class })
	static class StartFailure {

		@Bean
		NetworkTransport transport(Environment environment) {
			ErrorCode code = ErrorCode.valueOf(environment.getRequiredProperty("code"));
			String detail = environment.getRequiredProperty("detail");
			FakeTransport transport = new FakeTransport();
			transport.startResult = CompletableFuture.failedFuture(switch (code) {
				case INVALID_OPTION, INVALID_IDENTITY -> new ConfigurationException(code, detail);
				default -> NetworkException.of(code, Outcome.NOT_SENT, detail, ErrorContext.at(null, "0.0.0.0:9000"));
			});
			return transport;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ QuicTransportAutoConfiguration.class, QuicTransportLifecycleAutoConfiguration.class })
	static class TwoTransports {

		@Bean
		FakeTransport one() {
			return new FakeTransport();
		}

		@Bean
		FakeTransport other() {
			return new FakeTransport();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ QuicTransportAutoConfiguration.class, QuicTransportLifecycleAutoConfiguration.class })
	static class HandlerWithoutPath {

		@Bean
		FakeTransport transport() {
			return new FakeTransport();
		}

		@Bean
		RequestHandler handler() {
			return RequestHandler.replying((request) -> new byte[0]);
		}

	}

}
