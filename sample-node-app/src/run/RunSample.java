import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs nodes of the sample on this machine. Started from its source, in the root of the
 * repository, by run-sample and run-sample.cmd; needs a JDK and nothing else.
 */
final class RunSample {

	private static final String USAGE = """
			run-sample             starts node-a, node-b and node-c, which find each other, and shows their logs until Ctrl-C
			run-sample node ID     starts one node, for example one of the three again, or node-d as a fourth
			run-sample --check     starts three nodes, tries what the sample can do, stops them; exit code 0 if all went well
			run-sample --help      shows this

			Environment: HTTP_PORT (first of the TCP ports, %d), QUIC_PORT (first of the UDP ports, %d),
			JAVA_OPTS (%s), JAVA_HOME, NO_COLOR. Logs and development certificates are kept in .run-sample.
			""";

	private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

	private static final Path WORK = Path.of(".run-sample");

	private static final Path LOGS = WORK.resolve("logs");

	private static final Path APP = Path.of("sample-node-app/target/sample-node-app.jar");

	private static final List<String> THREE = List.of("node-a", "node-b", "node-c");

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	/** On a busy machine, where nobody waits for it. */
	private static final Duration CHECK_PATIENCE = Duration.ofMinutes(10);

	private static final Duration STOP_PATIENCE = Duration.ofSeconds(25);

	/** A node that is still starting has nothing to end, and would first finish its start. */
	private static final Duration EARLY_STOP_PATIENCE = Duration.ofSeconds(5);

	/** What a busy machine must not end while --check looks at it. */
	private static final List<String> CHECK_OPTIONS = List.of("--quic.transport.timeouts.idle=15s",
			"--board.request-timeout=60s", "--board.catch-up-timeout=60s", "--spring.mvc.async.request-timeout=120s");

	private final int httpPort = port("HTTP_PORT", 8081);

	private final int quicPort = port("QUIC_PORT", 9081);

	private final Console console = new Console(System.out);

	private final List<Node> nodes = Collections.synchronizedList(new ArrayList<>());

	private List<String> nodeOptions = List.of();

	private Duration patience = PATIENCE;

	private Duration stopPatience = STOP_PATIENCE;

	private volatile boolean ready;

	private volatile boolean stopping;

	private volatile Process build;

	private RunSample() {
	}

	/**
	 * Does what the arguments say.
	 * @param args see {@link #USAGE}
	 */
	public static void main(String[] args) throws Exception {
		RunSample sample = null;
		try {
			sample = new RunSample();
			System.exit(sample.run(List.of(args)));
		}
		catch (Failure ex) {
			System.err.println("run-sample: " + ex.getMessage());
			if (sample != null) {
				sample.stopNodes(true);
			}
			System.exit(1);
		}
	}

	private int run(List<String> arguments) throws Exception {
		if (arguments.isEmpty()) {
			return runThree();
		}
		if (arguments.get(0).equals("node")) {
			return runOne((arguments.size() > 1) ? arguments.get(1) : "");
		}
		if (arguments.equals(List.of("--check"))) {
			return check();
		}
		boolean help = arguments.equals(List.of("--help")) || arguments.equals(List.of("-h"));
		(help ? System.out : System.err).printf(USAGE, this.httpPort, this.quicPort, javaOptions());
		return help ? 0 : 2;
	}

	// The commands

	private int runThree() throws Exception {
		startThree();
		this.console.say("");
		for (Node node : this.nodes) {
			this.console.say("  %s   %s/   QUIC 127.0.0.1:%d   process %d", this.console.coloured(node.index, node.id),
					node.web("localhost"), this.quicPort + node.index, node.process.pid());
		}
		this.console.say("");
		this.console.say("Put a key on one node and read it on another:");
		this.console.say("  curl -X PUT -d sunny %s/board/weather", this.nodes.get(0).web("localhost"));
		this.console.say("  curl %s/board/weather", this.nodes.get(2).web("localhost"));
		this.console.say("");
		this.console.say("Ctrl-C stops all three.");
		for (Node node : this.nodes) {
			node.followLog();
		}
		for (Node node : this.nodes) {
			node.process.onExit().thenRun(() -> ended(node));
		}
		for (Node node : this.nodes) {
			node.process.waitFor();
		}
		return 1;
	}

	private void ended(Node node) {
		if (!this.stopping) {
			this.console.say("%s", this.console.bold(node.id + " has ended (exit code " + node.process.exitValue()
					+ "). To start it again: run-sample node " + node.id));
		}
	}

	private int runOne(String id) throws Exception {
		if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
			throw new Failure("'%s' is no node id; an example is node-d", id);
		}
		int index = THREE.indexOf(id);
		if (index < 0) {
			index = THREE.size();
			while (busyPort(index, 1) != null && index < 20) {
				index++;
			}
		}
		String busy = busyPort(index, 1);
		if (busy != null) {
			throw new Failure("%s is in use; stop what uses it (another %s?)", busy, id);
		}
		stopWithThisProcess();
		prepare(List.of(id));
		Node node = new Node(id, index);
		this.console.say("Starting %s   %s/   QUIC 127.0.0.1:%d   Ctrl-C stops it", id, node.web("localhost"),
				this.quicPort + index);
		node.start(ProcessBuilder.Redirect.INHERIT);
		this.nodes.add(node);
		this.ready = true;
		return node.process.waitFor();
	}

	private int check() throws Exception {
		this.patience = CHECK_PATIENCE;
		this.stopPatience = CHECK_PATIENCE;
		this.nodeOptions = CHECK_OPTIONS;
		startThree();
		Node first = this.nodes.get(0);
		expect("a key is put on node-a", first.call("PUT", "/board/weather", "sunny"), 200, "");
		Answer answer = new Answer(0, "", "");
		for (Node node : this.nodes) {
			answer = node.call("GET", "/board/weather", "");
			expect("it is read on " + node.id, answer, 200, "sunny");
		}
		// All have read the owner's copy; it is killed when they have their own.
		for (Node node : this.nodes) {
			awaitAnswer(node.id + " has a copy", node, "/board", 200, "\"key\":\"weather\"");
		}
		Node owner = node(answer.owner());
		List<Node> others = this.nodes.stream().filter((node) -> node != owner).toList();
		Node reader = this.nodes.get((owner.index + 1) % THREE.size());
		owner.process.destroyForcibly().waitFor();
		awaitView(owner.id + " is killed and gone from the others' view", owner.id, false, others);
		Answer refused = reader.call("GET", "/board/weather", "");
		expect("the key of " + owner.id + " answers 503 with the reason", refused, 503, "\"code\":\"");
		this.console.say("  %s", refused.body());
		this.console.say("Starting %s again", owner.id);
		owner.start(ProcessBuilder.Redirect.to(owner.log.toFile()));
		awaitUp(owner);
		awaitView(owner.id + " is back in the others' view", owner.id, true, others);
		awaitAll();
		// A node that has met no other yet serves before it has caught up.
		awaitAnswer(owner.id + " serves what it held before", reader, "/board/weather", 200, "sunny");
		expect("health is UP", first.call("GET", "/actuator/health", ""), 200, "\"status\":\"UP\"");
		startFourth();
		stopNodes(true);
		if (this.nodes.stream().anyMatch((node) -> node.killed)) {
			return 1;
		}
		this.console.say("%s", this.console.bold("All checks passed"));
		return 0;
	}

	private void startFourth() throws Exception {
		if (busyPort(THREE.size(), 1) != null) {
			throw new Failure(
					"the ports of a fourth node are in use; set HTTP_PORT and QUIC_PORT to the first of four free ones");
		}
		List<Node> three = List.copyOf(this.nodes);
		Certificates.make(List.of("node-d"), this.console);
		this.console.say("Starting node-d");
		Node fourth = new Node("node-d", THREE.size());
		this.nodes.add(fourth);
		fourth.start(ProcessBuilder.Redirect.to(fourth.log.toFile()));
		awaitUp(fourth);
		awaitView("node-d has joined the three", fourth.id, true, three);
	}

	// Starting and stopping

	private void prepare(List<String> ids) throws Exception {
		Files.createDirectories(LOGS);
		build();
		Certificates.make(ids, this.console);
	}

	private void startThree() throws Exception {
		String busy = busyPort(0, THREE.size());
		if (busy != null) {
			throw new Failure("%s is in use; stop what uses it, or set %s_PORT to the first of three free ones", busy,
					busy.startsWith("TCP") ? "HTTP" : "QUIC");
		}
		stopWithThisProcess();
		prepare(THREE);
		this.console.say("Starting %s", String.join(" ", THREE));
		for (String id : THREE) {
			Node node = new Node(id, this.nodes.size());
			this.nodes.add(node);
			node.start(ProcessBuilder.Redirect.to(node.log.toFile()));
		}
		awaitAll();
	}

	/**
	 * Ctrl-C and SIGTERM end this process, and the nodes with it. On Windows the nodes get
	 * Ctrl-C from the console, and to destroy a process would keep it from stopping in order.
	 */
	private void stopWithThisProcess() {
		Runtime.getRuntime().addShutdownHook(new Thread(() -> stopNodes(!WINDOWS), "stop-nodes"));
	}

	/**
	 * Waits until all nodes have stopped.
	 * @param tell whether they have yet to be told
	 */
	private synchronized void stopNodes(boolean tell) {
		this.stopping = true;
		Process running = this.build;
		if (running != null) {
			running.descendants().forEach(ProcessHandle::destroy);
			running.destroy();
		}
		List<Node> alive = this.nodes.stream().filter(Node::isAlive).toList();
		if (alive.isEmpty()) {
			return;
		}
		this.console.say("Stopping %s", String.join(" ", alive.stream().map((node) -> node.id).toList()));
		Duration most = this.ready ? this.stopPatience : EARLY_STOP_PATIENCE;
		long end = System.nanoTime() + most.toNanos();
		if (tell) {
			alive.forEach((node) -> node.process.destroy());
		}
		for (Node node : alive) {
			try {
				if (!node.process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
					node.killed = true;
					node.process.destroyForcibly().waitFor();
					this.console.say("%s did not stop within %d s and was killed", node.id, most.toSeconds());
				}
			}
			catch (InterruptedException ex) {
				node.process.destroyForcibly();
				Thread.currentThread().interrupt();
			}
		}
		if (alive.stream().noneMatch((node) -> node.killed)) {
			this.console.say("All nodes have stopped");
		}
	}

	private void build() throws Exception {
		if (isBuilt()) {
			return;
		}
		this.console.say("Building. The first time, this downloads Maven and the libraries and takes a few minutes.");
		Path log = WORK.resolve("build.log");
		List<String> command = new ArrayList<>(WINDOWS ? List.of("cmd", "/c", "mvnw.cmd") : List.of("./mvnw"));
		command.addAll(List.of("-B", "-ntp", "-pl", "sample-node-app", "-am", "package", "-DskipTests"));
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
		builder.redirectOutput(log.toFile()).environment().put("JAVA_HOME", System.getProperty("java.home"));
		Process running = builder.start();
		this.build = running;
		Pattern module = Pattern.compile("(?m)^\\[INFO] Building (.*\\S) +(\\[\\d+/\\d+])$");
		long shown = 0;
		boolean over = false;
		while (!over) {
			over = running.waitFor(1, TimeUnit.SECONDS);
			List<String> begun = module.matcher(Files.readString(log))
				.results()
				.map((match) -> "  " + match.group(1) + " " + match.group(2))
				.toList();
			begun.stream().skip(shown).forEach((line) -> this.console.say("%s", line));
			shown = begun.size();
		}
		this.build = null;
		if (running.exitValue() != 0) {
			try (Stream<String> lines = Files.lines(log)) {
				lines.filter((line) -> line.startsWith("[ERROR]")).limit(20).forEach(System.err::println);
			}
			throw new Failure("the build has failed; the whole log is %s", log);
		}
		// Where nothing had to be packed again, the jar keeps its old date.
		Files.setLastModifiedTime(APP, FileTime.from(Instant.now()));
	}

	private static boolean isBuilt() throws IOException {
		if (!Files.exists(APP)) {
			return false;
		}
		FileTime built = Files.getLastModifiedTime(APP);
		List<Path> sources = new ArrayList<>(List.of(Path.of("pom.xml")));
		for (String module : List.of("quic-transport-core", "quic-transport-spring-boot-starter", "sample-node-app")) {
			sources.add(Path.of(module, "pom.xml"));
			try (Stream<Path> files = Files.walk(Path.of(module, "src/main"))) {
				files.filter(Files::isRegularFile).forEach(sources::add);
			}
		}
		for (Path source : sources) {
			if (Files.getLastModifiedTime(source).compareTo(built) > 0) {
				return false;
			}
		}
		return true;
	}

	private static String javaOptions() {
		return setting("JAVA_OPTS", "-Xmx256m");
	}

	private static int port(String name, int usual) {
		String value = setting(name, String.valueOf(usual));
		if (!value.matches("\\d{1,5}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > 65_000) {
			throw new Failure("%s is '%s' but must be a port from 1 to 65000", name, value);
		}
		return Integer.parseInt(value);
	}

	private static String setting(String name, String usual) {
		String value = System.getenv(name);
		return (value == null || value.isEmpty()) ? usual : value;
	}

	/** The first port in use of those that some nodes need, null if all are free. */
	private String busyPort(int index, int count) {
		for (int i = index; i < index + count; i++) {
			InetSocketAddress tcp = new InetSocketAddress(InetAddress.getLoopbackAddress(), this.httpPort + i);
			try (ServerSocket socket = new ServerSocket()) {
				socket.bind(tcp);
			}
			catch (IOException ex) {
				return "TCP port " + tcp.getPort();
			}
		}
		for (int i = index; i < index + count; i++) {
			InetSocketAddress udp = new InetSocketAddress(InetAddress.getLoopbackAddress(), this.quicPort + i);
			try (DatagramSocket socket = new DatagramSocket(null)) {
				socket.bind(udp);
			}
			catch (IOException ex) {
				return "UDP port " + udp.getPort();
			}
		}
		return null;
	}

	// Waiting

	private Node node(String id) {
		return this.nodes.stream()
			.filter((node) -> node.id.equals(id))
			.findFirst()
			.orElseThrow(() -> new Failure("check failed: the owner is '%s'", id));
	}

	private void awaitAll() throws Exception {
		long end = System.nanoTime() + this.patience.toNanos();
		long before = -1;
		while (before < THREE.size()) {
			long connected = 0;
			for (Node node : List.copyOf(this.nodes)) {
				node.failIfEnded();
				connected += node.isReady() ? 1 : 0;
			}
			if (connected != before) {
				String words = connected + " of 3 nodes connected";
				this.console.say("%s", (connected < THREE.size()) ? words : this.console.bold(words));
				before = connected;
			}
			if (connected < THREE.size()) {
				if (System.nanoTime() > end) {
					throw new Failure("not all nodes are connected after %d s; see %s", this.patience.toSeconds(), LOGS);
				}
				Thread.sleep(1000);
			}
		}
		this.ready = true;
	}

	/** Waits until the web server of a node answers. */
	private void awaitUp(Node node) throws Exception {
		long end = System.nanoTime() + this.patience.toNanos();
		while (node.call("GET", "/nodes", "").status() == 0) {
			node.failIfEnded();
			if (System.nanoTime() > end) {
				throw new Failure("%s does not answer; see %s", node.id, LOGS);
			}
			Thread.sleep(100);
		}
	}

	/** Waits until some nodes see a node as connected, or not. */
	private void awaitView(String what, String id, boolean connected, List<Node> viewers) throws Exception {
		long begin = System.nanoTime();
		while (!viewers.stream().allMatch((viewer) -> viewer.sees(id, connected))) {
			if (System.nanoTime() - begin > this.patience.toNanos()) {
				throw new Failure("check failed: %s; not so after %d s", what, this.patience.toSeconds());
			}
			Thread.sleep(100);
		}
		this.console.say("  ok: %s (%d ms)", what, (System.nanoTime() - begin) / 1_000_000);
	}

	private void awaitAnswer(String what, Node node, String path, int status, String text) throws Exception {
		long end = System.nanoTime() + this.patience.toNanos();
		Answer answer = node.call("GET", path, "");
		while (!answer.is(status, text) && System.nanoTime() < end) {
			Thread.sleep(100);
			answer = node.call("GET", path, "");
		}
		expect(what, answer, status, text);
	}

	private void expect(String what, Answer answer, int status, String text) {
		if (!answer.is(status, text)) {
			throw new Failure("check failed: %s. The answer was: %d %s", what, answer.status(), answer.body());
		}
		this.console.say("  ok: %s", what);
	}

	/**
	 * A node, and how to reach it from outside.
	 */
	private final class Node {

		private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

		private final String id;

		private final int index;

		private final Path log;

		private volatile Process process;

		private volatile boolean killed;

		private Node(String id, int index) {
			this.id = id;
			this.index = index;
			this.log = LOGS.resolve(id + ".log");
		}

		private void start(ProcessBuilder.Redirect output) throws IOException {
			List<String> command = new ArrayList<>();
			command.add(tool("java"));
			Stream.of(javaOptions().split("\\s+")).filter((option) -> !option.isEmpty()).forEach(command::add);
			if (Runtime.version().feature() >= 22) {
				command.add("--enable-native-access=ALL-UNNAMED");
			}
			command.addAll(List.of("-jar", APP.toString(), "--sample.certificates=" + slashes(Certificates.DIRECTORY),
					"--server.port=" + (RunSample.this.httpPort + this.index), "--quic.transport.node-id=" + this.id,
					"--quic.transport.port=" + (RunSample.this.quicPort + this.index),
					// Nodes that were started with other ports are another cluster.
					"--quic.transport.discovery.multicast.cluster=shared-board-" + RunSample.this.quicPort));
			command.addAll(RunSample.this.nodeOptions);
			this.process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
		}

		private boolean isAlive() {
			return this.process != null && this.process.isAlive();
		}

		private void failIfEnded() throws IOException {
			if (isAlive()) {
				return;
			}
			List<String> lines;
			try (Stream<String> all = Files.lines(this.log)) {
				lines = all.filter((line) -> !line.matches("\\s*at .*")).toList();
			}
			lines.subList(Math.max(0, lines.size() - 15), lines.size()).forEach(System.err::println);
			throw new Failure("%s has ended; its log is %s", this.id, this.log);
		}

		private String web(String host) {
			return "http://" + host + ":" + (RunSample.this.httpPort + this.index);
		}

		/** Status 0 stands for no answer. */
		private Answer call(String method, String path, String body) {
			HttpRequest request = HttpRequest.newBuilder(URI.create(web("127.0.0.1") + path))
				.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
				.timeout(CHECK_PATIENCE)
				.build();
			try {
				HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
				return new Answer(response.statusCode(), response.headers().firstValue("Board-Owner").orElse(""),
						response.body());
			}
			catch (IOException ex) {
				return new Answer(0, "", ex.toString());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new Failure("interrupted");
			}
		}

		private boolean isReady() {
			String body = call("GET", "/nodes", "").body();
			return body.contains("\"serving\":true")
					&& Pattern.compile("\"connected\":true").matcher(body).results().count() >= THREE.size() - 1;
		}

		private boolean sees(String peer, boolean connected) {
			Answer answer = call("GET", "/nodes", "");
			Matcher shown = Pattern
				.compile("\"id\":\"" + Pattern.quote(peer) + "\",\"phase\":\"[A-Z]+\",\"connected\":(true|false)")
				.matcher(answer.body());
			return answer.status() == 200 && (shown.find() && Boolean.parseBoolean(shown.group(1))) == connected;
		}

		/** Shows what the node logs from now on. */
		private void followLog() throws IOException {
			long begin = Files.size(this.log);
			Thread follower = new Thread(() -> follow(begin), "log-" + this.id);
			follower.setDaemon(true);
			follower.start();
		}

		private void follow(long begin) {
			try (RandomAccessFile file = new RandomAccessFile(this.log.toFile(), "r")) {
				file.seek(begin);
				StringBuilder line = new StringBuilder();
				while (true) {
					byte[] more = new byte[(int) Math.min(65_536, file.length() - file.getFilePointer())];
					file.readFully(more);
					line.append(new String(more, StandardCharsets.UTF_8));
					for (int end = line.indexOf("\n"); end >= 0; end = line.indexOf("\n")) {
						RunSample.this.console.say("%s  %s", RunSample.this.console.coloured(this.index, this.id),
								line.substring(0, end).stripTrailing());
						line.delete(0, end + 1);
					}
					if (more.length == 0) {
						Thread.sleep(100);
					}
				}
			}
			catch (IOException ex) {
				RunSample.this.console.say("the log of %s cannot be read: %s", this.id, ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

	/**
	 * An answer of a node's web server.
	 *
	 * @param status the status
	 * @param owner the node that owns the key, empty if it does not say
	 * @param body the body
	 */
	private record Answer(int status, String owner, String body) {

		private boolean is(int expected, String text) {
			return this.status == expected && this.body.contains(text);
		}

	}

	/**
	 * Makes development certificates with the JDK's keytool, as certificates.sh does where
	 * there is only a Java runtime.
	 */
	private static final class Certificates {

		private static final Path DIRECTORY = WORK.resolve("certificates");

		private static final Path LOG = DIRECTORY.resolve("keytool.log");

		/** The stores hold throw-away keys. */
		private static final String PASSWORD = "changeit";

		private static void make(List<String> ids, Console console) throws Exception {
			makeCa(console);
			for (String id : ids) {
				if (!Files.exists(DIRECTORY.resolve(id + ".p12"))) {
					makeCertificate(id);
					console.say("  %s", id);
				}
			}
		}

		private static void makeCa(Console console) throws Exception {
			Path trust = DIRECTORY.resolve("trust.p12");
			// They are valid for a year, and made again after most of it.
			Instant old = Instant.now().minus(Duration.ofDays(300));
			if (Files.exists(trust) && Files.getLastModifiedTime(trust).toInstant().isAfter(old)) {
				return;
			}
			console.say("Making development certificates in %s", DIRECTORY);
			Files.createDirectories(DIRECTORY);
			try (Stream<Path> files = Files.list(DIRECTORY)) {
				for (Path file : files.filter((path) -> path.toString().matches(".*\\.(p12|pem|log)")).toList()) {
					Files.delete(file);
				}
			}
			if (!WINDOWS) {
				Files.setPosixFilePermissions(DIRECTORY, PosixFilePermissions.fromString("rwx------"));
			}
			Path ca = DIRECTORY.resolve("ca.p12");
			Path pem = DIRECTORY.resolve("ca.pem");
			keytool("-genkeypair", "-alias", "ca", "-keyalg", "EC", "-groupname", "secp256r1", "-dname",
					"CN=quic-transport sample CA", "-validity", "365", "-ext", "bc:c=ca:true,pathlen:0", "-ext",
					"ku:c=keyCertSign,cRLSign", "-storetype", "PKCS12", "-keystore", ca.toString());
			keytool("-exportcert", "-rfc", "-alias", "ca", "-keystore", ca.toString(), "-file", pem.toString());
			keytool("-importcert", "-noprompt", "-alias", "ca", "-file", pem.toString(), "-storetype", "PKCS12",
					"-keystore", trust.toString());
		}

		private static void makeCertificate(String id) throws Exception {
			Path store = DIRECTORY.resolve(id + ".new.p12");
			Path request = DIRECTORY.resolve(id + ".csr");
			Path certificate = DIRECTORY.resolve(id + ".pem");
			Files.deleteIfExists(store);
			keytool("-genkeypair", "-alias", "node", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + id,
					"-validity", "365", "-storetype", "PKCS12", "-keystore", store.toString());
			keytool("-certreq", "-alias", "node", "-keystore", store.toString(), "-file", request.toString());
			keytool("-gencert", "-rfc", "-alias", "ca", "-keystore", DIRECTORY.resolve("ca.p12").toString(), "-validity",
					"365", "-infile", request.toString(), "-outfile", certificate.toString(), "-ext",
					"san=uri:node:" + id + ",dns:localhost,ip:127.0.0.1", "-ext", "ku:c=digitalSignature", "-ext",
					"eku=serverAuth,clientAuth");
			Files.writeString(certificate,
					Files.readString(certificate) + Files.readString(DIRECTORY.resolve("ca.pem")));
			keytool("-importcert", "-noprompt", "-alias", "node", "-keystore", store.toString(), "-file",
					certificate.toString());
			Files.delete(request);
			Files.delete(certificate);
			Files.move(store, DIRECTORY.resolve(id + ".p12"));
		}

		private static void keytool(String... arguments) throws Exception {
			List<String> command = new ArrayList<>(List.of(tool("keytool"), "-J-XX:TieredStopAtLevel=1"));
			command.addAll(List.of(arguments));
			command.addAll(List.of("-storepass", PASSWORD));
			int code = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(LOG.toFile()))
				.start()
				.waitFor();
			if (code != 0) {
				throw new Failure("the certificates could not be made; see %s", LOG);
			}
		}

	}

	/** A program of the JDK that runs this one. */
	private static String tool(String name) {
		return Path.of(System.getProperty("java.home"), "bin", WINDOWS ? name + ".exe" : name).toString();
	}

	/** As a property of Spring wants a path, on every system. */
	private static String slashes(Path path) {
		return path.toString().replace(File.separatorChar, '/');
	}

	/**
	 * Prints whole lines, in colours if run-sample says that its output is a terminal.
	 */
	private static final class Console {

		private static final List<String> COLOURS = List.of("\033[36m", "\033[33m", "\033[35m", "\033[32m");

		private final PrintStream out;

		private final boolean colours = Boolean.getBoolean("run-sample.colours");

		private Console(PrintStream out) {
			this.out = out;
		}

		private synchronized void say(String format, Object... values) {
			this.out.println(String.format(Locale.ROOT, format, values));
			this.out.flush();
		}

		private String bold(String text) {
			return this.colours ? "\033[1m" + text + "\033[0m" : text;
		}

		private String coloured(int index, String text) {
			return this.colours ? COLOURS.get(index % COLOURS.size()) + text + "\033[0m" : text;
		}

	}

	/**
	 * Ends the run, with what the user is told.
	 */
	private static final class Failure extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private Failure(String format, Object... values) {
			super(String.format(Locale.ROOT, format, values));
		}

	}

}
