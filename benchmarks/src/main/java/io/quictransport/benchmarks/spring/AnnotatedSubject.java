package io.quictransport.benchmarks.spring;

import java.net.InetSocketAddress;

import io.quictransport.NetworkTransport;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.benchmarks.subject.Link;
import io.quictransport.benchmarks.subject.PemIdentity;
import io.quictransport.benchmarks.subject.Setup;
import io.quictransport.benchmarks.subject.Subject;
import io.quictransport.spring.boot.messaging.NodeTransportOperations;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Runs two applications on the starter with its default options. Their handlers run on
 * the default executor in every workload.
 *
 * @param name the name in the report
 * @param observed what else is recorded of each call
 */
public record AnnotatedSubject(String name, Observed observed) implements Subject {

	@Override
	public Listener listen(Setup setup) {
		ConfigurableApplicationContext context = EchoApplication.start(setup, this.observed);
		return Listener.of(context.getBean(NetworkTransport.class).localAddress(), context::close);
	}

	@Override
	public Link connect(InetSocketAddress server, Setup setup) {
		ConfigurableApplicationContext context = EchoApplication.start(setup, this.observed);
		PeerId peer = new PeerId(PemIdentity.SERVER);
		context.getBean(NetworkTransport.class)
			.connectPeer(PeerInfo.of(peer, NodeAddress.of(server).toString()))
			.join();
		return new TemplateLink(context, context.getBean(NodeTransportOperations.class), peer);
	}

}
