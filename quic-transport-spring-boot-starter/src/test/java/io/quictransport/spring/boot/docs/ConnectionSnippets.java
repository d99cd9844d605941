package io.quictransport.spring.boot.docs;

import java.nio.file.Path;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

import io.quictransport.DownReason;
import io.quictransport.ErrorCode;
import io.quictransport.MessageException;
import io.quictransport.MessageStream;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.PeerListener;
import io.quictransport.StreamOpening;
import io.quictransport.discovery.DiscoveredPeers;
import io.quictransport.discovery.PeerDiscovery;
import io.quictransport.quic.QuicTransport;
import io.quictransport.spring.boot.messaging.NodeCall;
import io.quictransport.spring.boot.messaging.NodeController;
import io.quictransport.spring.boot.messaging.NodeTransportOperations;
import io.quictransport.tls.DenyList;
import io.quictransport.tls.SpiffeId;
import io.quictransport.tls.TlsIdentity;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Bean;
import org.springframework.messaging.handler.annotation.MessageMapping;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

/**
 * The Java of connections.md, identity.md, limits.md, discovery.md and of the README's
 * part with Spring.
 */
final class ConnectionSnippets {

	private ConnectionSnippets() {
	}

	static void follow(NetworkTransport transport, Set<PeerId> ring) {
		transport.subscribe(new PeerListener() {

			@Override
			public void peerUp(NodeInfo peer) {
				ring.add(peer.id());
			}

			@Override
			public void peerDown(PeerId peer, DownReason reason) {
				ring.remove(peer);
			}

		});
	}

	static void announce(NetworkTransport transport) {
		NodeInfo me = transport.localNode();
		transport.announce(me.withServices(Set.of("orders")).withMetadata(Map.of("zone", "a")));
	}

	static void stop(NetworkTransport transport) {
		boolean finished = transport.drain(Duration.ofSeconds(10)).join();
		if (finished) {
			transport.stop().join();
		}
		else {
			transport.undrain().join();
		}
	}

	static boolean isConnectedToOrders(NetworkTransport transport) {
		PeerId orders = SpiffeId.parse("spiffe://example.org/orders").flatMap(SpiffeId::peerId).orElseThrow();
		return transport.isConnected(orders);
	}

	static void renew(QuicTransport transport, Path certificate, Path key, Path trusted) {
		transport.rotateIdentity(TlsIdentity.ofPem(certificate, key, trusted));
		transport.rotateConnections();
	}

	static void deny(QuicTransport transport) {
		transport.deny(new DenyList().withIds(List.of(new PeerId("node-x"))));
		transport.deny(new DenyList());
	}

	static void callInTime(NetworkTransport transport, PeerId nodeB, byte[] order) {
		transport.request(NetworkMessage.request(nodeB, "price", order), Duration.ofSeconds(2));
		transport.openStream(StreamOpening.of(nodeB, "feed").withTimeout(Duration.ofMinutes(5)));
	}

	static void passOn(NetworkTransport transport, PeerId stock) {
		transport.onRequest("price",
				(request, context) -> transport
					.request(NetworkMessage.request(stock, "count", request.payload()), context.remaining())
					.thenApply(NetworkMessage::payload));
	}

	static void send(MessageStream stream, List<byte[]> rows) {
		for (byte[] row : rows) {
			stream.send(row).join();
		}
	}

	static Duration patience(NetworkException failure, int attempt) {
		if (failure instanceof MessageException refused && !refused.retryAfter().isZero()) {
			return refused.retryAfter();
		}
		return Duration.ofMillis(ThreadLocalRandom.current().nextLong(100L << Math.min(attempt, 6)));
	}

	static CompletableFuture<byte[]> ask(NetworkTransport transport, PeerId peer, int attempt) {
		return transport.request(peer, "greeting", new byte[0]).exceptionallyCompose((failure) -> {
			if (!(failure instanceof NetworkException refused) || !refused.isRetryable() || attempt == 5) {
				return CompletableFuture.failedFuture(failure);
			}
			Executor later = CompletableFuture.delayedExecutor(patience(refused, attempt).toMillis(), MILLISECONDS);
			return CompletableFuture.supplyAsync(() -> ask(transport, peer, attempt + 1), later)
				.thenCompose(Function.identity());
		});
	}

	static @Nullable String call(NodeTransportOperations nodes) {
		String greeting = nodes.request(NodeCall.to("node-b", "greeting"), "Ann", String.class);
		return greeting;
	}

	interface Inventory {

		void onChange(@Nullable ChangeListener listener);

	}

	interface ChangeListener {

		void changed(List<String> hosts);

	}

	@Bean
	PeerDiscovery inventory(Inventory inventory) {
		return new PeerDiscovery() {

			@Override
			public void start(DiscoveredPeers peers) {
				inventory.onChange((hosts) -> peers.list(hosts.stream().map(PeerInfo::at).toList()));
			}

			@Override
			public void stop() {
				inventory.onChange(null);
			}

		};
	}

	@NodeController
	class Greetings {

		@MessageMapping("greeting")
		String greet(String name, PeerId sender) {
			return "Hello " + name + ", " + sender + " told me of you";
		}

	}

	record Transfer(long amount) {
	}

	record Receipt(String text) {
	}

	interface Accounts {

		Receipt transfer(Transfer transfer, String by);

	}

	@NodeController
	static class Bank {

		private final Accounts accounts;

		Bank(Accounts accounts) {
			this.accounts = accounts;
		}

		@MessageMapping("transfer")
		Receipt transfer(Transfer transfer, PeerId sender, Principal subject, X509Certificate certificate) {
			if (!sender.value().startsWith("billing-")) {
				throw MessageException.refusal(ErrorCode.INVALID_MESSAGE, "only billing transfers");
			}
			return this.accounts.transfer(transfer, subject.getName());
		}

	}

}
