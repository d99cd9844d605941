package io.quictransport.promises;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quictransport.DownReason;
import io.quictransport.ErrorCode;
import io.quictransport.MessageException;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.PeerListener;
import io.quictransport.PeerPhase;
import io.quictransport.Route;
import io.quictransport.attack.RawConnection;
import io.quictransport.attack.RawPeers;
import io.quictransport.attack.RawStream;
import io.quictransport.internal.wire.ControlFrames.GoAway;
import io.quictransport.internal.wire.ControlFrames.Hello;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.StreamKind;
import io.quictransport.internal.wire.MessageFrames;
import io.quictransport.internal.wire.MessageFrames.Failure;
import io.quictransport.internal.wire.StreamFrames;
import io.quictransport.internal.wire.WireLimits;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

import static io.quictransport.support.TestNodes.bytes;
import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Sends text that would forge lines through each field that a peer or a stranger can set,
 * and reads all of it back: log lines with their exceptions, failures, snapshots.
 */
class ForgedLineTests {

	/** Breaks lines, moves the cursor, turns the direction of what follows. */
	private static final String FORGED = "x\" code=FORGED \r\nevent=forged\u0000\u001b[2K\u0085\u2028\u2029\u202e\u2066\u200e";

	/** As long as that. */
	private static final String PLACE = "y".repeat(bytes(FORGED).length);

	private static final PeerId PEER = new PeerId("node-x");

	private static final Predicate<String> ANY = (path) -> true;

	private final TestNodes nodes = new TestNodes();

	private final RawPeers raw = new RawPeers();

	private final EachLine lines = new EachLine();

	private QuicTransport node;

	@BeforeEach
	void start() {
		this.node = this.nodes.start("node-a");
		this.lines.begin();
	}

	@AfterEach
	void close() {
		this.lines.end();
		this.raw.close();
		this.nodes.close();
	}

	@Test
	void inTheHostThatAPeerAdvertises() {
		CompletableFuture<NodeInfo> connected = connect();
		RawConnection peer = this.raw.accept();
		RawStream control = peer.accept();
		assertThat(control.next().type()).isEqualTo(FrameType.HELLO);
		forge(control, hello(NodeInfo.of(PEER).withAddresses(List.of(new NodeAddress(PLACE, 1)))));
		await().atMost(TestNodes.PATIENCE).until(connected::isDone);
		peer.close();
		await().atMost(TestNodes.PATIENCE).until(() -> !this.node.isConnected(PEER));
		assertNothingForged();
	}

	@Test
	void inTheServicesAndTheMetadataThatAPeerTells() {
		CompletableFuture<NodeInfo> connected = connect();
		RawConnection peer = this.raw.accept();
		peer.answer(hello(NodeInfo.of(PEER).withServices(Set.of(FORGED)).withMetadata(Map.of(FORGED, FORGED))));
		await().atMost(TestNodes.PATIENCE).until(connected::isDone);
		assertNothingForged();
	}

	@Test
	void inTheReasonOfAClose() {
		connected();
		this.lines.clear();
		await().atMost(TestNodes.PATIENCE).until(() -> this.node.isConnected(PEER));
		this.peer.channel().close(true, 7, Unpooled.wrappedBuffer(bytes(FORGED)));
		await().atMost(TestNodes.PATIENCE).until(() -> !this.node.isConnected(PEER));
		await().atMost(TestNodes.PATIENCE)
			.untilAsserted(() -> assertThat(this.lines.texts)
				.anySatisfy((line) -> assertThat(line).startsWith("event=peer_down")));
		assertNothingForged();
		assertClean(String.valueOf(this.node.peers()));
	}

	@Test
	void inTheReasonOfACloseBeforeTheConnectionIsOpen() {
		CompletableFuture<NodeInfo> connected = connect();
		this.raw.accept().channel().close(true, 7, Unpooled.wrappedBuffer(bytes(FORGED)));
		assertClean(failureOf(connected).getMessage());
		assertNothingForged();
	}

	@Test
	void inTheReasonOfAGoAway() {
		RawStream control = connected();
		control.write((out) -> new GoAway(ErrorCode.DRAINING, FORGED, Map.of(), Set.of()).write(out));
		await().atMost(TestNodes.PATIENCE).until(() -> this.node.peers().get(0).phase() == PeerPhase.DRAINING);
		assertClean(failureOf(this.node.request(PEER, "any", bytes("x"))).getMessage());
		assertNothingForged();
	}

	@Test
	void inTheIdThatAPeerClaims() {
		CompletableFuture<NodeInfo> connected = connect();
		RawConnection peer = this.raw.accept();
		RawStream control = peer.accept();
		assertThat(control.next().type()).isEqualTo(FrameType.HELLO);
		forge(control, hello(NodeInfo.of(new PeerId(PLACE))));
		assertClean(failureOf(connected).getMessage());
		assertNothingForged();
	}

	@Test
	void inThePathOfAMessageWhoseHandlerFails() {
		this.node.onMessage(Route.matching(ANY), (message, context) -> {
			throw new IllegalArgumentException("cannot read '" + message.path() + "'");
		});
		this.node.onRequest(Route.matching(ANY), (message, context) -> {
			throw new IllegalArgumentException("cannot read '" + message.path() + "'");
		});
		RawConnection peer = dialled();
		peer.open(StreamKind.LANE).write((out) -> {
			MessageFrames.writeMessage(out, 1, 5000,
					NetworkMessage.message(new PeerId("node-a"), FORGED, new byte[0]).withHeaders(Map.of("h", FORGED)));
			MessageFrames.writeMessage(out, 2, 5000, NetworkMessage.request(new PeerId("node-a"), FORGED, new byte[0]));
		});
		await().atMost(TestNodes.PATIENCE)
			.until(() -> this.lines.texts.stream()
				.filter((line) -> line.startsWith("event=handler_failed"))
				.count() == 2);
		assertNothingForged();
	}

	@Test
	void inThePathOfAStreamWhoseHandlerFails() {
		this.node.onStream(Route.matching(ANY), (stream) -> {
			throw new IllegalArgumentException("cannot read '" + stream.path() + "'");
		});
		RawConnection peer = dialled();
		peer.open(StreamKind.MESSAGES)
			.write((out) -> new StreamFrames.Open(0, 1000, FORGED, Map.of("h", FORGED)).write(out));
		await().atMost(TestNodes.PATIENCE)
			.until(() -> this.lines.texts.stream().anyMatch((line) -> line.startsWith("event=handler_failed")));
		assertNothingForged();
	}

	@Test
	void inTheTextOfAFailure() {
		connected();
		CompletableFuture<byte[]> call = this.node.request(PEER, "any", bytes("x"));
		RawStream lane = this.peer.accept();
		long id = MessageFrames.readId(lane.next().body());
		lane.write((out) -> new Failure(id, ErrorCode.HANDLER_FAILED, Outcome.UNKNOWN, 0, FORGED).writeError(out));
		MessageException failure = (MessageException) failureOf(call);
		assertClean(failure.getMessage());
		assertClean(failure.detail());
		assertClean(failure.toString());
		assertNothingForged();
	}

	@Test
	void inTheTextOfAReset() {
		connected();
		CompletableFuture<?> opening = this.node.openStream(PEER, "any");
		RawStream stream = this.peer.accept();
		assertThat(stream.next().type()).isEqualTo(FrameType.OPEN);
		stream.write((out) -> new StreamFrames.Reset(ErrorCode.OVERLOADED, FORGED).write(out));
		assertClean(failureOf(opening).getMessage());
		assertNothingForged();
	}

	static Stream<Arguments> subjects() {
		return Stream.of(argumentSet("a dialled peer", true), argumentSet("a peer that dials", false));
	}

	@ParameterizedTest
	@MethodSource("subjects")
	void inTheSubjectOfACertificate(boolean dialled) {
		var stranger = this.nodes.certificates.withoutNodeId(FORGED.replace("\"", "\\\""));
		if (dialled) {
			int port = this.raw.listen(stranger);
			assertClean(
					failureOf(this.node.connectPeer(new PeerInfo(PEER, List.of(new NodeAddress("127.0.0.1", port)))))
						.getMessage());
		}
		else {
			RawConnection peer = this.raw.dial(this.node, RawPeers.tls(stranger).build());
			peer.closed();
			await().atMost(TestNodes.PATIENCE).until(() -> this.node.stats().connections().refused() > 0);
		}
		assertNothingForged();
	}

	@Test
	void inWhatListenersAreTold() {
		List<String> told = new CopyOnWriteArrayList<>();
		this.node.subscribe(new PeerListener() {
			@Override
			public void peerDown(PeerId id, DownReason reason) {
				told.add(id + " " + reason);
			}
		});
		connected();
		this.peer.channel().close(true, 7, Unpooled.wrappedBuffer(bytes(FORGED)));
		await().atMost(TestNodes.PATIENCE).until(() -> !told.isEmpty());
		told.forEach(ForgedLineTests::assertClean);
	}

	@SuppressWarnings("NullAway.Init") // connected() does it
	private RawConnection peer;

	private CompletableFuture<NodeInfo> connect() {
		int port = this.raw.listen(this.nodes.certificates.certificate(PEER.value()));
		return this.node.connectPeer(new PeerInfo(PEER, List.of(new NodeAddress("127.0.0.1", port))));
	}

	private RawStream connected() {
		CompletableFuture<NodeInfo> connected = connect();
		this.peer = this.raw.accept();
		RawStream control = this.peer.answer(PEER.value());
		get(connected);
		return control;
	}

	private RawConnection dialled() {
		RawConnection dialled = this.raw.dial(this.node, this.nodes.certificates.certificate(PEER.value()));
		dialled.greet(PEER.value());
		return dialled;
	}

	/** Writes a HELLO with the text in the place of one that is admitted. */
	private static void forge(RawStream control, Hello hello) {
		control.write((out) -> {
			ByteBuf whole = out.alloc().buffer();
			hello.write(whole);
			byte[] frame = ByteBufUtil.getBytes(whole);
			whole.release();
			byte[] forged = bytes(FORGED);
			int at = new String(frame, StandardCharsets.ISO_8859_1).indexOf(PLACE);
			System.arraycopy(forged, 0, frame, at, forged.length);
			out.writeBytes(frame);
		});
	}

	private static Hello hello(NodeInfo info) {
		return new Hello(Hello.VERSION, 42, 0, new WireLimits(1024 * 1024, 8192), 1024, info);
	}

	private void assertNothingForged() {
		this.lines.texts.forEach(ForgedLineTests::assertClean);
		assertThat(this.lines.texts).filteredOn((text) -> text.startsWith("event=")).allSatisfy((line) -> {
			// What stands between quotation marks is no field.
			String[] parts = line.split("\"", -1);
			for (int i = 0; i < parts.length; i += 2) {
				assertThat(parts[i]).as(line).doesNotContain("FORGED");
			}
		});
		this.node.peers().forEach((snapshot) -> assertClean(String.valueOf(snapshot.lastFailure())));
	}

	/**
	 * Has nothing in it that ends a line, moves a cursor or turns the direction of text.
	 */
	private static void assertClean(@Nullable String text) {
		String said = Objects.requireNonNull(text);
		assertThat(said.codePoints().filter(ForgedLineTests::isUnsafe).mapToObj(Integer::toHexString))
			.as("unsafe characters of: %s", text)
			.isEmpty();
	}

	private static boolean isUnsafe(int point) {
		return switch (Character.getType(point)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE ->
				true;
			default -> false;
		};
	}

	/**
	 * Keeps each text that is logged by itself: the line, and what each of its exceptions
	 * says.
	 */
	private static final class EachLine extends AppenderBase<ILoggingEvent> {

		private final Logger logger = (Logger) LoggerFactory.getLogger("io.quictransport");

		private final List<String> texts = new CopyOnWriteArrayList<>();

		void begin() {
			start();
			this.logger.setLevel(Level.TRACE);
			this.logger.setAdditive(false);
			this.logger.addAppender(this);
		}

		void end() {
			this.logger.setLevel(null);
			this.logger.setAdditive(true);
			this.logger.detachAppender(this);
			stop();
		}

		void clear() {
			this.texts.clear();
		}

		@Override
		protected void append(ILoggingEvent event) {
			List<String> all = new ArrayList<>(List.of(event.getFormattedMessage()));
			for (IThrowableProxy cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
				all.add(String.valueOf(cause.getMessage()));
			}
			this.texts.addAll(all);
		}

	}

}
