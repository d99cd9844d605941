package io.quictransport.process;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import io.quictransport.ConnectionSnapshot;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.PeerSnapshot;
import io.quictransport.RequestHandler;
import io.quictransport.TransportStats;
import io.quictransport.load.Bulk;
import io.quictransport.load.Exchange;
import io.quictransport.load.LargeCalls;
import io.quictransport.load.NumberedCalls;
import io.quictransport.load.Receipts;
import io.quictransport.load.SoakLoad;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.support.Holdings;
import io.quictransport.support.PeerLog;
import io.quictransport.support.TestNodes;
import io.quictransport.tls.TlsIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Runs a node in its own process: echoes requests or lets them hang, sends one-way
 * messages back, takes {@link NumberedCalls}, and takes part in an {@link Exchange} or a
 * {@link Bulk} transfer. Reads commands from its standard input, answers each with a
 * line, and ends when the input does.
 */
public final class EchoProcess {

	/** What each line of an answer begins with. */
	static final String ANSWER = "answer: ";

	public static final String ECHO = LargeCalls.ECHO;

	static final String REFLECT = "reflect";

	/** The path of requests that are never answered. */
	public static final String HANG = "hang";

	/** The command "connect id address", answered when connected. */
	public static final String CONNECT = "connect";

	/** The command "keep id address", answered at once. */
	public static final String KEEP = "keep";

	/** The command that is answered by the peers that are connected. */
	public static final String PEERS = "peers";

	/** The command that is answered by what listeners were told, parted by commas. */
	public static final String EVENTS = "events";

	/** The command that is answered by "dials handlers connections". */
	public static final String STATS = "stats";

	/** The command that is answered by {@link Receipts#toLine()}. */
	public static final String RECEIPTS = "receipts";

	/** The command "bulk id streams bytes milliseconds", answered by the report. */
	static final String BULK = "bulk";

	/**
	 * The command "flood id milliseconds", answered by the bytes that were sent and the
	 * round-trip times that were measured meanwhile.
	 */
	static final String FLOOD = "flood";

	/** The command "prepare seed messages bytes". */
	static final String PREPARE = "prepare";

	/** The command "exchange id milliseconds", answered by the report. */
	static final String EXCHANGE = "exchange";

	/** The command "advertise address". */
	static final String ADVERTISE = "advertise";

	/**
	 * The command "capacity id seconds-not-counted seconds", answered by the requests a
	 * second that a {@link SoakLoad} can send.
	 */
	static final String CAPACITY = "capacity";

	/** The command "load id rate" that begins a {@link SoakLoad}. */
	static final String LOAD = "load";

	/**
	 * The command that is answered by how long the requests of the load have taken since
	 * it was given last.
	 */
	static final String LATENCIES = "latencies";

	/** The command that ends the load, answered by its report. */
	static final String FINISH = "finish";

	/**
	 * The command "arrived receipts", answered by its own name if they cover what the
	 * load was told.
	 */
	static final String ARRIVED = "arrived";

	/**
	 * The property of the JVM that gives the node the limits of {@link Capacity}.
	 */
	static final String SMALL_LIMITS = "quic-transport.test.small-limits";

	/** The path of one-way messages whose handler does not return. */
	static final String STUCK = "stuck";

	/** The path of streams of which nothing is read. */
	static final String UNREAD = "unread";

	/**
	 * The command "fill id" that sends a peer as much as the limits admit, answered by
	 * what was taken.
	 */
	static final String FILL = "fill";

	/** The command that is answered by {@link Capacity.Use}. */
	static final String MEMORY = "memory";

	/** The command that is answered by {@link Holdings} and the heap in use. */
	static final String HOLDINGS = "holdings";

	private static final long SAMPLING_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private final QuicTransport node;

	private final PeerLog log;

	private final Receipts receipts;

	private @Nullable Exchange exchange;

	private @Nullable SoakLoad load;

	private EchoProcess(QuicTransport node) {
		this.node = node;
		this.log = new PeerLog(node);
		this.receipts = Receipts.at(node);
		node.onRequest(ECHO, RequestHandler.replying(NetworkMessage::payload));
		node.onRequest(HANG, (request, context) -> new CompletableFuture<>());
		node.onMessage(STUCK, (message, context) -> new CountDownLatch(1).await());
		node.onStream(UNREAD, (stream) -> {
		});
		node.onMessage(REFLECT, (message, context) -> node.send(context.peer(), REFLECT, message.payload()));
		Bulk.receive(node);
		LargeCalls.receive(node);
	}

	/**
	 * Runs the node; says its address first.
	 * @param args the directory of its certificate, {@link ChildSettings#arguments()}
	 */
	public static void main(String[] args) throws Exception {
		Path directory = Path.of(args[0]);
		TlsIdentity identity = TlsIdentity.ofPem(directory.resolve("chain.pem"), directory.resolve("key.pem"),
				directory.resolve("ca.pem"));
		QuicTransportOptions plain = new QuicTransportOptions().withIdentity(identity);
		QuicTransportOptions options = ChildSettings.apply(
				Boolean.getBoolean(SMALL_LIMITS) ? Capacity.options(plain) : plain,
				Arrays.copyOfRange(args, 1, args.length));
		try (QuicTransport node = new QuicTransport(options)) {
			EchoProcess process = new EchoProcess(node);
			TestNodes.get(node.start());
			answer(TestNodes.addressOf(node));
			BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
			for (String line = commands.readLine(); line != null; line = commands.readLine()) {
				process.obey(line.split(" "));
			}
		}
	}

	private void obey(String[] command) throws Exception {
		switch (command[0]) {
			case CONNECT -> {
				TestNodes.get(this.node.connectPeer(PeerInfo.of(new PeerId(command[1]), command[2])));
				answer("connected");
			}
			case KEEP -> {
				this.node.connectPeer(PeerInfo.of(new PeerId(command[1]), command[2]));
				answer("kept");
			}
			case PEERS -> answer(this.node.peers()
				.stream()
				.filter(PeerSnapshot::isConnected)
				.map((peer) -> peer.id().value())
				.collect(Collectors.joining(",")));
			case EVENTS -> answer(String.join(",", this.log.lines()));
			case STATS -> {
				TransportStats stats = this.node.stats();
				answer((stats.connections().dialled() + stats.handshakes().failed() - stats.connections().refused())
						+ " " + stats.handlers().running() + " " + stats.connections().open());
			}
			case RECEIPTS -> answer(this.receipts.toLine());
			case PREPARE -> {
				this.exchange = Exchange.prepare(this.node, Long.parseLong(command[1]), Integer.parseInt(command[2]),
						Long.parseLong(command[3]));
				answer("bytes=" + this.exchange.bytes());
			}
			case EXCHANGE -> begin(Objects.requireNonNull(this.exchange), new PeerId(command[1]),
					Duration.ofMillis(Long.parseLong(command[2])));
			case BULK -> answer(new Bulk(this.node, new PeerId(command[1])).run(Integer.parseInt(command[2]),
					Long.parseLong(command[3]), Duration.ofMillis(Long.parseLong(command[4]))));
			case FLOOD -> answer(flood(new PeerId(command[1]), Duration.ofMillis(Long.parseLong(command[2]))));
			case ADVERTISE -> {
				TestNodes.get(this.node
					.announce(this.node.localNode().withAddresses(List.of(NodeAddress.parse(command[1])))));
				answer("advertised");
			}
			case CAPACITY -> answer("" + load(command[1]).capacity(Duration.ofSeconds(Long.parseLong(command[2])),
					Duration.ofSeconds(Long.parseLong(command[3]))));
			case LOAD -> {
				load(command[1]).atRate(Integer.parseInt(command[2]));
				answer("begun");
			}
			case LATENCIES -> answer(Objects.requireNonNull(this.load).latencies());
			case FINISH -> answer(Objects.requireNonNull(this.load).finish());
			case ARRIVED -> answer(arrived(Objects.requireNonNull(this.load), Receipts.parse(command[1])));
			case FILL -> answer(Capacity.fill(this.node, new PeerId(command[1])).toString());
			case MEMORY -> answer(Capacity.Use.now().toString());
			case HOLDINGS -> {
				String holdings = Holdings.now().toString();
				answer(holdings + " heap=" + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
			}
			default -> answer("no such command: " + command[0]);
		}
	}

	private SoakLoad load(String peer) {
		if (this.load == null) {
			this.load = new SoakLoad(this.node, new PeerId(peer));
		}
		return this.load;
	}

	private String flood(PeerId peer, Duration time) {
		CompletableFuture<String> report = CompletableFuture
			.supplyAsync(() -> new Bulk(this.node, peer).run(0, Long.MAX_VALUE, time));
		List<Long> micros = new ArrayList<>();
		long warm = System.nanoTime() + time.toNanos() / 2;
		while (!report.isDone()) {
			Duration rtt = TestNodes.live(this.node).map(ConnectionSnapshot::rtt).orElse(null);
			if (rtt != null && System.nanoTime() - warm > 0) {
				micros.add(rtt.toNanos() / 1000);
			}
			LockSupport.parkNanos(SAMPLING_NANOS);
		}
		micros.sort(null);
		return "p50_us=" + micros.get(micros.size() / 2) + " p99_us=" + micros.get(micros.size() * 99 / 100) + " "
				+ report.join();
	}

	private static void begin(Exchange exchange, PeerId peer, Duration patience) {
		exchange.run(peer)
			.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
			.whenComplete((done, cause) -> answer(exchange.report() + ((cause != null) ? " " + cause : "")));
	}

	private static String arrived(SoakLoad load, Receipts receipts) {
		try {
			load.assertArrived(receipts);
			return ARRIVED;
		}
		catch (AssertionError ex) {
			return ex.toString().lines().collect(Collectors.joining(" "));
		}
	}

	private static void answer(String line) {
		System.out.println(ANSWER + line);
	}

}
