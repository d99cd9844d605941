package io.quictransport.micrometer;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.quictransport.BufferMemory;
import io.quictransport.ErrorCode;
import io.quictransport.EventLoopStats;
import io.quictransport.NetworkTransport;
import io.quictransport.TransportStats;

/**
 * Exposes the metrics of a {@link NetworkTransport} as meters named
 * {@code quic.transport.*}.
 *
 * <p>
 * A name says what is counted. Only bytes and seconds are base units, which Prometheus
 * appends to names.
 *
 * <p>
 * The set of meters and of their tags is fixed when they are bound: no tag carries a
 * peer, an address or a path. Counters continue across stop and start of the transport.
 * The meters reference the transport weakly, so the caller that binds them must keep it
 * reachable. May be bound to several registries, from any thread.
 */
@SuppressWarnings("exports") // who uses it has Micrometer on the module path
public final class QuicTransportMetrics implements MeterBinder {

	private static final String PREFIX = "quic.transport.";

	private final NetworkTransport transport;

	/**
	 * Makes the binder of a transport.
	 * @param transport the transport to measure, started or not
	 */
	public QuicTransportMetrics(NetworkTransport transport) {
		this.transport = transport;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		bindConnections(registry);
		bindPaths(registry);
		bindStreams(registry);
		bindHandshakes(registry);
		bindMessages(registry);
		bindErrors(registry);
		bindEventLoops(registry);
		bindResources(registry);
		new OperatorMeters(PREFIX, this.transport, registry).bind();
	}

	private void bindConnections(MeterRegistry registry) {
		gauge("connections", "Live connections", (stats) -> stats.connections().open()).register(registry);
		counter("connections.opened", "Connections that were established", (stats) -> stats.connections().dialled())
			.tag("role", "dialled")
			.register(registry);
		counter("connections.opened", "Connections that were established", (stats) -> stats.connections().accepted())
			.tag("role", "accepted")
			.register(registry);
		counter("connections.replaced", "Connections that were replaced because of their age, their streams or a stall",
				(stats) -> stats.connections().replaced())
			.register(registry);
	}

	private void bindPaths(MeterRegistry registry) {
		time("rtt", "Mean of the connected peers' last measured round-trip times", (stats) -> stats.paths().meanRtt())
			.register(registry);
		time("rtt.highest", "Longest of the connected peers' last measured round-trip times",
				(stats) -> stats.paths().highestRtt())
			.register(registry);
		gauge("congestion.window", "Mean of the live connections' congestion windows",
				(stats) -> stats.paths().meanCongestionWindow())
			.baseUnit(BaseUnits.BYTES)
			.register(registry);
		counter("packets", "QUIC packets", (stats) -> stats.paths().packetsSent()).tag("direction", "sent")
			.register(registry);
		counter("packets", "QUIC packets", (stats) -> stats.paths().packetsReceived()).tag("direction", "received")
			.register(registry);
		counter("packets.lost", "QUIC packets that were sent and lost", (stats) -> stats.paths().packetsLost())
			.register(registry);
	}

	private void bindStreams(MeterRegistry registry) {
		gauge("connection.streams", "Open QUIC streams of all connections", (stats) -> stats.quicStreams().open())
			.register(registry);
		counter("connection.streams.opened", "QUIC streams that were opened, by either end",
				(stats) -> stats.quicStreams().opened())
			.register(registry);
		gauge("connection.streams.waiting", "QUIC streams that wait until limits let them be opened",
				(stats) -> stats.quicStreams().waiting())
			.register(registry);
		gauge("lanes", "Lanes opened by this node", (stats) -> stats.quicStreams().lanes()).register(registry);
		gauge("message.streams", "Streams of messages, opened by either end",
				(stats) -> stats.quicStreams().messageStreams())
			.register(registry);
	}

	private void bindHandshakes(MeterRegistry registry) {
		FunctionTimer
			.builder(PREFIX + "handshake", this.transport, (transport) -> transport.stats().handshakes().completed(),
					(transport) -> nanos(transport.stats().handshakes().time()), TimeUnit.NANOSECONDS)
			.description("Handshakes that ended well, from the dial to HELLO")
			.register(registry);
		counter("handshake.failures", "Handshakes that failed, but for those that were refused as planned",
				(stats) -> stats.handshakes().failed())
			.register(registry);
	}

	private void bindMessages(MeterRegistry registry) {
		String messages = "Requests, replies and one-way messages";
		counter("messages", messages, (stats) -> stats.messages().sent()).tag("direction", "sent").register(registry);
		counter("messages", messages, (stats) -> stats.messages().received()).tag("direction", "received")
			.register(registry);
		counter("bytes", "Payload bytes", (stats) -> stats.messages().bytesSent()).baseUnit(BaseUnits.BYTES)
			.tag("direction", "sent")
			.register(registry);
		counter("bytes", "Payload bytes", (stats) -> stats.messages().bytesReceived()).baseUnit(BaseUnits.BYTES)
			.tag("direction", "received")
			.register(registry);
		gauge("messages.in.flight", "Outbound requests and unacknowledged one-way messages in flight",
				(stats) -> stats.messages().inFlight())
			.register(registry);
		gauge("handlers", "Handlers of peers' requests and messages that run or wait",
				(stats) -> stats.handlers().running())
			.register(registry);
	}

	private void bindEventLoops(MeterRegistry registry) {
		for (EventLoopStats loop : this.transport.eventLoops()) {
			int index = loop.index();
			String tag = String.valueOf(index);
			FunctionCounter
				.builder(PREFIX + "event.loop.busy", this.transport,
						(transport) -> loop(transport, index, (stats) -> nanos(stats.busy()) / 1e9))
				.baseUnit("seconds")
				.description("Time for which an event loop has worked; one that gains one second per second limits"
						+ " its peers")
				.tag("loop", tag)
				.register(registry);
			Gauge
				.builder(PREFIX + "event.loop.connections", this.transport,
						(transport) -> loop(transport, index, EventLoopStats::connections))
				.description("Live connections of an event loop")
				.tag("loop", tag)
				.register(registry);
			Gauge
				.builder(PREFIX + "event.loop.tasks", this.transport,
						(transport) -> loop(transport, index, EventLoopStats::queuedTasks))
				.description("Tasks that wait for an event loop")
				.tag("loop", tag)
				.register(registry);
			TimeGauge
				.builder(PREFIX + "event.loop.silent", this.transport, TimeUnit.NANOSECONDS,
						(transport) -> loop(transport, index, (stats) -> nanos(stats.silent())))
				.description("For how long an event loop has not answered, known from the second scrape on")
				.tag("loop", tag)
				.register(registry);
		}
	}

	private void bindResources(MeterRegistry registry) {
		Gauge.builder(PREFIX + "messages.queued", this.transport, (transport) -> transport.resources().queue().bytes())
			.baseUnit(BaseUnits.BYTES)
			.description("Payload bytes of the outbound messages in flight and waiting, to all peers")
			.register(registry);
		TimeGauge
			.builder(PREFIX + "messages.oldest.wait", this.transport, TimeUnit.NANOSECONDS,
					(transport) -> nanos(transport.resources().queue().oldestWait()))
			.description("How long the oldest message that no stream has taken has waited, known to a second")
			.register(registry);
		bufferMemory("direct", (memory) -> memory.direct()).register(registry);
		bufferMemory("heap", (memory) -> memory.heap()).register(registry);
	}

	private Gauge.Builder<NetworkTransport> bufferMemory(String area, ToLongFunction<BufferMemory> bytes) {
		return Gauge
			.builder(PREFIX + "buffer.memory", this.transport,
					(transport) -> bytes.applyAsLong(transport.resources().buffers()))
			.baseUnit(BaseUnits.BYTES)
			.description("Memory that Netty's allocator has taken for buffers, used and spare, of the whole process")
			.tag("area", area);
	}

	private static double loop(NetworkTransport transport, int index, ToDoubleFunction<EventLoopStats> figure) {
		List<EventLoopStats> loops = transport.eventLoops();
		return (index < loops.size()) ? figure.applyAsDouble(loops.get(index)) : 0;
	}

	private void bindErrors(MeterRegistry registry) {
		for (ErrorCode code : ErrorCode.values()) {
			counter("errors", "Failures by code", (stats) -> stats.errors().getOrDefault(code, 0L))
				.tag("code", code.name())
				.register(registry);
		}
	}

	private Gauge.Builder<NetworkTransport> gauge(String name, String description,
			ToLongFunction<TransportStats> value) {
		ToDoubleFunction<NetworkTransport> read = (transport) -> value.applyAsLong(transport.stats());
		return Gauge.builder(PREFIX + name, this.transport, read).description(description);
	}

	private TimeGauge.Builder<NetworkTransport> time(String name, String description,
			Function<TransportStats, Duration> value) {
		return TimeGauge
			.builder(PREFIX + name, this.transport, TimeUnit.NANOSECONDS,
					(transport) -> nanos(value.apply(transport.stats())))
			.description(description);
	}

	private FunctionCounter.Builder<NetworkTransport> counter(String name, String description,
			ToLongFunction<TransportStats> value) {
		ToDoubleFunction<NetworkTransport> read = (transport) -> value.applyAsLong(transport.stats());
		return FunctionCounter.builder(PREFIX + name, this.transport, read).description(description);
	}

	/**
	 * The duration as a double, which can represent more than the 292 years of a long.
	 */
	private static double nanos(Duration duration) {
		return duration.getSeconds() * 1e9 + duration.getNano();
	}

}
