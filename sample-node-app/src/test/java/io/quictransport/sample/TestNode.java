package io.quictransport.sample;

import java.time.Duration;

import io.quictransport.RequestHandler;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/**
 * The board of one node at the fake network, put together by hand. {@code wallMillis} is
 * its wall clock.
 */
final class TestNode {

	static final BoardProperties PROPERTIES = new BoardProperties(DataSize.ofBytes(100), 3, Duration.ofSeconds(1),
			Duration.ofHours(1), Duration.ofHours(1));

	final FakeTransport transport;

	final Board board = new Board();

	final Members members;

	final CatchUp catchUp;

	final Replicator replicator;

	final KeyOwner keyOwner;

	final BoardService service;

	final NodeStatus status;

	final ClusterStatus cluster;

	long wallMillis = 1000;

	TestNode(FakeTransport transport) {
		this(transport, PROPERTIES);
	}

	TestNode(FakeTransport transport, BoardProperties properties) {
		this.transport = transport;
		NodeJson json = new NodeJson(new JsonMapper());
		VersionClock clock = new VersionClock(() -> this.wallMillis);
		Incoming incoming = new Incoming(this.board, clock);
		this.members = new Members(transport, transport::configuredPeers);
		this.catchUp = new CatchUp(transport, this.members, incoming, json, properties, Runnable::run);
		this.replicator = new Replicator(transport, this.members, this.board, json, properties);
		this.keyOwner = new KeyOwner(this.board, clock, this.members, this.catchUp, this.replicator, properties);
		this.service = new BoardService(transport, this.members, this.keyOwner, json, properties);
		this.status = new NodeStatus(transport, this.board, this.catchUp,
				new MockEnvironment().withProperty("local.server.port", "8081"));
		this.cluster = new ClusterStatus(transport, this.members, this.status, json);
		BoardHandlers handlers = new BoardHandlers();
		register(NodePaths.COMMAND, handlers.commandHandler(this.keyOwner, json));
		register(NodePaths.SNAPSHOT, handlers.snapshotHandler(this.board, json));
		register(NodePaths.STATUS, handlers.statusHandler(this.status, json));
		transport.onMessage(NodePaths.CHANGED, handlers.changeHandler(incoming, json));
		transport.subscribe(this.members);
		transport.subscribe(this.catchUp);
		transport.subscribe(this.replicator);
	}

	private void register(String path, RequestHandler handler) {
		this.transport.onRequest(path, handler);
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
