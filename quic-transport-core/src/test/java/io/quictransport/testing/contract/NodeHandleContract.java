package io.quictransport.testing.contract;

import java.util.concurrent.CompletableFuture;

import io.quictransport.ErrorCode;
import io.quictransport.MessageStream;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.NodeHandle;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.PeerSnapshot;
import io.quictransport.RequestHandler;
import io.quictransport.StreamOpening;
import org.junit.jupiter.api.Test;

import static io.quictransport.testing.contract.Results.eventually;
import static io.quictransport.testing.contract.Results.failureOf;
import static io.quictransport.testing.contract.Results.get;
import static io.quictransport.testing.contract.TransportContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Specifies the handles of nodes.
 */
public interface NodeHandleContract extends TransportContract {

	@Test
	default void aHandleAsksTellsAndOpensStreamsAsTheTransportDoes() {
		Pair pair = Pair.of(nodes());
		CompletableFuture<NetworkMessage> told = new CompletableFuture<>();
		CompletableFuture<MessageStream> served = new CompletableFuture<>();
		pair.b().onMessage("log", (message, context) -> told.complete(message));
		pair.b().onStream("feed", served::complete);
		NodeHandle b = pair.a().node(pair.idOfB());
		assertThat(get(b.request("echo", bytes("x")))).isEqualTo(bytes("x"));
		assertThat(get(b.request("echo", bytes("y"), Pair.TIMEOUT)).payload()).isEqualTo(bytes("y"));
		get(b.send("log", bytes("z")));
		assertThat(get(told)).returns("log", NetworkMessage::path).returns(pair.idOfA(), NetworkMessage::source);
		get(b.send("log", bytes("z"), Pair.TIMEOUT));
		MessageStream stream = get(b.openStream("feed"));
		stream.finish();
		get(served).finish();
		assertThat(b.id()).isEqualTo(pair.idOfB());
		assertThat(b.isConnected()).isTrue();
		assertThat(b.certificate()).isEqualTo(pair.a().certificate(pair.idOfB()));
		assertThat(b.snapshot()).get().returns(pair.idOfB(), PeerSnapshot::id).returns(true, PeerSnapshot::isConnected);
	}

	@Test
	default void aHandleOfANodeThatIsNotKnownFailsAsTheTransportDoes() {
		NetworkTransport a = nodes().start("node-a");
		PeerId unknown = new PeerId("node-x");
		NodeHandle handle = a.node(unknown);
		assertThat(handle.isConnected()).isFalse();
		assertThat(handle.snapshot()).isEmpty();
		assertThat(handle.certificate()).isEmpty();
		ErrorCode expected = failureOf(a.request(unknown, "echo", bytes("x"))).code();
		assertThat(failureOf(handle.request("echo", bytes("x")))).returns(expected, NetworkException::code);
		assertThat(failureOf(handle.send("echo", bytes("x")))).returns(expected, NetworkException::code);
		assertThat(failureOf(handle.openStream("echo")))
			.returns(failureOf(a.openStream(StreamOpening.of(unknown, "echo"))).code(), NetworkException::code);
	}

	@Test
	default void aHandleServesAgainWhenItsNodeHasReturned() {
		Pair pair = Pair.of(nodes());
		NodeHandle b = pair.a().node(pair.idOfB());
		get(pair.a().disconnect(pair.idOfB()));
		eventually().until(() -> !b.isConnected());
		get(pair.a().connectPeer(PeerInfo.of(pair.idOfB(), addressOf(pair.b()))));
		assertThat(get(b.request("echo", bytes("x")))).isEqualTo(bytes("x"));
	}

	private static String addressOf(NetworkTransport node) {
		return "127.0.0.1:" + node.localAddress().getPort();
	}

	@Test
	default void aHandleOfTheOwnNodeCallsIt() {
		NetworkTransport a = nodes().start("node-a");
		a.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		NodeHandle self = a.node(ContractNodes.idOf(a));
		assertThat(self.isConnected()).isTrue();
		assertThat(get(self.request("echo", bytes("x")))).isEqualTo(bytes("x"));
		assertThat(self.snapshot()).isEmpty();
	}

}
