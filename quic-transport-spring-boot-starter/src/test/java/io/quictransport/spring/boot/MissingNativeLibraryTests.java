package io.quictransport.spring.boot;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application whose build has lost the native library of the codec.
 */
class MissingNativeLibraryTests {

	@Test
	void theArtifactThatIsMissingIsNamed() throws Exception {
		String output = ChildJvm.run(Path.of(System.getProperty("java.home")),
				(entry) -> !entry.contains("netty-codec-native-quic"), Node.class);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The native library of the QUIC codec cannot be loaded:")
			.contains("<artifactId>netty-codec-native-quic</artifactId>")
			.contains("<classifier>"
					+ NativePlatform.classifier(System.getProperty("os.name"), System.getProperty("os.arch"))
					+ "</classifier>");
	}

	/**
	 * A node that cannot start.
	 */
	static final class Node {

		private Node() {
		}

		public static void main(String[] args) {
			TestNode.start(new Certificates(), "node-a").close();
		}

	}

}
