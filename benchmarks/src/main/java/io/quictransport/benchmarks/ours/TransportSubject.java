package io.quictransport.benchmarks.ours;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.quictransport.Dispatch;
import io.quictransport.NetworkTransport;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.RequestHandler;
import io.quictransport.benchmarks.subject.Link;
import io.quictransport.benchmarks.subject.PemIdentity;
import io.quictransport.benchmarks.subject.Subject;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.tls.TlsIdentity;

/**
 * The transport with its default options and handlers that run on the event loop.
 */
public final class TransportSubject implements Subject {

	private static final String PATH = "bench";

	@Override
	public String name() {
		return "ours";
	}

	@Override
	public Listener listen(PemIdentity identity) {
		NetworkTransport transport = start(identity);
		transport.onRequest(PATH, Dispatch.EVENT_LOOP, RequestHandler.replying((request) -> request.payload()));
		transport.onMessage(PATH, Dispatch.EVENT_LOOP, (message, context) -> {
		});
		return new Listener() {

			@Override
			public InetSocketAddress address() {
				return transport.localAddress();
			}

			@Override
			public void close() {
				transport.close();
			}

		};
	}

	@Override
	public Link connect(InetSocketAddress server, PemIdentity identity) {
		NetworkTransport transport = start(identity);
		PeerId peer = new PeerId(PemIdentity.SERVER);
		transport.connectPeer(PeerInfo.of(peer, NodeAddress.of(server).toString())).join();
		return new Link() {

			@Override
			public void request(byte[] payload, Completion completion) {
				transport.request(peer, PATH, payload).whenComplete((reply, failure) -> {
					if (failure != null) {
						completion.failed(failure);
					}
					else {
						completion.completed();
					}
				});
			}

			@Override
			public void send(byte[] payload, Completion completion) {
				transport.send(peer, PATH, payload).whenComplete((done, failure) -> {
					if (failure != null) {
						completion.failed(failure);
					}
					else {
						completion.completed();
					}
				});
			}

			@Override
			public void close() {
				transport.close();
			}

		};
	}

	private static NetworkTransport start(PemIdentity identity) {
		NetworkTransport transport = new QuicTransport(new QuicTransportOptions()
			.withIdentity(TlsIdentity.ofPem(identity.chain(), identity.key(), identity.ca()))
			.withBindAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
		transport.start().join();
		return transport;
	}

}
