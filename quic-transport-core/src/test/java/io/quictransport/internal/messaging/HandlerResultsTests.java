package io.quictransport.internal.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.channel.DefaultEventLoop;
import io.quictransport.internal.loop.LoopTasks;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Answers leave with whatever is written next, also on behalf of other peers.
 */
class HandlerResultsTests {

	@Test
	void anAnswerThatFailsHoldsUpNeitherTheNextNorWhoWritesThem() {
		HandlerResults results = new HandlerResults(new LoopTasks(new DefaultEventLoop()));
		List<String> left = new ArrayList<>();
		results.add(() -> left.add("first"));
		results.add(() -> {
			throw new IllegalStateException("a fault on purpose");
		});
		results.add(() -> left.add("last"));
		results.drain();
		assertThat(left).containsExactly("first", "last");
	}

	@Test
	void aHandlerThatOutlivesItsTransportIsNotFailedByItsAnswer() {
		DefaultEventLoop loop = new DefaultEventLoop();
		loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
		HandlerResults results = new HandlerResults(new LoopTasks(loop));
		results.add(() -> {
			throw new IllegalStateException("nobody is there to write it");
		});
		assertThatCode(results::tell).doesNotThrowAnyException();
	}

}
