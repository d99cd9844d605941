package io.quictransport.benchmarks.ours;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executor;

import io.quictransport.Dispatch;
import io.quictransport.NetworkTransport;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.benchmarks.subject.Link;
import io.quictransport.benchmarks.subject.PemIdentity;
import io.quictransport.benchmarks.subject.Setup;
import io.quictransport.benchmarks.subject.Subject;
import io.quictransport.quic.CongestionControl;
import io.quictransport.quic.QuicSettings;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.quic.TransportLimits;
import io.quictransport.tls.TlsIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Runs the transport with its default options, except for the limits that a workload
 * needs.
 */
public final class TransportSubject implements Subject {

	/** Room for every peer of the largest workload. */
	private static final int MAX_CONNECTIONS = 4096;

	/** Where the streams of messages go that are open and carry nothing. */
	private static final String IDLE = "idle";

	private final String name;

	private final TransportLimits limits;

	private final int idleStreams;

	private final QuicSettings quic;

	/** Runs the handlers of the server; null for the transport's own. */
	private final @Nullable Executor handlers;

	/** The event loops of the server; 0 for as many as are usual, as a client has. */
	private final int loops;

	/** Whether payloads are in no array. */
	private final boolean views;

	/**
	 * The transport with its own number of lanes.
	 */
	public TransportSubject() {
		this("ours");
	}

	/**
	 * The transport with its own number of lanes, under another name.
	 * @param name the name in the report
	 */
	public TransportSubject(String name) {
		this(name, TransportLimits.DEFAULT_MAX_LANES);
	}

	/**
	 * The transport with a number of lanes.
	 * @param name the name in the report
	 * @param lanes how many lanes it may open
	 */
	public TransportSubject(String name, int lanes) {
		this(name, lanes, 0);
	}

	/**
	 * The transport with a number of lanes, and of streams of messages that carry
	 * nothing.
	 * @param name the name in the report
	 * @param lanes how many lanes it may open
	 * @param idleStreams how many streams are open beside them
	 */
	public TransportSubject(String name, int lanes, int idleStreams) {
		this(name,
				new TransportLimits().withMaxLanes(lanes)
					.withMaxInboundConnections(MAX_CONNECTIONS)
					.withMaxHalfOpenConnections(MAX_CONNECTIONS),
				idleStreams, new QuicSettings(), 0, null, false);
	}

	private TransportSubject(String name, TransportLimits limits, int idleStreams, QuicSettings quic, int loops,
			@Nullable Executor handlers, boolean views) {
		this.name = name;
		this.limits = limits;
		this.idleStreams = idleStreams;
		this.quic = quic;
		this.loops = loops;
		this.handlers = handlers;
		this.views = views;
	}

	/**
	 * The same with event loops that sleep at once when there is nothing to do.
	 * @param as the name in the report
	 * @return another subject
	 */
	public TransportSubject sleeping(String as) {
		return new TransportSubject(as, this.limits, this.idleStreams, this.quic.withBusyPoll(Duration.ZERO),
				this.loops, this.handlers, this.views);
	}

	/**
	 * The same with another congestion control.
	 * @param as the name in the report
	 * @param algorithm which, at both ends
	 * @return another subject
	 */
	public TransportSubject congestionControl(String as, CongestionControl algorithm) {
		return new TransportSubject(as, this.limits, this.idleStreams, this.quic.withCongestionControl(algorithm),
				this.loops, this.handlers, this.views);
	}

	/**
	 * The same with a server of several event loops.
	 * @param as the name in the report
	 * @param number how many
	 * @return another subject
	 */
	public TransportSubject loops(String as, int number) {
		return new TransportSubject(as, this.limits, this.idleStreams, this.quic, number, this.handlers, this.views);
	}

	/**
	 * The same with another window at the start of a connection.
	 * @param as the name in the report
	 * @param packets how many packets leave before the first acknowledgement
	 * @return another subject
	 */
	public TransportSubject initialWindow(String as, int packets) {
		return new TransportSubject(as, this.limits, this.idleStreams, this.quic.withInitialCongestionWindow(packets),
				this.loops, this.handlers, this.views);
	}

	/**
	 * The same with another executor for handlers.
	 * @param as the name in the report
	 * @param executor runs the handlers of the server
	 * @return another subject
	 */
	public TransportSubject handlers(String as, Executor executor) {
		return new TransportSubject(as, this.limits, this.idleStreams, this.quic, this.loops, executor, this.views);
	}

	/**
	 * The same with payloads that are in no array: buffers at the sender, views at the
	 * receiver.
	 * @param as the name in the report
	 * @return another subject
	 */
	public TransportSubject views(String as) {
		return new TransportSubject(as, this.limits, this.idleStreams, this.quic, this.loops, this.handlers, true);
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public Listener listen(Setup setup) {
		NetworkTransport transport = start(setup, this.loops);
		Dispatch dispatch = setup.executor() ? Dispatch.EXECUTOR : Dispatch.EVENT_LOOP;
		if (this.views) {
			ViewLink.serve(transport, dispatch);
		}
		else {
			transport.onRequest(Route.path(TransportLink.PATH).withDispatch(dispatch),
					RequestHandler.replying((request) -> request.payload()));
			transport.onMessage(Route.path(TransportLink.PATH).withDispatch(dispatch), (message, context) -> {
			});
		}
		transport.onStream(Route.path(IDLE).withDispatch(dispatch), (stream) -> {
		});
		return Listener.of(transport.localAddress(), transport::close);
	}

	@Override
	public Link connect(InetSocketAddress server, Setup setup) {
		NetworkTransport transport = start(setup, 0);
		PeerInfo peer = peer(server);
		transport.connectPeer(peer).join();
		PeerId id = new PeerId(PemIdentity.SERVER);
		for (int i = 0; i < this.idleStreams; i++) {
			transport.openStream(id, IDLE).join();
		}
		return this.views ? new ViewLink(transport, id) : new TransportLink(transport, id);
	}

	@Override
	public Dialler dialler(InetSocketAddress server, Setup setup) {
		return new TransportDialler(start(setup, 0), peer(server));
	}

	private static PeerInfo peer(InetSocketAddress server) {
		return PeerInfo.of(new PeerId(PemIdentity.SERVER), NodeAddress.of(server).toString());
	}

	private NetworkTransport start(Setup setup, int eventLoops) {
		PemIdentity identity = setup.identity();
		QuicTransportOptions options = new QuicTransportOptions()
			.withIdentity(TlsIdentity.ofPem(identity.chain(), identity.key(), identity.ca()))
			.withLimits(this.limits)
			.withQuic((eventLoops == 0) ? this.quic : this.quic.withEventLoops(eventLoops))
			.withBindAddress(setup.anyPort());
		NetworkTransport transport = new QuicTransport(
				(this.handlers != null) ? options.withHandlerExecutor(this.handlers) : options);
		transport.start().join();
		return transport;
	}

}
