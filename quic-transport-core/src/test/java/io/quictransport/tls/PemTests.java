package io.quictransport.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import io.quictransport.testing.TestCertificate.PemFiles;
import io.quictransport.testing.TestCertificates;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Key and certificates in files that are not what they should be.
 */
class PemTests {

	@TempDir
	private Path directory;

	private PemFiles whole;

	private Path key;

	@BeforeEach
	void write() {
		this.whole = TestCertificates.create().certificate("node-a").writePem(this.directory);
		this.key = this.directory.resolve("another.key");
	}

	@ParameterizedTest
	@ValueSource(strings = { "A", "MIIB=A", "=", "AAAA" })
	void aKeyThatIsNotWholeIsRefusedByTheNameOfItsFile(String body) throws IOException {
		Files.writeString(this.key, "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
		assertRefused();
	}

	@Test
	void aKeyThatIsCutOffIsRefusedByTheNameOfItsFile() throws IOException {
		String text = Files.readString(this.whole.key());
		for (int length = 0; length < text.length() - 30; length += 7) {
			Files.writeString(this.key, text.substring(0, length));
			assertRefused();
		}
	}

	@Test
	void aKeyIsReadThoughTheTextAroundItIsNotAscii() throws IOException {
		String text = Files.readString(this.whole.key());
		Files.writeString(this.key, "Bag Attributes\n    friendlyName: J\u00fcrgen\n" + text,
				StandardCharsets.ISO_8859_1);
		assertThat(identity().certificate()).isNotNull();
	}

	private TlsIdentity identity() {
		return TlsIdentity.ofPem(this.whole.chain(), this.key, this.whole.ca());
	}

	private void assertRefused() {
		assertThatExceptionOfType(ConfigurationException.class).isThrownBy(this::identity)
			.satisfies((refused) -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_IDENTITY))
			.withMessageContaining(this.key.toString());
	}

}
