package io.quictransport.benchmarks.subject;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;

/**
 * Names the files of one process's certificate, key and trusted CA, in a directory that
 * all processes of a run share.
 *
 * @param chain the certificate
 * @param key its private key
 * @param ca the certificate of the CA that issued all
 */
public record PemIdentity(Path chain, Path key, Path ca) {

	/** The node that listens. */
	public static final String SERVER = "server";

	/** The node that connects. */
	public static final String CLIENT = "client";

	public static PemIdentity of(Path directory, String node) {
		return new PemIdentity(directory.resolve(node + ".pem"), directory.resolve(node + ".key"),
				directory.resolve("ca.pem"));
	}

	/**
	 * Makes the identities of all nodes, with P-256 keys.
	 * @param directory where to write them
	 * @param nodes the nodes' names
	 */
	public static void createAll(Path directory, List<String> nodes) throws Exception {
		CertificateBuilder template = new CertificateBuilder().ecp256()
			.notBefore(Instant.now().minus(Duration.ofDays(1)))
			.notAfter(Instant.now().plus(Duration.ofDays(7)));
		X509Bundle ca = template.copy()
			.subject("CN=Benchmark CA")
			.setIsCertificateAuthority(true)
			.setKeyUsage(true, KeyUsage.keyCertSign)
			.buildSelfSigned();
		for (String node : nodes) {
			X509Bundle bundle = template.copy()
				.subject("CN=" + node)
				.setKeyUsage(true, KeyUsage.digitalSignature)
				.addExtendedKeyUsageServerAuth()
				.addExtendedKeyUsageClientAuth()
				.addSanUriName(URI.create("node:" + node))
				.addSanDnsName("localhost")
				.addSanIpAddress("127.0.0.1")
				.buildIssuedBy(ca);
			of(directory, node).write(bundle, ca);
		}
	}

	private void write(X509Bundle bundle, X509Bundle ca) throws IOException {
		Files.writeString(this.chain, bundle.getCertificatePathPEM(), StandardCharsets.US_ASCII);
		Files.writeString(this.key, bundle.getPrivateKeyPEM(), StandardCharsets.US_ASCII);
		Files.writeString(this.ca, ca.getCertificatePEM(), StandardCharsets.US_ASCII);
	}

}
