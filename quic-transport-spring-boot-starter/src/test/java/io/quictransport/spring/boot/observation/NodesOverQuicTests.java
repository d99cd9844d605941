package io.quictransport.spring.boot.observation;

import java.security.Principal;
import java.security.cert.X509Certificate;
import java.time.Duration;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.spring.boot.messaging.Node;
import io.quictransport.spring.boot.messaging.NodeCall;
import io.quictransport.spring.boot.messaging.NodeController;
import io.quictransport.testing.TestCertificate;
import io.quictransport.testing.TestCertificates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.handler.annotation.MessageMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What only a real connection with real certificates can show of annotated handlers: who
 * the sender is, and that the trace crosses the wire.
 */
class NodesOverQuicTests {

	private static final TestCertificates CERTIFICATES = TestCertificates.create();

	/** Its subject is CN=billing, which is not the node's id. */
	private final TestCertificate certificate = CERTIFICATES.withIds("billing", "client");

	private final Node server = Node.startOverQuic("server", CERTIFICATES.certificate("server"), Who.class,
			ObservationTests.Tracing.class);

	private final Node client = Node.startOverQuic("client", this.certificate, ObservationTests.Tracing.class)
		.connect(this.server);

	@AfterEach
	void stop() {
		this.client.close();
		this.server.close();
	}

	@Test
	void theSenderIsTheIdAndThePrincipalTheSubjectThatItsCertificateProves() {
		assertThat(this.client.template().request(NodeCall.to("server", "who"), "x", String.class))
			.isEqualTo("client client CN=billing " + this.certificate.chain().get(0).getSerialNumber());
	}

	@Test
	void aCallAndItsHandlingAreOneTraceAcrossTheWire() {
		Tracer tracer = this.client.bean(Tracer.class);
		Span root = tracer.nextSpan().name("root").start();
		try (Tracer.SpanInScope scope = tracer.withSpan(root)) {
			this.client.template().request(NodeCall.to("server", "who"), "x", String.class);
		}
		finally {
			root.end();
		}
		await().atMost(Duration.ofSeconds(20))
			.until(() -> this.server.bean(Spans.class).finished().size() == 1
					&& this.client.bean(Spans.class).finished().size() == 2);
		SpanData handling = this.server.bean(Spans.class).named("request who");
		SpanData call = this.client.bean(Spans.class).named("request who");
		assertThat(handling.getTraceId()).isEqualTo(call.getTraceId()).isEqualTo(root.context().traceId());
		assertThat(handling.getParentSpanId()).isEqualTo(call.getSpanId());
		assertThat(call.getParentSpanId()).isEqualTo(root.context().spanId());
	}

	@NodeController
	static class Who {

		@MessageMapping("who")
		String who(PeerId sender, NodeInfo info, Principal principal, X509Certificate certificate) {
			return sender + " " + info.id() + " " + principal.getName() + " " + certificate.getSerialNumber();
		}

	}

}
