package io.quictransport.internal.peer;

import java.time.Duration;

import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.support.ManualLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SuccessorDialsTests {

	private final ManualLoop loop = new ManualLoop();

	private int dials;

	private final SuccessorDials successors = new SuccessorDials(new LoopTasks(this.loop.loop()), this.loop::now,
			() -> this.dials++);

	@AfterEach
	void close() {
		this.loop.close();
	}

	@Test
	void theFirstRequestIsMetAtOnce() {
		this.successors.wanted();
		assertThat(this.dials).isEqualTo(1);
	}

	@Test
	void aPeerThatAsksAgainAndAgainGetsOneASecond() {
		for (int i = 0; i < 10_000; i++) {
			this.successors.wanted();
			this.loop.pass(Duration.ofMillis(1));
		}
		assertThat(this.dials).isEqualTo(1 + 10);
	}

	@Test
	void aRequestThatComesTooEarlyIsMetLater() {
		this.successors.wanted();
		this.successors.wanted();
		this.loop.pass(Duration.ofMillis(999));
		assertThat(this.dials).isEqualTo(1);
		this.loop.pass(Duration.ofMillis(1));
		assertThat(this.dials).isEqualTo(2);
	}

	@Test
	void aRequestForAConnectionThatIsNotLiveAnyMoreIsDropped() {
		this.successors.wanted();
		this.successors.wanted();
		this.successors.cancel();
		this.loop.pass(Duration.ofSeconds(10));
		assertThat(this.dials).isEqualTo(1);
	}

}
