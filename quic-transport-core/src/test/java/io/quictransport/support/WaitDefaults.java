package io.quictransport.support;

import java.time.Duration;

import io.quictransport.testing.contract.Results;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Makes every {@code await()} poll often and wait with the same patience. Registered for
 * all tests by the service loader.
 */
public final class WaitDefaults implements BeforeAllCallback {

	/** Most of what tests wait for takes a few milliseconds. */
	private static final Duration POLL = Duration.ofMillis(10);

	@Override
	public void beforeAll(ExtensionContext context) {
		apply();
	}

	/** For processes without JUnit. */
	static void apply() {
		Awaitility.setDefaultPollInterval(POLL);
		Awaitility.setDefaultTimeout(Results.PATIENCE);
	}

}
