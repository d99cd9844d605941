package io.quictransport.process;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import io.quictransport.quic.QuicTransport;
import io.quictransport.testing.TestCertificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the core is a module: an application on the module path sees what is
 * exported, and nothing else.
 */
class ModularApplicationTests {

	private static final String MODULE = """
			module application {
				requires io.quictransport.core;
			}
			""";

	private static final String APPLICATION = """
			package application;

			import java.net.InetSocketAddress;
			import java.nio.charset.StandardCharsets;
			import java.nio.file.Path;

			import io.quictransport.PeerInfo;
			import io.quictransport.RequestHandler;
			import io.quictransport.quic.QuicTransport;
			import io.quictransport.quic.QuicTransportOptions;
			import io.quictransport.tls.TlsIdentity;

			public class Main {

				public static void main(String[] arguments) {
					try (QuicTransport one = start(Path.of(arguments[0]));
							QuicTransport other = start(Path.of(arguments[1]))) {
						other.onRequest("greeting", RequestHandler.replying((request) -> "hello".getBytes(StandardCharsets.UTF_8)));
						one.connectPeer(PeerInfo.of(other.localNode().id(), "127.0.0.1:" + other.localAddress().getPort())).join();
						byte[] reply = one.request(other.localNode().id(), "greeting", new byte[0]).join();
						System.out.println("reply=" + new String(reply, StandardCharsets.UTF_8) + " module="
								+ QuicTransport.class.getModule().getName());
					}
				}

				private static QuicTransport start(Path directory) {
					QuicTransport node = new QuicTransport(new QuicTransportOptions()
						.withIdentity(TlsIdentity.ofPem(directory.resolve("chain.pem"), directory.resolve("key.pem"),
								directory.resolve("ca.pem")))
						.withBindAddress(new InetSocketAddress("127.0.0.1", 0)));
					node.start().join();
					return node;
				}

			}
			""";

	private static final String TRESPASSER = """
			package application;

			public class Main {

				public static void main(String[] arguments) {
					System.out.println(io.quictransport.internal.wire.WireLimits.MAX_CONTROL_FRAME);
				}

			}
			""";

	@TempDir
	private Path directory;

	@Test
	void twoNodesTalkInAnApplicationOnTheModulePath() throws Exception {
		TestCertificates certificates = TestCertificates.create();
		for (String id : List.of("node-a", "node-b")) {
			certificates.certificate(id).writePem(this.directory.resolve(id));
		}
		assertThat(compile(APPLICATION)).as("what the compiler says").isEmpty();
		// Native libraries are found on the class path by the name of their resource.
		Process application = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"--module-path", modulePath() + File.pathSeparator + this.directory.resolve("out"), "--class-path",
				natives(), "--module", "application/application.Main", this.directory.resolve("node-a").toString(),
				this.directory.resolve("node-b").toString())
			.redirectErrorStream(true)
			.start();
		String output = new String(application.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(application.waitFor()).as(output).isZero();
		assertThat(output).contains("reply=hello module=io.quictransport.core");
	}

	@Test
	void whatIsInternalIsNotExported() throws IOException {
		assertThat(compile(TRESPASSER)).contains("package io.quictransport.internal.wire is not visible");
	}

	/** Compiles the application and returns what the compiler says. */
	private String compile(String source) throws IOException {
		Path sources = Files.createDirectories(this.directory.resolve("src/application"));
		Files.writeString(this.directory.resolve("src/module-info.java"), MODULE);
		Files.writeString(sources.resolve("Main.java"), source);
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter said = new StringWriter();
		List<String> options = new ArrayList<>(List.of("--module-path", modulePath(), "-d",
				this.directory.resolve("out").toString(), "--release", "17", "-Xlint:none", "-proc:none"));
		compiler
			.getTask(said, null, null, options, null, compiler.getStandardFileManager(null, null, null)
				.getJavaFileObjects(this.directory.resolve("src/module-info.java"), sources.resolve("Main.java")))
			.call();
		return said.toString();
	}

	/** The core and what it requires. */
	private static String modulePath() {
		String core = QuicTransport.class.getProtectionDomain().getCodeSource().getLocation().getPath();
		return Stream.concat(Stream.of(core), classPath().filter(ModularApplicationTests::isRequired))
			.collect(Collectors.joining(File.pathSeparator));
	}

	private static boolean isRequired(String entry) {
		String name = Path.of(entry).getFileName().toString();
		return name.endsWith(".jar") && !isNative(name) && !name.contains("pkitesting")
				&& (name.startsWith("netty-") || name.startsWith("slf4j-api") || name.startsWith("jspecify"));
	}

	private static String natives() {
		return classPath().filter((entry) -> isNative(Path.of(entry).getFileName().toString()))
			.collect(Collectors.joining(File.pathSeparator));
	}

	private static boolean isNative(String name) {
		return name.startsWith("netty-") && (name.contains("x86_64") || name.contains("aarch_64"));
	}

	private static Stream<String> classPath() {
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator));
	}

}
