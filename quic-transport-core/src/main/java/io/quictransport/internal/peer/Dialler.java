package io.quictransport.internal.peer;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelBootstrap;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.internal.connection.Connection;
import io.quictransport.internal.connection.ConnectionContext;
import io.quictransport.internal.connection.ConnectionOwner.HandshakeListener;
import io.quictransport.internal.endpoint.Endpoint;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.TaskRunner;
import io.quictransport.internal.peer.DialContext.AddressConnector;
import io.quictransport.internal.tls.PeerVerification;

/**
 * Connects to addresses. Confined to the event loop, except for name look-ups, which
 * block and run on their own threads.
 */
final class Dialler implements AddressConnector {

	/**
	 * Each has a thread to itself for a moment, and there may be many silent addresses.
	 */
	private static final int MOST_PROBES = 4;

	private final LocalNode self;

	private final Recordings recordings;

	private final ConnectionContext connections;

	private final Endpoint endpoint;

	private final TaskRunner lookups;

	/** The probes under way. */
	private int probes;

	Dialler(PeerContext context, Endpoint endpoint, ConnectionContext connections) {
		this.self = context.self();
		this.recordings = context.recordings();
		this.connections = connections;
		this.endpoint = endpoint;
		this.lookups = context.lookups();
	}

	@Override
	public Future<QuicChannel> connect(InetSocketAddress address, DialTarget target, HandshakeListener listener,
			Consumer<Connection> made, Consumer<NetworkException> notSent) {
		PeerVerification verification = this.self.verification(target.expected());
		QuicChannelBootstrap bootstrap = this.endpoint.dial(address)
			.attr(LocalNode.verificationKey(), verification)
			.handler(new ChannelInitializer<QuicChannel>() {
				@Override
				protected void initChannel(QuicChannel channel) {
					Connection connection = new Connection(Dialler.this.connections, channel, listener, verification,
							address, target.generation());
					made.accept(connection);
					Dialler.this.endpoint.watchDialled(channel, address, connection::heardElsewhere,
							(cause) -> Dialler.this.connections.loop()
								.execute(() -> notSent.accept(notSent(address, target, cause))));
					connection.install();
				}
			})
			.streamHandler(Connection.streamHandler());
		Recordings.Dial recording = this.recordings.dialBegins(this.self.id(), target.expected());
		if (recording != null) {
			bootstrap.option(QuicChannelOption.QLOG, recording.configuration()).attr(Recordings.Dial.KEY, recording);
		}
		return bootstrap.connect();
	}

	private NetworkException notSent(InetSocketAddress address, DialTarget target, Throwable cause) {
		String from = this.endpoint.dialsFrom().getAddress().getHostAddress();
		return NetworkException.of(ErrorCode.NOT_CONNECTED, Outcome.NOT_SENT,
				"nothing could be sent from " + from + ": " + cause.getMessage()
						+ "; see that the option bindAddress allows this address, and that there is a route to it",
				ErrorContext.at(target.expected(), address).withState("dialling"), cause);
	}

	@Override
	public void probe(InetSocketAddress address, DialTarget target, Consumer<NetworkException> unreachable) {
		if (this.probes >= MOST_PROBES) {
			return;
		}
		LoopTasks loop = this.connections.loop();
		PeerId expected = target.expected();
		InetAddress from = this.endpoint.dialsFrom().getAddress();
		boolean taken = this.lookups.offer(() -> {
			try {
				String answer = UnreachablePort.answerOf(address, from);
				if (answer != null) {
					loop.execute(() -> unreachable.accept(NetworkException.of(ErrorCode.CONNECT_TIMEOUT,
							Outcome.NOT_SENT, answer, ErrorContext.at(expected, address).withState("dialling"))));
				}
			}
			finally {
				loop.execute(() -> this.probes--);
			}
		});
		this.probes += taken ? 1 : 0;
	}

	@Override
	public void resolve(List<NodeAddress> addresses, Resolution resolution) {
		if (addresses.stream().allMatch(Dialler::isLiteral)) {
			lookUp(addresses, resolution);
			return;
		}
		boolean taken = this.lookups.offer(() -> lookUp(addresses,
				(resolved, failure) -> this.connections.loop().execute(() -> resolution.resolved(resolved, failure))));
		if (!taken) {
			resolution.resolved(List.of(), NetworkException.of(ErrorCode.NOT_CONNECTED, Outcome.NOT_SENT,
					"no thread could be had to look up the host names", ErrorContext.at(null, addresses)));
		}
	}

	private static boolean isLiteral(NodeAddress address) {
		return NetUtil.isValidIpV4Address(address.host()) || NetUtil.isValidIpV6Address(address.host());
	}

	private static void lookUp(List<NodeAddress> addresses, Resolution resolution) {
		List<InetSocketAddress> resolved = new ArrayList<>();
		NetworkException failure = null;
		for (NodeAddress address : addresses) {
			try {
				for (InetAddress ip : InetAddress.getAllByName(address.host())) {
					resolved.add(new InetSocketAddress(ip, address.port()));
				}
			}
			catch (UnknownHostException ex) {
				failure = notFound(address, "is not known", ex);
			}
			catch (Throwable ex) {
				// A round of dials waits for this, however long the system's resolver
				// takes.
				failure = notFound(address, "could not be looked up", ex);
			}
		}
		resolution.resolved(resolved, failure);
	}

	private static NetworkException notFound(NodeAddress address, String why, Throwable cause) {
		return NetworkException.of(ErrorCode.NOT_CONNECTED, Outcome.NOT_SENT, "host " + address.host() + " " + why,
				ErrorContext.at(null, address), cause);
	}

}
