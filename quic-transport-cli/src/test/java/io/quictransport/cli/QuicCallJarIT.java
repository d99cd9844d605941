package io.quictransport.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.quictransport.testing.TestCertificates;
import io.quictransport.testing.contract.Results;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The jar runs by itself: it has what the program needs, prints nothing else, and passes
 * its exit code on.
 */
class QuicCallJarIT {

	private static final TestCertificates CERTIFICATES = TestCertificates.create();

	@TempDir
	private static Path directory;

	private static TestNode node;

	private static Shell shell;

	@BeforeAll
	static void start() {
		node = TestNode.start(CERTIFICATES);
		shell = Shell.with(CERTIFICATES.certificate("operator"), directory);
	}

	@AfterAll
	static void stop() {
		node.close();
	}

	@Test
	void theJarPrintsTheReplyAndNothingElse() throws Exception {
		File err = directory.resolve("err").toFile();
		Process process = command("call", node.address(), "greeting", "4711").redirectError(err).start();
		assertThat(process.inputReader(UTF_8).lines()).containsExactly("Hello 4711, operator");
		assertThat(exitCode(process)).isZero();
		assertThat(err).isEmpty();
	}

	@Test
	void textIsUtf8WhateverTheLocale() throws Exception {
		ProcessBuilder command = command("call", node.address(), "greeting", "-");
		command.environment().put("LC_ALL", "C");
		Process process = command.start();
		try (Writer in = process.outputWriter(UTF_8)) {
			in.write("\"größe 東\"");
		}
		assertThat(process.inputReader(UTF_8).lines()).containsExactly("Hello \"größe 東\", operator");
		assertThat(exitCode(process)).isZero();
	}

	@Test
	void theExitCodeSaysWhetherTheCallOrTheCommandLineIsAtFault() throws Exception {
		assertThat(exitCode(command("call", node.address(), "nowhere").start())).isEqualTo(1);
		assertThat(exitCode(command("call", node.address()).start())).isEqualTo(2);
	}

	@Test
	void aProgramThatIsToldToEndGivesItsStreamUpAndSaysNothing() throws Exception {
		File err = directory.resolve("ended").toFile();
		Process process = command("stream", node.address(), "ticks").redirectError(err).start();
		try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
			assertThat(out.readLine()).isEqualTo("1");
			// Not by the process itself, which would close what is read here.
			process.toHandle().destroy();
			assertThat(out.lines()).allMatch((line) -> line.matches("[0-9]+"));
		}
		assertThat(exitCode(process)).isEqualTo(128 + 15);
		assertThat(Results.failureOf(node.ticking).code()).hasToString("CANCELLED");
		assertThat(err).isEmpty();
	}

	private static ProcessBuilder command(String... arguments) {
		List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(), "-jar",
				Path.of("target", "quic-call.jar").toString()));
		command.addAll(List.of(arguments));
		command.addAll(shell.identity());
		return new ProcessBuilder(command);
	}

	private static int exitCode(Process process) throws InterruptedException {
		assertThat(process.waitFor(Results.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
		return process.exitValue();
	}

}
