package io.quictransport.scenario.messaging;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

import io.quictransport.ErrorCode;
import io.quictransport.MessageStream;
import io.quictransport.StreamOpening;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.SkipException;
import org.testng.annotations.Test;

import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What a stream receives keeps all rules of java.util.concurrent.Flow: the publisher
 * verification of the Reactive Streams TCK runs against real streams.
 */
class FlowTckTests {

	/** The patience of rules that sleep it through before they look at an error. */
	private static final Duration SLEPT_THROUGH = Duration.ofSeconds(3);

	private static final TestNodes NODES = new TestNodes();

	private static QuicTransport here;

	private static QuicTransport there;

	@BeforeAll
	static void connect() {
		here = NODES.start("node-a");
		there = NODES.start("node-b");
		TestNodes.connect(here, there);
		there.onStream("count", (stream) -> {
			long count = Long.parseLong(stream.headers().get("count"));
			for (long i = 0; i < count && !stream.closed().isDone(); i++) {
				stream.send(new byte[1]).exceptionally((cause) -> null).join();
			}
			stream.finish();
		});
		there.onStream("broken", (stream) -> stream.reset(ErrorCode.HANDLER_FAILED, "on purpose"));
	}

	@AfterAll
	static void stop() {
		NODES.close();
	}

	@TestFactory
	Stream<DynamicTest> thePublisherOfAStreamsItems() {
		return Arrays.stream(Verification.class.getMethods())
			.filter((method) -> method.isAnnotationPresent(Test.class) && !method.getName().startsWith("untested"))
			.sorted(Comparator.comparing(Method::getName))
			.map((rule) -> isForSeveralSubscribers(rule)
					? DynamicTest.dynamicTest(rule.getName() + " does not apply", () -> verifyRefused(rule))
					: DynamicTest.dynamicTest(rule.getName(), () -> verify(rule)));
	}

	/** These rules are optional: the items of a stream have one subscriber. */
	private static boolean isForSeveralSubscribers(Method rule) {
		return rule.getName().startsWith("optional_spec111_");
	}

	private static void verifyRefused(Method rule) {
		assertThatThrownBy(() -> verify(rule)).isInstanceOf(SkipException.class)
			.hasMessageContaining("have one subscriber");
	}

	private static void verify(Method rule) throws Throwable {
		Verification verification = new Verification(
				rule.getName().contains("_spec309_") ? SLEPT_THROUGH : TestNodes.UNHURRIED);
		verification.setUp();
		try {
			rule.invoke(verification);
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
		finally {
			verification.opened.forEach(MessageStream::close);
		}
	}

	/**
	 * The rules, for streams of as many items as are asked for.
	 */
	public static final class Verification extends FlowPublisherVerification<byte[]> {

		private final List<MessageStream> opened = new ArrayList<>();

		Verification(Duration patience) {
			super(new TestEnvironment(patience.toMillis(), 50));
		}

		@Override
		public Flow.Publisher<byte[]> createFlowPublisher(long elements) {
			MessageStream stream = get(here.openStream(
					StreamOpening.of(idOf(there), "count").withHeaders(Map.of("count", Long.toString(elements)))));
			this.opened.add(stream);
			stream.finish();
			return stream.items();
		}

		@Override
		public Flow.Publisher<byte[]> createFailedFlowPublisher() {
			MessageStream broken = get(here.openStream(idOf(there), "broken"));
			assertThat(TestNodes.failureOf(broken.closed()).code()).isEqualTo(ErrorCode.HANDLER_FAILED);
			return broken.items();
		}

		@Override
		public long maxElementsFromPublisher() {
			return Long.MAX_VALUE - 1;
		}

	}

}
