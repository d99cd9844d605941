package io.quictransport.sample;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.quictransport.PeerInfo;
import io.quictransport.Registration;
import io.quictransport.spring.boot.messaging.NodeTransportTemplate;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import io.quictransport.testing.memory.InMemoryTransport;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/**
 * The board of one node of an in-memory network, put together by hand, started and told
 * of its peers. {@code wallMillis} is its wall clock.
 */
final class TestNode {

	static final BoardProperties PROPERTIES = new BoardProperties(DataSize.ofBytes(100), 3, Results.PATIENCE,
			Duration.ofHours(1), Duration.ZERO, Duration.ofHours(1));

	final InMemoryTransport transport;

	final Board board = new Board();

	final Members members;

	final CatchUp catchUp;

	final Replicator replicator;

	final KeyOwner keyOwner;

	final BoardService service;

	final NodeStatus status;

	final ClusterStatus cluster;

	final Registration changes;

	long wallMillis = 1000;

	private final JsonMapper mapper = new JsonMapper();

	private final NodeJson json = new NodeJson(this.mapper);

	private final Incoming incoming;

	private final BoardHandlers handlers;

	TestNode(InMemoryNetwork network, String id, String... peers) {
		this(network, PROPERTIES, id, peers);
	}

	TestNode(InMemoryNetwork network, BoardProperties properties, String id, String... peers) {
		this.transport = network.node(id);
		List<PeerInfo> configured = Stream.of(peers).map(network::peer).toList();
		VersionClock clock = new VersionClock(() -> this.wallMillis);
		this.incoming = new Incoming(this.board, clock);
		this.members = new Members(this.transport, () -> configured);
		this.catchUp = new CatchUp(this.transport, this.members, this.incoming, this.json, properties, Runnable::run);
		BoardApi nodes = new NodeTransportTemplate(this.transport, new JacksonJsonMessageConverter(this.mapper),
				Results.PATIENCE)
			.client(BoardApi.class, "board");
		this.replicator = new Replicator(this.transport, this.members, this.board, nodes, properties);
		this.keyOwner = new KeyOwner(this.board, clock, this.members, this.catchUp, this.replicator, properties);
		this.service = new BoardService(nodes, this.members, this.keyOwner, properties);
		this.status = new NodeStatus(this.transport, this.board, this.catchUp,
				new MockEnvironment().withProperty("local.server.port", "8081"));
		this.cluster = new ClusterStatus(this.transport, this.members, this.status, nodes);
		this.handlers = new BoardHandlers(this.keyOwner, this.incoming, this.status);
		this.transport.onRequest(NodePaths.COMMAND,
				(request, context) -> this.handlers
					.command(context.peer(), this.json.read(request.payload(), Command.class), null)
					.thenApply(this.json::write));
		this.transport.onStream(NodePaths.SNAPSHOT, new SnapshotHandler(this.board, this.json));
		this.transport.onRequest(NodePaths.STATUS,
				(request, context) -> this.handlers.status(context.peer(), null).thenApply(this.json::write));
		this.changes = takeChanges();
		List.of(this.members, this.catchUp, this.replicator).forEach(this.transport::subscribe);
		this.transport.start().join();
		configured.forEach(this.transport::connectPeer);
	}

	/** Takes in what other nodes write, until the registration is closed. */
	Registration takeChanges() {
		return this.transport.onMessage(NodePaths.CHANGED, (message, context) -> this.handlers.changed(context.peer(),
				this.json.read(message.payload(), Entry.class), null));
	}

	/** Makes up a key that a node of node-a, node-b and node-c owns. */
	String keyOf(String owner) {
		for (int i = 0; i < 10_000; i++) {
			if (this.members.ownerOf("key-" + i).value().equals(owner)) {
				return "key-" + i;
			}
		}
		throw new IllegalStateException(owner + " owns nothing");
	}

}
