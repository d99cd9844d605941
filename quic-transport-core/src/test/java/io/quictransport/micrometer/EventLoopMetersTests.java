package io.quictransport.micrometer;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quictransport.EventLoopStats;
import io.quictransport.NetworkMessage;
import io.quictransport.RequestHandler;
import io.quictransport.quic.QuicSettings;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static io.quictransport.support.TestNodes.bytes;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds that each event loop has meters of its own, which outlive a stop.
 */
@EnabledOnOs(OS.LINUX)
class EventLoopMetersTests {

	private final TestNodes nodes = new TestNodes();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void theLoopThatWorksForAPeerShowsIt() {
		QuicTransport hub = this.nodes.make(this.nodes.options("hub").withQuic(new QuicSettings().withEventLoops(2)));
		new QuicTransportMetrics(hub).bindTo(this.registry);
		assertThat(busy(0) + busy(1)).as("it has not begun").isZero();
		get(hub.start());
		hub.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		QuicTransport peer = this.nodes.start("peer");
		TestNodes.connect(peer, hub);
		get(peer.request(idOf(hub), "echo", bytes("x")));
		assertThat(connections(0) + connections(1)).isEqualTo(1);
		int home = (connections(0) == 1) ? 0 : 1;
		assertThat(busy(home)).isPositive();
		get(hub.stop());
		double worked = busy(home);
		assertThat(worked).isPositive();
		assertThat(hub.eventLoops()).extracting(EventLoopStats::connections).containsExactly(0, 0);
		get(hub.start());
		assertThat(busy(home)).isGreaterThanOrEqualTo(worked);
	}

	private double busy(int loop) {
		return this.registry.get("quic.transport.event.loop.busy")
			.tag("loop", String.valueOf(loop))
			.functionCounter()
			.count();
	}

	private double connections(int loop) {
		return this.registry.get("quic.transport.event.loop.connections")
			.tag("loop", String.valueOf(loop))
			.gauge()
			.value();
	}

}
