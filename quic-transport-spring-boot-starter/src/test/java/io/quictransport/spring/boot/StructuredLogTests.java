package io.quictransport.spring.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.jayway.jsonpath.JsonPath;
import io.quictransport.internal.text.Log;
import io.quictransport.testing.contract.Results;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * With Spring Boot's structured logging what a line states is fields; the line itself
 * states everything once.
 */
class StructuredLogTests {

	private static final Certificates CERTIFICATES = new Certificates();

	private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

	private static final Pattern TEMPLATE = Pattern
		.compile("\"event=(?:[^\"\\\\]|\\\\.)* (?:[^\"\\\\]|\\\\.)*\"(?:\\s*\\+\\s*" + LITERAL + ")*");

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
		assertThat(json(down, "logstash")).containsEntry("event", "peer_down")
			.containsEntry("peer", "node-a")
			.containsEntry("code", "DISCONNECTED")
			.containsKey("reason");
		assertThat(down.getFormattedMessage()).containsOnlyOnce("peer_down").containsOnlyOnce("node-a");
	}

	@Test
	void theLinesOfTheStarterHaveFieldsToo() {
		assertThat(json(logged(() -> new LoggedRoutes().log()), "logstash")).containsEntry("event", "routes_served")
			.containsEntry("count", 0);
	}

	/**
	 * A format refuses an event of which two fields have one name, and writes nothing.
	 */
	@Test
	void noFieldOfALineHasTheNameOfOneThatAFormatWritesItself() {
		List<String> templates = templates();
		assertThat(templates).hasSizeGreaterThan(100);
		Log log = Log.of(StructuredLogTests.class);
		for (String template : templates) {
			ILoggingEvent event = logged(() -> log.warn(template, arguments(template)));
			String name = template.substring("event=".length(), template.indexOf(' ')).replace("{}", "x");
			for (String format : List.of("logstash", "ecs")) {
				assertThat(json(event, format)).as(template).containsEntry("event", name);
			}
			assertThat(json(event, "gelf")).as(template).containsEntry("_event", name);
		}
	}

	private static Object[] arguments(String template) {
		return Collections.nCopies(template.split("\\{}", -1).length - 1, "x").toArray();
	}

	/** What both modules log, as their sources have it. */
	private static List<String> templates() {
		List<String> templates = new ArrayList<>();
		for (String module : List.of(".", "../quic-transport-core")) {
			try (Stream<Path> files = Files.walk(Path.of(module, "src/main/java"))) {
				files.filter((file) -> file.toString().endsWith(".java")).forEach((file) -> {
					Matcher each = TEMPLATE.matcher(read(file));
					while (each.find()) {
						templates.add(textOf(each.group()));
					}
				});
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return templates;
	}

	private static String textOf(String literals) {
		StringBuilder text = new StringBuilder();
		Matcher each = LITERAL.matcher(literals);
		while (each.find()) {
			text.append(each.group(1));
		}
		return text.toString().translateEscapes();
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private ILoggingEvent logged(Runnable line) {
		Logger logger = (Logger) LoggerFactory.getLogger("io.quictransport");
		this.events.list.clear();
		this.events.start();
		logger.addAppender(this.events);
		try {
			line.run();
		}
		finally {
			logger.detachAppender(this.events);
		}
		return this.events.list.get(0);
	}

	private ILoggingEvent event(String beginning) {
		return this.events.list.stream()
			.filter((event) -> event.getFormattedMessage().startsWith(beginning))
			.findFirst()
			.orElseThrow();
	}

	private static Map<String, Object> json(ILoggingEvent event, String format) {
		LoggerContext context = new LoggerContext();
		context.putObject(Environment.class.getName(),
				new MockEnvironment().withProperty("spring.application.name", "orders"));
		StructuredLogEncoder encoder = new StructuredLogEncoder();
		encoder.setContext(context);
		encoder.setFormat(format);
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
