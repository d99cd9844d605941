package io.quictransport.internal.connection;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.quictransport.ConnectionEnd;
import io.quictransport.ConnectionEnds.Kind;
import io.quictransport.ConnectionEnds.Stage;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.PeerId;
import io.quictransport.support.CapturedLogs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Refusals and ends are remembered, counted and logged within bounds.
 */
class ConnectionHistoryTests {

	private static final String EVENT = "connection_refused";

	private final AtomicLong clock = new AtomicLong();

	private final ConnectionHistory history = new ConnectionHistory(this.clock::get);

	private int port;

	private final CapturedLogs logs = new CapturedLogs();

	@BeforeEach
	void capture() {
		this.logs.begin();
	}

	@AfterEach
	void release() {
		this.logs.end();
	}

	@Test
	void aRefusalThatIsRepeatedIsListedOnceWithItsNumber() {
		for (int i = 0; i < 5; i++) {
			refused(ErrorCode.CERTIFICATE_EXPIRED, "10.0.0.1", false);
		}
		assertThat(this.history.snapshot().recent()).singleElement().satisfies((end) -> {
			assertThat(end.count()).isEqualTo(5);
			assertThat(end.code()).isEqualTo(ErrorCode.CERTIFICATE_EXPIRED);
			assertThat(end.established()).isFalse();
		});
		assertThat(this.history.snapshot().count(new Kind(Stage.REFUSED, ErrorCode.CERTIFICATE_EXPIRED, false)))
			.isEqualTo(5);
	}

	@Test
	void theSameRefusalIsLoggedOnceInAMinuteWithTheNumberSince() {
		for (int i = 0; i < 5; i++) {
			refused(ErrorCode.CERTIFICATE_EXPIRED, "10.0.0.1", false);
		}
		assertThat(this.logs.warnings(EVENT)).singleElement().asString().contains("count=1 ");
		this.clock.addAndGet(Duration.ofMinutes(1).toNanos());
		refused(ErrorCode.CERTIFICATE_EXPIRED, "10.0.0.1", false);
		assertThat(this.logs.warnings(EVENT)).hasSize(2).last().asString().contains("count=5 ");
	}

	@Test
	void manySendersDoNotFillTheLogNorTheMemory() {
		for (int i = 0; i < 1000; i++) {
			refused(ErrorCode.HANDSHAKE_TIMEOUT, "10.0." + i / 250 + "." + i % 250, false);
		}
		assertThat(this.logs.warnings(EVENT)).hasSize(10);
		assertThat(this.history.snapshot().recent()).hasSize(32);
		this.clock.addAndGet(Duration.ofMinutes(1).toNanos());
		refused(ErrorCode.HANDSHAKE_TIMEOUT, "10.1.0.1", false);
		assertThat(this.logs.warnings(EVENT)).last().asString().contains("count=991 ");
	}

	@Test
	void aRefusalThatIsPlannedIsListedAndNotLogged() {
		refused(ErrorCode.DRAINING, "10.0.0.1", true);
		assertThat(this.logs.warnings(EVENT)).isEmpty();
		assertThat(this.history.snapshot().recent()).singleElement()
			.satisfies((end) -> assertThat(end.expected()).isTrue());
	}

	@Test
	void refusalsDoNotDisplaceTheEndsOfConnections() {
		ended(Stage.CLOSED, ErrorCode.IDLE_TIMEOUT, "10.0.0.9", false, new PeerId("node-b"));
		for (int i = 0; i < 100; i++) {
			refused(ErrorCode.HANDSHAKE_TIMEOUT, "10.0.0." + i, false);
		}
		assertThat(this.history.snapshot().recent()).filteredOn(ConnectionEnd::established)
			.singleElement()
			.satisfies((end) -> {
				assertThat(end.peer()).isEqualTo(new PeerId("node-b"));
				assertThat(end.code()).isEqualTo(ErrorCode.IDLE_TIMEOUT);
			});
	}

	@Test
	void aDialThatNobodyAnswersIsCountedAndNotListed() {
		ended(Stage.DIAL_FAILED, ErrorCode.CONNECT_TIMEOUT, "10.0.0.1", false, null);
		ended(Stage.DIAL_FAILED, ErrorCode.CERTIFICATE_REFUSED, "10.0.0.1", false, null);
		assertThat(this.history.snapshot().recent()).extracting(ConnectionEnd::code)
			.isEqualTo(List.of(ErrorCode.CERTIFICATE_REFUSED));
		assertThat(this.history.snapshot().count(new Kind(Stage.DIAL_FAILED, ErrorCode.CONNECT_TIMEOUT, false)))
			.isEqualTo(1);
	}

	private void refused(ErrorCode code, String host, boolean expected) {
		ended(Stage.REFUSED, code, host, expected, null);
	}

	private void ended(Stage stage, ErrorCode code, String host, boolean expected, @Nullable PeerId peer) {
		// A peer that dials again has another port.
		InetSocketAddress address = new InetSocketAddress(host, ++this.port);
		this.history.ended(new ConnectionHistory.Ended(stage, stage == Stage.DIAL_FAILED, expected,
				new CloseCause(code, "made up by a test", ErrorContext.NONE, null), peer, address, null));
	}

}
