package io.quictransport.sample;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Configures the board.
 *
 * @param maxValueSize Largest value in bytes of UTF-8, at most 64KB.
 * @param maxKeys Number of keys up to which a node takes new ones, deleted ones counted
 * until they are forgotten.
 * @param requestTimeout Time within which the owner of a key must answer.
 * @param catchUpTimeout Time after which a started node serves even if some members have
 * not told it what they hold.
 * @param settleTime Time that a started node waits for the other members to be found.
 * @param deletedRetention Time for which a deletion is remembered, so that an older value
 * of a node that was away does not come back.
 */
@ConfigurationProperties("board")
record BoardProperties(@DefaultValue("32KB") DataSize maxValueSize, @DefaultValue("10000") int maxKeys,
		@DefaultValue("2s") Duration requestTimeout, @DefaultValue("5s") Duration catchUpTimeout,
		@DefaultValue("0s") Duration settleTime, @DefaultValue("1h") Duration deletedRetention) {

	// A page of a snapshot holds at least one value, and must fit into one message.
	private static final DataSize LARGEST_VALUE = DataSize.ofKilobytes(64);

	BoardProperties {
		Assert.isTrue(maxValueSize.toBytes() > 0 && maxValueSize.compareTo(LARGEST_VALUE) <= 0,
				() -> "board.max-value-size must be between 1B and 64KB, but is " + maxValueSize);
		Assert.isTrue(maxKeys > 0, () -> "board.max-keys must be positive, but is " + maxKeys);
		Assert.isTrue(requestTimeout.toMillis() > 0,
				() -> "board.request-timeout must be at least 1ms, but is " + requestTimeout);
	}

}
