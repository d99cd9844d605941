package io.quictransport.benchmarks.aeron;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.aeron.Publication;
import io.aeron.Subscription;
import io.quictransport.benchmarks.subject.Link;
import io.quictransport.benchmarks.subject.Setup;
import io.quictransport.benchmarks.subject.Subject;

/**
 * Runs Aeron with a stream of messages in each direction, without encryption or
 * authentication. Handlers run where the message was read.
 */
public final class AeronSubject implements Subject {

	private static final int STREAM = 1;

	private static final long CONNECT_MILLIS = 10_000;

	@Override
	public String name() {
		return "aeron";
	}

	@Override
	public Listener listen(Setup setup) {
		AeronLoop loop = new AeronLoop("aeron-server");
		Subscription messages = subscription(loop, setup.local());
		AeronEcho echo = new AeronEcho(loop, (client) -> loop.aeron().addPublication(client, STREAM));
		InetSocketAddress address = new InetSocketAddress(setup.local(), port(loop, messages));
		loop.start(messages, echo);
		return Listener.of(address, () -> {
			echo.close();
			loop.close();
		});
	}

	@Override
	public Link connect(InetSocketAddress server, Setup setup) throws Exception {
		AeronLoop loop = new AeronLoop("aeron-client");
		Subscription answers = subscription(loop, setup.local());
		Publication messages = loop.aeron().addPublication(channel(server.getAddress(), server.getPort()), STREAM);
		String own = channel(setup.local(), port(loop, answers));
		AeronLink link = new AeronLink(loop, messages);
		loop.start(answers, link);
		await(messages);
		link.greet(own, CONNECT_MILLIS);
		return link;
	}

	private static Subscription subscription(AeronLoop loop, InetAddress local) {
		return loop.aeron().addSubscription(channel(local, 0), STREAM);
	}

	private static String channel(InetAddress address, int port) {
		return "aeron:udp?endpoint=" + address.getHostAddress() + ":" + port;
	}

	/** The port that the driver has chosen, which it tells a moment later. */
	private static int port(AeronLoop loop, Subscription subscription) {
		while (true) {
			loop.turn();
			String endpoint = subscription.resolvedEndpoint();
			if (endpoint != null) {
				return Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
			}
		}
	}

	private static void await(Publication publication) throws InterruptedException {
		long end = System.nanoTime() + CONNECT_MILLIS * 1_000_000;
		while (!publication.isConnected()) {
			if (System.nanoTime() - end > 0) {
				throw new IllegalStateException("no connection to " + publication.channel());
			}
			Thread.sleep(1);
		}
	}

}
