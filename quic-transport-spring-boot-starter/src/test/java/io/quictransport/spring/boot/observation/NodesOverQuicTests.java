package io.quictransport.spring.boot.observation;

import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.List;

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
import io.quictransport.testing.contract.Results;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
	private static final TestCertificate CERTIFICATE = CERTIFICATES.withIds("billing", "client");

	private static Node server;

	private static Node client;

	@BeforeAll
	static void start() {
		server = Node.startOverQuic("server", CERTIFICATES.certificate("server"), Who.class,
				ObservationTests.Tracing.class);
		client = Node.startOverQuic("client", CERTIFICATE, ObservationTests.Tracing.class).connect(server);
	}

	@AfterAll
	static void stop() {
		client.close();
		server.close();
	}

	@Test
	void theSenderIsTheIdAndThePrincipalTheSubjectThatItsCertificateProves() {
		assertThat(client.template().request(NodeCall.to("server", "who"), "x", String.class))
			.isEqualTo("client client CN=billing " + CERTIFICATE.chain().get(0).getSerialNumber());
	}

	@Test
	void aCallAndItsHandlingAreOneTraceAcrossTheWire() {
		Tracer tracer = client.bean(Tracer.class);
		Span root = tracer.nextSpan().name("root").start();
		try (Tracer.SpanInScope scope = tracer.withSpan(root)) {
			client.template().request(NodeCall.to("server", "who"), "x", String.class);
		}
		finally {
			root.end();
		}
		await().atMost(Results.PATIENCE)
			.until(() -> spans(server, root).size() == 1 && spans(client, root).size() == 1);
		SpanData handling = spans(server, root).get(0);
		SpanData call = spans(client, root).get(0);
		assertThat(handling.getParentSpanId()).isEqualTo(call.getSpanId());
		assertThat(call.getParentSpanId()).isEqualTo(root.context().spanId());
	}

	/** What a node has recorded of the request in a trace. */
	private static List<SpanData> spans(Node node, Span root) {
		return node.bean(Spans.class)
			.finished()
			.stream()
			.filter((span) -> span.getTraceId().equals(root.context().traceId())
					&& span.getName().equals("request who"))
			.toList();
	}

	@NodeController
	static class Who {

		@MessageMapping("who")
		String who(PeerId sender, NodeInfo info, Principal principal, X509Certificate certificate) {
			return sender + " " + info.id() + " " + principal.getName() + " " + certificate.getSerialNumber();
		}

	}

}
