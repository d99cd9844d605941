package io.quictransport.spring.boot.docs;

import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;

import io.quictransport.spring.boot.docs.Page.Block;
import io.quictransport.testing.FreePorts;
import io.quictransport.testing.Needs;
import io.quictransport.testing.RealPart;
import io.quictransport.testing.contract.Results;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.annotation.DirtiesContext.HierarchyMode;
import org.springframework.test.context.TestContextManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Does what the page for newcomers says, with the files as they stand there: makes the
 * certificates, compiles the code, starts the two nodes and asks what curl asks. Only the
 * ports are others. What Maven does is not done again; the class path is that of this
 * module's tests, which has what the page's pom.xml names.
 */
class GettingStartedTests {

	private static final Page PAGE = Page.read("docs/getting-started.md");

	private static final String TEST_HEADER = """
			package com.example.hello;

			import java.util.concurrent.TimeUnit;

			import io.quictransport.NetworkTransport;
			import io.quictransport.PeerId;
			import io.quictransport.spring.boot.messaging.NodeTransportOperations;
			import io.quictransport.spring.boot.testing.*;
			import io.quictransport.testing.memory.*;
			import org.junit.jupiter.api.Test;
			import org.springframework.beans.factory.annotation.Autowired;
			import org.springframework.boot.builder.SpringApplicationBuilder;
			import org.springframework.boot.test.context.*;
			import org.springframework.context.ConfigurableApplicationContext;
			import org.springframework.test.context.bean.override.mockito.MockitoBean;

			import static java.nio.charset.StandardCharsets.UTF_8;
			import static org.assertj.core.api.Assertions.assertThat;
			import static org.mockito.ArgumentMatchers.*;
			import static org.mockito.BDDMockito.given;

			""";

	private static final XPath XPATH = XPathFactory.newInstance().newXPath();

	@Test
	void thePomHasTheVersionsOfThisBuildAndNamesNothingThatIsNotOnThisClassPath() throws Exception {
		Document pom = xml(file(PAGE, "pom.xml").text());
		Document build = xml(Files.readString(Page.ROOT.resolve("pom.xml")));
		Document starter = xml(Files.readString(Path.of("pom.xml")));
		assertThat(text(pom, "/project/parent/version"))
			.isEqualTo(text(build, "/project/properties/spring-boot.version"));
		assertThat(text(pom, "//netty.version")).isEqualTo(text(build, "/project/properties/netty.version"));
		assertThat(text(pom, "//java.version")).isEqualTo(text(build, "/project/properties/java.version"));
		String ours = "/project/dependencies/dependency[groupId='io.quictransport']";
		assertThat(text(pom, ours + "/artifactId")).isEqualTo(text(starter, "/project/artifactId"));
		assertThat(text(pom, ours + "/version")).isEqualTo(text(build, "/project/version"));
		String others = "/project/dependencies/dependency[groupId!='io.quictransport']/artifactId";
		assertThat(texts(pom, others)).isNotEmpty().isSubsetOf(texts(starter, others));
	}

	@Test
	@Needs(RealPart.OPENSSL)
	void theNodesOfThePageGreetEachOther(@TempDir(cleanup = CleanupMode.ALWAYS) Path directory) throws Exception {
		Page page = onFreePorts(PAGE).replacing("file:certificates",
				directory.resolve("certificates").toUri().toString());
		runShell(page.blocks("sh").get(0), directory);
		Path classes = compile(page, directory);
		List<String[]> commands = commands(page);
		assertThat(commands).hasSize(2);
		try (URLClassLoader loader = new URLClassLoader(new URL[] { classes.toUri().toURL() });
				ConfigurableApplicationContext one = start(loader, commands.get(0));
				ConfigurableApplicationContext other = start(loader, commands.get(1))) {
			assertThat(one.isRunning()).isTrue();
			assertThat(other.isRunning()).isTrue();
			curls(page);
		}
	}

	@Test
	void theTestsOfTheTestingPageRunInTheProjectWithoutCertificates(
			@TempDir(cleanup = CleanupMode.ALWAYS) Path directory) throws Exception {
		Path classes = compile(onFreePorts(PAGE), directory);
		List<Block> tests = Page.read("docs/testing.md")
			.blocks("java")
			.stream()
			.filter((block) -> block.text().contains("@SpringBootTest"))
			.toList();
		assertThat(tests).hasSize(4);
		List<Path> sources = new ArrayList<>();
		for (Block test : tests) {
			sources.add(Files.writeString(directory.resolve(nameOf(test) + ".java"), TEST_HEADER + test.text()));
		}
		compile(sources, classes);
		try (URLClassLoader loader = new URLClassLoader(new URL[] { classes.toUri().toURL() })) {
			for (Block test : tests) {
				runTest(loader, "com.example.hello." + nameOf(test));
			}
		}
	}

	private static String nameOf(Block test) {
		return test.text().replaceFirst("(?s).*?\\bclass (\\w+).*", "$1");
	}

	/** What JUnit and Spring's extension do with a test class. */
	private static void runTest(ClassLoader loader, String name) throws Exception {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		thread.setContextClassLoader(loader);
		try {
			Class<?> type = loader.loadClass(name);
			Constructor<?> constructor = type.getDeclaredConstructor();
			constructor.setAccessible(true);
			Object instance = constructor.newInstance();
			TestContextManager manager = new TestContextManager(type);
			try {
				manager.prepareTestInstance(instance);
				List<Method> tests = Stream.of(type.getDeclaredMethods())
					.filter((method) -> method.isAnnotationPresent(Test.class))
					.toList();
				assertThat(tests).isNotEmpty();
				for (Method test : tests) {
					test.setAccessible(true);
					test.invoke(instance);
				}
			}
			finally {
				manager.getTestContext().markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
			}
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	private static Page onFreePorts(Page page) {
		Page changed = page;
		for (String port : List.of("9001", "9002", "8081", "8082")) {
			changed = changed.replacing(port, String.valueOf(FreePorts.next()));
		}
		return changed;
	}

	private static void runShell(Block block, Path directory) throws Exception {
		Process process = new ProcessBuilder("sh", "-e", "-c", block.text()).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("shell.log").toFile())
			.start();
		try {
			assertThat(process.waitFor(Results.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		assertThat(process.exitValue()).as(Files.readString(directory.resolve("shell.log"))).isZero();
	}

	private static Path compile(Page page, Path directory) throws IOException {
		List<Path> sources = new ArrayList<>();
		Path classes = Files.createDirectories(directory.resolve("classes"));
		for (Block block : page.blocks()) {
			if (block.file() != null) {
				Path file = directory.resolve(block.file());
				Files.createDirectories(Objects.requireNonNull(file.getParent()));
				Files.writeString(file, block.text());
				if (block.language().equals("java")) {
					sources.add(file);
				}
			}
		}
		Files.copy(directory.resolve("src/main/resources/application.yml"), classes.resolve("application.yml"));
		compile(sources, classes);
		return classes;
	}

	private static void compile(List<Path> sources, Path classes) throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
			List<String> options = List.of("-parameters", "-proc:none", "-d", classes.toString(), "-classpath",
					classes + File.pathSeparator + System.getProperty("java.class.path"));
			assertThat(compiler.getTask(null, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
				.call()).isTrue();
		}
	}

	/** The arguments of each start of the jar. */
	private static List<String[]> commands(Page page) throws Exception {
		Document pom = xml(file(page, "pom.xml").text());
		String start = "java -jar target/" + text(pom, "/project/artifactId") + "-" + text(pom, "/project/version")
				+ ".jar ";
		return page.blocks("sh")
			.stream()
			.flatMap((block) -> block.lines().stream())
			.filter((line) -> line.startsWith(start))
			.map((line) -> line.substring(start.length()).split(" "))
			.toList();
	}

	private static ConfigurableApplicationContext start(ClassLoader loader, String[] args) throws Exception {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		thread.setContextClassLoader(loader);
		try {
			return new SpringApplication(loader.loadClass("com.example.hello.HelloApplication")).run(args);
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	private static void curls(Page page) {
		List<String> console = page.blocks("console").get(0).lines();
		assertThat(console).hasSizeGreaterThan(2);
		for (int i = 0; i < console.size(); i += 2) {
			String url = console.get(i).replaceFirst("^\\$ curl \"(.*)\"$", "$1");
			String answer = console.get(i + 1);
			await().atMost(Results.PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> get(url), answer::equals);
		}
		List<String> looks = page.lines()
			.stream()
			.flatMap((line) -> Pattern.compile("`curl (http[^`]*)`").matcher(line).results())
			.map((match) -> match.group(1))
			.toList();
		assertThat(looks).hasSize(3);
		assertThat(get(looks.get(0))).contains("\"quic\"").contains("\"connectedPeers\":1");
		assertThat(get(looks.get(1))).contains("\"phase\":\"CONNECTED\"").contains("CN=node-b");
		assertThat(get(looks.get(2))).contains("\"value\":1.0");
	}

	private static String get(String url) {
		try {
			return HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(URI.create(url)).timeout(Results.PATIENCE).build(),
						HttpResponse.BodyHandlers.ofString())
				.body();
		}
		catch (IOException ex) {
			return ex.toString();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Block file(Page page, String name) {
		return page.blocks().stream().filter((block) -> name.equals(block.file())).findFirst().orElseThrow();
	}

	/** Without namespaces, so that paths into it are short. */
	private static Document xml(String text) throws Exception {
		return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(text)));
	}

	private static String text(Document document, String path) throws XPathExpressionException {
		return XPATH.evaluate(path, document);
	}

	private static List<String> texts(Document document, String path) throws XPathExpressionException {
		NodeList nodes = (NodeList) XPATH.evaluate(path, document, XPathConstants.NODESET);
		List<String> texts = new ArrayList<>();
		for (int i = 0; i < nodes.getLength(); i++) {
			texts.add(nodes.item(i).getTextContent());
		}
		return texts;
	}

}
