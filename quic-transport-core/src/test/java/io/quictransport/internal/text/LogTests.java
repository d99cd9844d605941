package io.quictransport.internal.text;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * The log of this library: one line stays one line, and none fails its caller.
 */
class LogTests {

	private final Log log = Log.of(LogTests.class);

	private final Logger logger = (Logger) LoggerFactory.getLogger(LogTests.class);

	private final Captured captured = new Captured();

	@BeforeEach
	void capture() {
		this.captured.start();
		this.logger.setLevel(Level.DEBUG);
		this.logger.setAdditive(false);
		this.logger.addAppender(this.captured);
	}

	@AfterEach
	void release() {
		this.logger.detachAppender(this.captured);
		this.logger.setAdditive(true);
		this.logger.setLevel(null);
	}

	@Test
	void argumentsAreShownOnOneLine() {
		this.log.warn("event=test text=\"{}\" number={}", "x\nevent=forged", 42);
		assertThat(this.captured.lines).containsExactly("WARN event=test text=\"x\\nevent=forged\" number=42");
	}

	@Test
	void aQuotationThatIsForeignEndsWhereItIsToEnd() {
		this.log.warn("event=test reason=\"{}\" text=\"at {} of {}\" plain={}", "x\" code=\"FORGED", "a\\", "b\\", 1);
		assertThat(this.captured.lines)
			.containsExactly("WARN event=test reason=\"x' code='FORGED\" text=\"at a\\  of b\\ \" plain=1");
		assertThat(this.captured.fields).containsExactly("event=test", "reason=x' code='FORGED", "text=at a\\  of b\\ ",
				"plain=1");
	}

	@Test
	void whatALineStatesIsAlsoAFieldOfTheEvent() {
		this.log.warn("event=test peer={} reason=\"{}\" count={} retry=true wait=\"at most {} ms\"", "node-a",
				"x\nevent=forged", 42, 7, new IllegalStateException("plain"));
		assertThat(this.captured.fields).containsExactly("event=test", "peer=node-a", "reason=x\\nevent=forged",
				"count=42", "retry=true", "wait=at most 7 ms");
		assertThat(this.captured.lines.get(0)).startsWith(
				"WARN event=test peer=node-a reason=\"x\\nevent=forged\" count=42 retry=true wait=\"at most 7 ms\"\n");
	}

	@Test
	void aFieldThatIsANumberRemainsOne() {
		this.log.warn("event=test count={} text={}", 42L, "42");
		assertThat(this.captured.values).containsExactly("test", 42L, "42");
	}

	@Test
	void eachLevelHasItsOwnLines() {
		this.log.debug("event={}", 1);
		this.log.info("event={}", 2);
		this.log.error("event={}", 3);
		this.logger.setLevel(Level.INFO);
		this.log.debug("event={}", 4);
		assertThat(this.captured.lines).containsExactly("DEBUG event=1", "INFO event=2", "ERROR event=3");
	}

	@Test
	void anExceptionThatIsHarmlessIsShownAsItIs() {
		Exception cause = new IllegalStateException("plain");
		this.log.warn("event=test peer={}", "a", cause);
		assertThat(this.captured.lines.get(0)).startsWith("WARN event=test peer=a\n")
			.contains("java.lang.IllegalStateException: plain")
			.doesNotContain("ShownThrowable")
			.contains("LogTests.java");
	}

	@Test
	void anExceptionWhoseTextWouldForgeALineIsShownEscapedWithItsStackTrace() {
		Exception cause = new IllegalStateException("a\nevent=forged", new RuntimeException("b\u2028c"));
		cause.addSuppressed(new RuntimeException("d\re"));
		this.log.warn("event=test", cause);
		assertThat(this.captured.lines.get(0)).contains("java.lang.IllegalStateException: a\\nevent=forged")
			.contains("java.lang.RuntimeException: b\\u2028c")
			.contains("java.lang.RuntimeException: d\\re")
			.doesNotContain("\nevent=forged")
			.contains("LogTests.java");
	}

	@Test
	void anExceptionThatCannotBeAskedIsNamed() {
		this.log.warn("event=test", new RuntimeException("outer", new Unprintable()));
		assertThat(this.captured.lines.get(0)).startsWith("WARN event=test").contains(Unprintable.class.getName());
	}

	@Test
	void exceptionsThatCauseEachOtherAreShownOnce() {
		Exception first = new Exception("first\n");
		Exception second = new Exception("second", first);
		first.initCause(second);
		for (int i = 0; i < 40; i++) {
			first.addSuppressed(second);
			second.addSuppressed(first);
		}
		this.log.warn("event=test", first);
		assertThat(this.captured.lines.get(0)).contains("first\\n").contains("second");
	}

	@Test
	void anExceptionInThePlaceOfAnArgumentIsShownByItsText() {
		this.log.warn("event=test cause=\"{}\"", new Unprintable());
		this.log.warn("event=test cause=\"{}\"", new RuntimeException("x\ny"));
		assertThat(this.captured.lines).containsExactly(
				"WARN event=test cause=\"(" + Unprintable.class.getName() + " that cannot be printed)\"",
				"WARN event=test cause=\"java.lang.RuntimeException: x\\ny\"");
	}

	@Test
	void anAppenderThatThrowsDoesNotFailTheCaller() {
		this.captured.broken = true;
		assertThatCode(() -> this.log.error("event=test")).doesNotThrowAnyException();
	}

	private static final class Unprintable extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw new IllegalStateException("there is no message");
		}

	}

	private static final class Captured extends AppenderBase<ILoggingEvent> {

		private final List<String> lines = new CopyOnWriteArrayList<>();

		private final List<String> fields = new ArrayList<>();

		private final List<Object> values = new ArrayList<>();

		private boolean broken;

		@Override
		public synchronized void doAppend(ILoggingEvent event) {
			if (this.broken) {
				throw new OutOfMemoryError("made up by a test");
			}
			super.doAppend(event);
		}

		@Override
		protected void append(ILoggingEvent event) {
			if (event.getKeyValuePairs() != null) {
				event.getKeyValuePairs().forEach((pair) -> {
					this.fields.add(pair.key + "=" + pair.value);
					this.values.add(pair.value);
				});
			}
			String line = event.getLevel() + " " + event.getFormattedMessage();
			this.lines.add((event.getThrowableProxy() == null) ? line
					: line + "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy()));
		}

	}

}
