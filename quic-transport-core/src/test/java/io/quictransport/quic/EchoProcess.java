package io.quictransport.quic;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.RequestHandler;
import io.quictransport.tls.TlsIdentity;

/**
 * The main class of a node in a process of its own: echoes requests, sends one-way
 * messages back, and takes part in an {@link Exchange}. Takes commands from its standard
 * input, answers each with a line, and ends when the input does.
 */
final class EchoProcess {

	/** What each line of an answer begins with. */
	static final String ANSWER = "answer: ";

	static final String ECHO = "echo";

	static final String REFLECT = "reflect";

	/** The command "connect id address". */
	static final String CONNECT = "connect";

	/** The command "prepare seed messages bytes". */
	static final String PREPARE = "prepare";

	/** The command "exchange id milliseconds", answered by the report. */
	static final String EXCHANGE = "exchange";

	private EchoProcess() {
	}

	/**
	 * Runs the node; says its address first.
	 * @param args the directory of its certificate
	 */
	public static void main(String[] args) throws Exception {
		Path directory = Path.of(args[0]);
		TlsIdentity identity = TlsIdentity.ofPem(directory.resolve("chain.pem"), directory.resolve("key.pem"),
				directory.resolve("ca.pem"));
		QuicTransportOptions options = new QuicTransportOptions().withIdentity(identity)
			.withBindAddress(new InetSocketAddress("127.0.0.1", 0));
		try (QuicTransport node = new QuicTransport(options)) {
			node.onRequest(ECHO, RequestHandler.replying(NetworkMessage::payload));
			node.onMessage(REFLECT, (message, context) -> node.send(context.peer(), REFLECT, message.payload()));
			TestNodes.get(node.start());
			answer(TestNodes.addressOf(node));
			obey(node);
		}
	}

	private static void obey(QuicTransport node) throws IOException {
		Exchange exchange = null;
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = commands.readLine(); line != null; line = commands.readLine()) {
			String[] command = line.split(" ");
			if (command[0].equals(CONNECT)) {
				TestNodes.get(node.connectPeer(PeerInfo.of(new PeerId(command[1]), command[2])));
				answer("connected");
			}
			else if (command[0].equals(PREPARE)) {
				exchange = Exchange.prepare(node, Long.parseLong(command[1]), Integer.parseInt(command[2]),
						Long.parseLong(command[3]));
				answer("bytes=" + exchange.bytes());
			}
			else if (command[0].equals(EXCHANGE) && exchange != null) {
				begin(exchange, new PeerId(command[1]), Duration.ofMillis(Long.parseLong(command[2])));
			}
			else {
				answer("no such command: " + line);
			}
		}
	}

	private static void begin(Exchange exchange, PeerId peer, Duration patience) {
		exchange.run(peer)
			.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
			.whenComplete((done, cause) -> answer(exchange.report() + ((cause != null) ? " " + cause : "")));
	}

	private static void answer(String line) {
		System.out.println(ANSWER + line);
	}

}
