package io.quictransport.support;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/**
 * Captures everything that is logged in this JVM, at every level, with its exceptions.
 */
public final class CapturedLogs extends AppenderBase<ILoggingEvent> {

	private static final List<String> LOUD = List.of("io.quictransport", "io.netty");

	private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final Map<Logger, Level> levels = new HashMap<>();

	private final List<String> texts = new CopyOnWriteArrayList<>();

	private final List<String> warnings = new CopyOnWriteArrayList<>();

	private final List<String> infos = new CopyOnWriteArrayList<>();

	public void begin() {
		start();
		LOUD.forEach((name) -> {
			Logger logger = (Logger) LoggerFactory.getLogger(name);
			this.levels.put(logger, logger.getLevel());
			logger.setLevel(Level.TRACE);
			// Kept here only: the console of a test run is no place for it.
			logger.setAdditive(false);
			logger.addAppender(this);
		});
		this.root.addAppender(this);
	}

	public void end() {
		this.levels.forEach((logger, level) -> {
			logger.setLevel(level);
			logger.setAdditive(true);
			logger.detachAppender(this);
		});
		this.root.detachAppender(this);
		stop();
	}

	public List<String> texts() {
		return List.copyOf(this.texts);
	}

	/** The lines of one event that were logged at WARN. */
	public List<String> warnings(String event) {
		return this.warnings.stream().filter((line) -> line.startsWith("event=" + event + " ")).toList();
	}

	/** The lines of one event that were logged at INFO. */
	public List<String> infos(String event) {
		return this.infos.stream().filter((line) -> line.startsWith("event=" + event + " ")).toList();
	}

	@Override
	protected void append(ILoggingEvent event) {
		String text = event.getFormattedMessage();
		if (event.getLevel() == Level.WARN) {
			this.warnings.add(text);
		}
		if (event.getLevel() == Level.INFO) {
			this.infos.add(text);
		}
		this.texts.add((event.getThrowableProxy() == null) ? text
				: text + "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy()));
	}

}
