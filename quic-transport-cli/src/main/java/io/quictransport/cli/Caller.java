package io.quictransport.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageStream;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PathKind;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.PeerSnapshot;
import io.quictransport.ServedPaths;
import io.quictransport.StreamOpening;
import io.quictransport.internal.text.ForeignText;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.quic.TransportTimeouts;
import io.quictransport.tls.TlsIdentity;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Executes a command line as a node of its own that serves nothing.
 */
final class Caller implements AutoCloseable {

	private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

	/** A machine may be busy, and what binds has just been loaded. */
	private static final Duration BIND_TIMEOUT = Duration.ofSeconds(30);

	/** The transport tries no shorter. */
	private static final Duration LEAST_CONNECT = Duration.ofMillis(10);

	/** A deadline is in the future. */
	private static final Duration LEAST = Duration.ofMillis(1);

	private final CommandLine line;

	private final InputStream in;

	private final Output out;

	private final Output err;

	/** When the first node was dialled; 0 before that. */
	private long dialledAt;

	private final Duration timeout;

	private final QuicTransport transport;

	/** Whether the process is ending, so that nobody wants to know of a failure. */
	private volatile boolean ending;

	/**
	 * Checks all that can be checked before anything is sent.
	 * @throws UsageException if something makes no sense
	 * @throws NetworkException if the identity cannot be used
	 */
	Caller(CommandLine line, InputStream in, Output out, Output err) {
		this.line = line;
		this.in = in;
		this.out = out;
		this.err = err;
		this.timeout = (line.timeout() != null) ? line.timeout() : DEFAULT_TIMEOUT;
		line.arguments()
			.subList(0, (line.command() == Command.PEERS) ? line.arguments().size() : 1)
			.forEach(Caller::node);
		CommandLine.IdentityFiles files = line.files();
		this.transport = new QuicTransport(options().withNodeIdSource(line.nodeIdSource())
			.withIdentity(TlsIdentity.ofPem(files.cert(), files.key(), files.ca())));
	}

	/** Nobody waits longer than for all of it, which {@link #connect} sees to. */
	private QuicTransportOptions options() {
		Duration most = (this.timeout.compareTo(TransportTimeouts.DEFAULT_CONNECT) < 0) ? this.timeout
				: TransportTimeouts.DEFAULT_CONNECT;
		Duration connect = (most.compareTo(LEAST_CONNECT) < 0) ? LEAST_CONNECT : most;
		return new QuicTransportOptions()
			.withTimeouts((timeouts) -> timeouts.withConnect(connect).withRequest(this.timeout))
			.withBindAddress(new InetSocketAddress(0))
			.withTimeouts((timeouts) -> timeouts.withBind(BIND_TIMEOUT))
			.withDrainGrace(Duration.ZERO);
	}

	/**
	 * Does it.
	 * @throws UsageException if a payload makes no sense; nothing was sent
	 * @throws InputException if an item makes no sense, or cannot be read, when the
	 * stream is open
	 * @throws NetworkException if it was refused or has failed
	 */
	void run() {
		switch (this.line.command()) {
			case CALL -> call(payload());
			case SEND -> send(payload());
			case STREAM -> stream(this.line.arguments().subList(2, this.line.arguments().size()));
			case PEERS -> this.line.arguments().forEach((node) -> show(connect(node)));
			case ROUTES -> routes(connect(target()));
		}
	}

	private void call(byte[] payload) {
		NodeInfo node = connect(target());
		NetworkMessage reply = await(this.transport
			.request(NetworkMessage.request(node.id(), path(), payload).withHeaders(this.line.headers()), left()));
		if (reply.payload().length > 0) {
			this.out.println(
					ContentType.stated(reply.headers().getOrDefault(ContentType.HEADER, "")).show(reply.payload()));
		}
	}

	private void send(byte[] payload) {
		NodeInfo node = connect(target());
		await(this.transport.send(NetworkMessage.message(node.id(), path(), payload).withHeaders(this.line.headers()),
				left()));
	}

	/** As long as the stream lives, whatever ends the JVM gives it up. */
	private void stream(List<String> items) {
		boolean lines = items.equals(List.of("-"));
		List<byte[]> payloads = lines ? List.of() : items.stream().map(this::payload).toList();
		NodeInfo node = connect(target());
		StreamOpening opening = StreamOpening.of(node.id(), path()).withHeaders(this.line.headers());
		MessageStream stream = await(
				this.transport.openStream((this.line.timeout() != null) ? opening.withTimeout(left()) : opening));
		Thread giveUp = new Thread(() -> {
			this.ending = true;
			stream.cancel();
			this.transport.close();
		}, "give-up");
		Runtime.getRuntime().addShutdownHook(giveUp);
		try {
			CompletableFuture<Void> printed = stream.forEach((item) -> print(stream, item));
			payloads.forEach((payload) -> await(stream.send(payload)));
			if (lines) {
				// Standard input may stay open and silent after the stream has ended.
				CompletableFuture<Void> ended = stream.closed()
					.handle((closed, failure) -> printed)
					.thenCompose((all) -> all);
				await(CompletableFuture.anyOf(startSendingLines(stream), ended));
			}
			stream.finish();
			await(printed);
			await(stream.closed());
		}
		catch (NetworkException ex) {
			// Nobody reads any more, as behind head: that is no failure.
			if (!this.ending && !this.out.checkError()) {
				throw ex;
			}
		}
		finally {
			stream.close();
			forget(giveUp);
		}
	}

	private static void forget(Thread hook) {
		try {
			Runtime.getRuntime().removeShutdownHook(hook);
		}
		catch (IllegalStateException ex) {
			// It runs already.
		}
	}

	private void print(MessageStream stream, byte[] item) {
		this.out.println(this.line.contentType().show(item));
		if (this.out.checkError()) {
			stream.cancel();
		}
	}

	/** On a thread that keeps nothing alive: what it reads from can block for ever. */
	private CompletableFuture<Void> startSendingLines(MessageStream stream) {
		CompletableFuture<Void> sent = new CompletableFuture<>();
		Thread reader = new Thread(() -> {
			try {
				sendLines(stream);
				sent.complete(null);
			}
			catch (Throwable ex) {
				sent.completeExceptionally(ex);
			}
		}, "standard-input");
		reader.setDaemon(true);
		reader.start();
		return sent;
	}

	private void sendLines(MessageStream stream) {
		int sent = 0;
		try (BufferedReader reader = new BufferedReader(new InputStreamReader(this.in, UTF_8))) {
			for (String item = reader.readLine(); item != null; item = reader.readLine()) {
				if (!item.isBlank()) {
					await(stream.send(this.line.contentType().write(item.getBytes(UTF_8))));
					sent++;
				}
			}
		}
		catch (UsageException ex) {
			throw new InputException(ex.getMessage() + sentBefore(sent));
		}
		catch (IOException ex) {
			throw new InputException("standard input cannot be read: " + ex.getMessage() + sentBefore(sent));
		}
	}

	/** The node has the stream, at least. */
	private static String sentBefore(int items) {
		return "; the stream was opened, and " + items + ((items == 1) ? " item" : " items") + " sent before";
	}

	private void show(NodeInfo node) {
		PeerSnapshot peer = this.transport.peer(node.id())
			.orElseThrow(() -> NetworkException.of(ErrorCode.CONNECTION_LOST, Outcome.NOT_SENT,
					"the node was connected, and has gone", ErrorContext.NONE));
		this.out.println(node.id());
		row("addresses", listed(node.addresses()));
		row("services", listed(new TreeSet<>(node.services())));
		row("metadata", listed(new TreeMap<>(node.metadata()).entrySet()));
		row("version", String.valueOf(node.version()));
		String software = peer.software();
		row("software", (software != null) ? software : "not stated");
		row("paths", paths(node.paths()));
	}

	private void row(String name, String value) {
		this.out.printf("  %-10s %s%n", name, value);
	}

	private static String listed(Iterable<?> values) {
		StringBuilder text = new StringBuilder();
		values.forEach((value) -> text.append(text.isEmpty() ? "" : ", ").append(ForeignText.line(value)));
		return text.isEmpty() ? "none" : text.toString();
	}

	private static String paths(@Nullable ServedPaths paths) {
		return (paths == null) ? "not stated" : "%d of requests, %d of one-way messages, %d of streams"
			.formatted(paths.requests().size(), paths.messages().size(), paths.streams().size());
	}

	private void routes(NodeInfo node) {
		ServedPaths paths = node.paths();
		if (paths == null) {
			this.err.println("quic-call: " + node.id() + " does not state which paths it serves");
			return;
		}
		for (PathKind kind : PathKind.values()) {
			paths.of(kind)
				.stream()
				.sorted(Comparator.naturalOrder())
				.forEach((path) -> this.out.printf("%-8s %s%n", switch (kind) {
					case REQUEST -> "request";
					case MESSAGE -> "message";
					case STREAM -> "stream";
				}, ForeignText.line(path)));
		}
	}

	private String target() {
		return this.line.arguments().get(0);
	}

	private String path() {
		return this.line.arguments().get(1);
	}

	private byte[] payload() {
		return (this.line.arguments().size() > 2) ? payload(this.line.arguments().get(2)) : new byte[0];
	}

	private byte[] payload(String typed) {
		try {
			byte[] content = typed.equals("-") ? this.in.readAllBytes()
					: typed.startsWith("@") ? Files.readAllBytes(Path.of(typed.substring(1))) : typed.getBytes(UTF_8);
			return this.line.contentType().write(content);
		}
		catch (IOException ex) {
			throw new UsageException("the payload " + typed + " cannot be read: " + ex.getMessage());
		}
	}

	/** The node that answers at an address, and no other than the one that is named. */
	private static PeerInfo node(String text) {
		int at = text.indexOf('@');
		try {
			PeerId id = (at < 0) ? null : new PeerId(text.substring(0, at));
			return new PeerInfo(id, List.of(NodeAddress.parse(text.substring(at + 1))));
		}
		catch (ConfigurationException ex) {
			throw new UsageException("the node '" + text + "' is not host:port or id@host:port: " + ex.detail());
		}
	}

	/** A node that is not there would be dialled for ever. */
	private NodeInfo connect(String node) {
		if (this.dialledAt == 0) {
			await(this.transport.start());
			this.dialledAt = System.nanoTime();
		}
		CompletableFuture<NodeInfo> connected = this.transport.connectPeer(node(node));
		try {
			return connected.orTimeout(left().toMillis(), TimeUnit.MILLISECONDS).join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof TimeoutException) {
				throw NetworkException.of(ErrorCode.DEADLINE_EXCEEDED, Outcome.NOT_SENT,
						"no connection to " + node + " within " + this.timeout.toMillis() + " ms", ErrorContext.NONE);
			}
			throw failureOf(ex);
		}
	}

	private Duration left() {
		Duration left = this.timeout.minusNanos(System.nanoTime() - this.dialledAt);
		return (left.compareTo(LEAST) < 0) ? LEAST : left;
	}

	/** Of what has a deadline itself, or need have none. */
	private static <T> T await(CompletableFuture<T> future) {
		try {
			return future.join();
		}
		catch (CompletionException ex) {
			throw failureOf(ex);
		}
	}

	private static RuntimeException failureOf(CompletionException failure) {
		return (failure.getCause() instanceof RuntimeException cause) ? cause : failure;
	}

	@Override
	public void close() {
		this.transport.close();
	}

}
