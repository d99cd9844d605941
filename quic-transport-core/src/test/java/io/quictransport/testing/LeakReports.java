package io.quictransport.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails each test class after which Netty's leak detector has reported a buffer that was
 * collected without being released. Registered for all tests by the service loader.
 */
public final class LeakReports implements BeforeAllCallback, AfterAllCallback {

	private static final int NUDGES = 5;

	private static final Reports REPORTS = new Reports();

	@Override
	public void beforeAll(ExtensionContext context) {
		REPORTS.listen();
	}

	@Override
	public void afterAll(ExtensionContext context) {
		List<String> leaks = take();
		if (!leaks.isEmpty()) {
			throw new AssertionError("buffers were not released:\n" + String.join("\n", leaks));
		}
	}

	/**
	 * Has unreleased buffers collected and reported.
	 * @return the reports since the last call
	 */
	static List<String> take() {
		for (int i = 0; i < NUDGES; i++) {
			System.gc();
			// The detector looks for collected buffers when others are allocated.
			ByteBufAllocator.DEFAULT.directBuffer(16).release();
		}
		List<String> taken = List.copyOf(REPORTS.texts);
		REPORTS.texts.clear();
		return taken;
	}

	/**
	 * Collects what the leak detector logs.
	 */
	private static final class Reports extends AppenderBase<ILoggingEvent> {

		private final List<String> texts = new CopyOnWriteArrayList<>();

		synchronized void listen() {
			if (!isStarted()) {
				start();
				((Logger) LoggerFactory.getLogger(ResourceLeakDetector.class)).addAppender(this);
			}
		}

		@Override
		protected void append(ILoggingEvent event) {
			this.texts.add(event.getFormattedMessage());
		}

	}

}
