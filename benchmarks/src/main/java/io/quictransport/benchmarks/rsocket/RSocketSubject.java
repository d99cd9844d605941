package io.quictransport.benchmarks.rsocket;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;

import io.netty.handler.ssl.SslContext;
import io.quictransport.benchmarks.subject.Link;
import io.quictransport.benchmarks.subject.Setup;
import io.quictransport.benchmarks.subject.Subject;
import io.quictransport.benchmarks.subject.Tls;
import io.rsocket.RSocket;
import io.rsocket.SocketAcceptor;
import io.rsocket.core.RSocketConnector;
import io.rsocket.core.RSocketServer;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.transport.netty.server.CloseableChannel;
import io.rsocket.transport.netty.server.TcpServerTransport;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpServer;

/**
 * Runs RSocket with one connection and one event loop on each side, without copies where
 * RSocket can avoid them.
 */
public final class RSocketSubject implements Subject {

	@Override
	public String name() {
		return "rsocket";
	}

	@Override
	public Listener listen(Setup setup) throws Exception {
		SslContext tls = Tls.server(setup.identity()).build();
		LoopResources loops = LoopResources.create("rsocket-server", 1, true);
		ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
		TcpServer server = TcpServer.create()
			.bindAddress(setup::anyPort)
			.runOn(loops)
			.secure((secure) -> secure.sslContext(tls));
		SocketAcceptor acceptor = (first, client) -> Mono.just(new Responder(client, timer, setup.executor()));
		CloseableChannel channel = Objects.requireNonNull(RSocketServer.create(acceptor)
			.payloadDecoder(PayloadDecoder.ZERO_COPY)
			.bind(TcpServerTransport.create(server))
			.block());
		return Listener.of(channel.address(), () -> {
			channel.dispose();
			timer.shutdownNow();
			loops.disposeLater().block();
		});
	}

	@Override
	public Link connect(InetSocketAddress address, Setup setup) throws Exception {
		SslContext tls = Tls.client(setup.identity()).build();
		LoopResources loops = LoopResources.create("rsocket-client", 1, true);
		TcpClient client = TcpClient.create()
			.remoteAddress(() -> address)
			.runOn(loops)
			.secure((secure) -> secure.sslContext(tls).handlerConfigurator((handler) -> {
				SSLParameters parameters = handler.engine().getSSLParameters();
				// The certificate names the host, the address is another in a namespace.
				parameters.setEndpointIdentificationAlgorithm("");
				parameters.setServerNames(List.of(new SNIHostName(Tls.SERVER_NAME)));
				handler.engine().setSSLParameters(parameters);
			}));
		Acknowledgements acknowledgements = new Acknowledgements();
		RSocket socket = Objects.requireNonNull(RSocketConnector.create()
			.payloadDecoder(PayloadDecoder.ZERO_COPY)
			.acceptor((first, server) -> Mono.just(acknowledgements))
			.connect(TcpClientTransport.create(client))
			.block());
		return new RSocketLink(socket, acknowledgements.waiting(), loops);
	}

}
