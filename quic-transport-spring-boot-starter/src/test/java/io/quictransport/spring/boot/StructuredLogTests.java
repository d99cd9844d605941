package io.quictransport.spring.boot;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.jayway.jsonpath.JsonPath;
import io.quictransport.testing.contract.Results;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * With Spring Boot's structured logging what a line states is fields; the line itself
 * states everything once.
 */
class StructuredLogTests {

	private static final Certificates CERTIFICATES = new Certificates();

	private final Events events = new Events();

	@Test
	void eventPeerCodeAndReasonAreFieldsAndTheLineStatesThemOnce() {
		Logger logger = (Logger) LoggerFactory.getLogger("io.quictransport");
		try (TestNode b = TestNode.start(CERTIFICATES, "node-b");
				TestNode a = TestNode.start(CERTIFICATES, "node-a", "quic.transport.peers=" + b.address())) {
			await(() -> a.isConnectedTo(b) && b.isConnectedTo(a));
			// Each start of an application may set up the logging anew.
			this.events.start();
			logger.addAppender(this.events);
			b.transport().disconnect(a.id());
			await(() -> this.events.list.stream()
				.anyMatch((event) -> event.getFormattedMessage().startsWith("event=peer_down peer=node-a ")));
		}
		finally {
			logger.detachAppender(this.events);
		}
		ILoggingEvent down = event("event=peer_down peer=node-a ");
		assertThat(json(down)).containsEntry("event", "peer_down")
			.containsEntry("peer", "node-a")
			.containsEntry("code", "DISCONNECTED")
			.containsKey("reason");
		assertThat(down.getFormattedMessage()).containsOnlyOnce("peer_down").containsOnlyOnce("node-a");
	}

	private ILoggingEvent event(String beginning) {
		return this.events.list.stream()
			.filter((event) -> event.getFormattedMessage().startsWith(beginning))
			.findFirst()
			.orElseThrow();
	}

	private static Map<String, Object> json(ILoggingEvent event) {
		LoggerContext context = new LoggerContext();
		context.putObject(Environment.class.getName(), new StandardEnvironment());
		StructuredLogEncoder encoder = new StructuredLogEncoder();
		encoder.setContext(context);
		encoder.setFormat("logstash");
		encoder.start();
		return JsonPath.read(new String(encoder.encode(event), StandardCharsets.UTF_8), "$");
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Results.PATIENCE).until(condition);
	}

	/** Keeps what is logged, by any thread. */
	private static final class Events extends AppenderBase<ILoggingEvent> {

		private final List<ILoggingEvent> list = new CopyOnWriteArrayList<>();

		@Override
		protected void append(ILoggingEvent event) {
			this.list.add(event);
		}

	}

}
