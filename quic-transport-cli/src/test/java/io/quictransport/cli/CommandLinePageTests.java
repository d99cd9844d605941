package io.quictransport.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.quictransport.TransportVersions;
import io.quictransport.testing.TestCertificate;
import io.quictransport.testing.TestCertificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The commands on the page about the command line print what it says.
 */
class CommandLinePageTests {

	private static final Path PAGE = Path.of("../docs/command-line.md");

	private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

	private static final String SHOWN_ADDRESS = "node-b.example:9000";

	@Test
	void theCommandsPrintWhatThePageSays(@TempDir Path directory) throws Exception {
		List<String> page = console();
		TestCertificates certificates = TestCertificates.create();
		TestCertificate.PemFiles files = certificates.certificate("operator").writePem(directory);
		Files.move(files.chain(), directory.resolve("tls.crt"));
		Files.move(files.key(), directory.resolve("tls.key"));
		Files.move(files.ca(), directory.resolve("ca.crt"));
		List<String> printed = new ArrayList<>();
		try (TestNode node = TestNode.start(certificates)) {
			for (String line : page) {
				if (line.startsWith("$ quic-call ")) {
					printed.add(line);
					Shell.Result result = Shell.without()
						.run(words(line.substring("$ quic-call ".length())
							.replace(SHOWN_ADDRESS, node.address())
							.replace("--bundle operator", "--bundle " + directory)));
					Stream.concat(result.out().lines(), result.err().lines())
						.map((text) -> text.replace(node.address(), SHOWN_ADDRESS)
							.replace(TransportVersions.withCodec("").library(), "0.1.0"))
						.forEach(printed::add);
				}
			}
		}
		assertThat(printed).hasSizeGreaterThan(20).isEqualTo(page);
	}

	private static List<String> console() throws IOException {
		List<String> lines = new ArrayList<>();
		boolean inside = false;
		for (String line : Files.readAllLines(PAGE)) {
			if (line.startsWith("```")) {
				inside = line.equals("```console");
			}
			else if (inside) {
				lines.add(line);
			}
		}
		return lines;
	}

	private static String[] words(String line) {
		return WORD.matcher(line)
			.results()
			.map((word) -> (word.group(1) != null) ? word.group(1) : word.group(2))
			.toArray(String[]::new);
	}

}
