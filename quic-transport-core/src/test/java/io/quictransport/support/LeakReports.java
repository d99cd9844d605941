package io.quictransport.support;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
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

	/**
	 * The JVM hands on all that one collection has found before what the next one has.
	 */
	private static final int COLLECTIONS = 2;

	private static final long PATIENCE_MILLIS = 60_000;

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
		for (int i = 0; i < COLLECTIONS; i++) {
			collectGarbage();
			// The detector looks for collected buffers when others are allocated.
			ByteBufAllocator.DEFAULT.directBuffer(16).release();
		}
		List<String> taken = List.copyOf(REPORTS.texts);
		REPORTS.texts.clear();
		return taken;
	}

	/** Comes back when the JVM has begun to tell of what it has found. */
	private static void collectGarbage() {
		ReferenceQueue<Object> found = new ReferenceQueue<>();
		PhantomReference<Object> garbage = new PhantomReference<>(new Object(), found);
		System.gc();
		try {
			if (found.remove(PATIENCE_MILLIS) != garbage) {
				throw new IllegalStateException("no garbage was collected within " + PATIENCE_MILLIS + " ms");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted while garbage was collected", ex);
		}
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
			// Where a test logs all, the detector says at its start how it is set.
			if (event.getLevel() == Level.ERROR) {
				this.texts.add(event.getFormattedMessage());
			}
		}

	}

}
