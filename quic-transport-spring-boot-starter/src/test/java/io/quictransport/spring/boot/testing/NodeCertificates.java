package io.quictransport.spring.boot.testing;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import io.quictransport.testing.TestCertificate;
import io.quictransport.testing.TestCertificates;

/**
 * Provides certificates for the nodes of a test, as properties of a Spring Boot
 * application. Nodes whose certificates come from the same object trust each other.
 * Immutable.
 */
public final class NodeCertificates {

	/** The name of the SSL bundle. */
	public static final String BUNDLE = "test-node";

	static final String BUNDLE_PROPERTY = "quic.transport.ssl.bundle";

	private static final String PREFIX = "spring.ssl.bundle.pem." + BUNDLE + ".";

	private static final NodeCertificates SHARED = new NodeCertificates(TestCertificates.create());

	private final TestCertificates authority;

	/**
	 * Takes certificates from an authority.
	 * @param authority issues the certificates
	 */
	public NodeCertificates(TestCertificates authority) {
		this.authority = authority;
	}

	/**
	 * The certificates of one authority for all tests of this JVM.
	 * @return what {@link NodeCertificate} uses
	 */
	public static NodeCertificates shared() {
		return SHARED;
	}

	/**
	 * The authority, for nodes that are no Spring applications.
	 * @return the authority
	 */
	public TestCertificates authority() {
		return this.authority;
	}

	/**
	 * Issues a certificate.
	 * @param nodeId the node's id
	 * @return the properties of the SSL bundle {@value #BUNDLE}, and the one that names
	 * it, certificate and key in their values
	 */
	public Map<String, String> properties(String nodeId) {
		return properties(this.authority.certificate(nodeId));
	}

	/**
	 * Takes a certificate that is there already.
	 * @param certificate the node's certificate
	 * @return the properties of the SSL bundle {@value #BUNDLE}, and the one that names
	 * it, certificate and key in their values
	 */
	public static Map<String, String> properties(TestCertificate certificate) {
		TestCertificate.Pem pem = certificate.pem();
		return bundle(pem.chain(), pem.key(), pem.ca());
	}

	/**
	 * Issues a certificate into files that the application watches: after the next call
	 * with the same directory it loads the new one.
	 * @param nodeId the node's id
	 * @param directory where the files are put
	 * @return the properties of the SSL bundle {@value #BUNDLE}, and the one that names
	 * it
	 */
	public Map<String, String> properties(String nodeId, Path directory) {
		TestCertificate.PemFiles files = this.authority.certificate(nodeId).writePem(directory);
		Map<String, String> properties = bundle(location(files.chain()), location(files.key()), location(files.ca()));
		properties.put(PREFIX + "reload-on-update", "true");
		return properties;
	}

	private static Map<String, String> bundle(String chain, String key, String ca) {
		Map<String, String> properties = new LinkedHashMap<>();
		properties.put(PREFIX + "keystore.certificate", chain);
		properties.put(PREFIX + "keystore.private-key", key);
		properties.put(PREFIX + "truststore.certificate", ca);
		properties.put(BUNDLE_PROPERTY, BUNDLE);
		return properties;
	}

	private static String location(Path file) {
		return file.toUri().toString();
	}

}
