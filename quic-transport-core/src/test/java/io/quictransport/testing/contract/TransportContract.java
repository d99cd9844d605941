package io.quictransport.testing.contract;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.AfterEach;

/**
 * Provides what all parts of the contract need.
 */
public interface TransportContract {

	/**
	 * The nodes of this test.
	 * @return the same object each time
	 */
	ContractNodes nodes();

	/**
	 * Stops the nodes when the test is done.
	 */
	@AfterEach
	default void stopNodes() {
		nodes().close();
	}

	/**
	 * Makes the bytes of a text.
	 * @param text the text
	 * @return its UTF-8 bytes
	 */
	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
