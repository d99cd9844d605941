package io.quictransport.internal.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quictransport.PeerId;
import io.quictransport.internal.wire.ControlFrames.Hello;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import io.quictransport.testing.TestCertificate;
import io.quictransport.testing.TestCertificates;
import io.quictransport.tls.NodeIdSource;

/**
 * What a fuzzer does with any bytes: takes them for a certificate, or for changes to a
 * good one, and holds that nothing but a refusal comes out of a certificate that was
 * changed, and that an id which is read is one that the certificate states; or takes them
 * for the HELLO of a peer whose certificate states another id, which no HELLO may gain.
 *
 * <p>
 * The first byte of the input chooses between the three.
 */
public final class IdentityFuzz {

	private static final PeerId NODE = new PeerId("node-a");

	private static final TestCertificates CA = TestCertificates.create();

	private static final X509Certificate LEAF = CA.certificate(NODE.value()).chain().get(0);

	private static final PeerTrustManager TRUST = new PeerTrustManager(CA.identity("here").material().trust());

	private static final SSLEngine ENGINE = newEngine();

	private static final int BYTES_OF_CHANGE = 3;

	private IdentityFuzz() {
	}

	/**
	 * Tries one input.
	 * @param input any bytes
	 * @throws GeneralSecurityException if a certificate that was read cannot be written
	 */
	public static void fuzzerTestOneInput(byte[] input) throws GeneralSecurityException {
		if (input.length == 0) {
			return;
		}
		byte[] rest = Arrays.copyOfRange(input, 1, input.length);
		switch (Byte.toUnsignedInt(input[0]) % 3) {
			case 0 -> certificate(rest);
			case 1 -> certificate(changed(LEAF.getEncoded(), rest));
			default -> hello(rest);
		}
	}

	/**
	 * Inputs to begin with.
	 * @return the inputs by their names
	 * @throws GeneralSecurityException never
	 */
	public static Map<String, byte[]> seeds() throws GeneralSecurityException {
		Map<String, byte[]> seeds = new LinkedHashMap<>();
		TestCertificates other = CA.otherCa();
		certificateSeed(seeds, "good", other.certificate("node-b"));
		certificateSeed(seeds, "several-ids", other.withIds("node-b", "node-c"));
		certificateSeed(seeds, "dns-id", other.withDnsId("node-b.example"));
		certificateSeed(seeds, "no-id", other.withoutNodeId("node-b"));
		certificateSeed(seeds, "self-signed", other.selfSigned("node-b"));
		certificateSeed(seeds, "expired", other.expired("node-b"));
		certificateSeed(seeds, "server-only", other.serverOnly("node-b"));
		seeds.put("unchanged", new byte[] { 1 });
		seeds.put("changed", new byte[] { 1, 0, 80, 1 });
		return seeds;
	}

	private static void certificateSeed(Map<String, byte[]> seeds, String name, TestCertificate certificate)
			throws GeneralSecurityException {
		byte[] encoded = certificate.chain().get(0).getEncoded();
		byte[] seed = new byte[1 + encoded.length];
		System.arraycopy(encoded, 0, seed, 1, encoded.length);
		seeds.put(name, seed);
	}

	/** Each change is an offset of two bytes and a byte that is added there. */
	private static byte[] changed(byte[] certificate, byte[] changes) {
		for (int i = 0; i + BYTES_OF_CHANGE <= changes.length; i += BYTES_OF_CHANGE) {
			int at = Byte.toUnsignedInt(changes[i]) << 8 | Byte.toUnsignedInt(changes[i + 1]);
			certificate[at % certificate.length] += changes[i + 2];
		}
		return certificate;
	}

	private static void certificate(byte[] encoded) throws GeneralSecurityException {
		X509Certificate certificate;
		try {
			certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
				.generateCertificate(new ByteArrayInputStream(encoded));
		}
		catch (CertificateException ex) {
			return;
		}
		for (NodeIdSource source : NodeIdSource.values()) {
			for (PeerId id : source.idsOf(certificate)) {
				if (!contains(certificate.getEncoded(), id.value())) {
					throw new AssertionError(id + " does not stand in the certificate");
				}
			}
			if (isTrusted(certificate, source)
					&& !Arrays.equals(certificate.getTBSCertificate(), LEAF.getTBSCertificate())) {
				throw new AssertionError("a certificate that no CA has signed is trusted");
			}
		}
	}

	private static boolean isTrusted(X509Certificate certificate, NodeIdSource source) {
		PeerVerification verification = TestDemands.ofAnyPeer(source);
		X509Certificate[] chain = { certificate };
		TRUST.bind(ENGINE, verification);
		try {
			TRUST.checkClientTrusted(chain, "UNKNOWN", ENGINE);
			TRUST.checkServerTrusted(chain, "UNKNOWN", ENGINE);
			return true;
		}
		catch (CertificateException ex) {
			if (verification.failure() == null) {
				throw new AssertionError("refused without a reason", ex);
			}
			return false;
		}
		finally {
			TRUST.unbind(ENGINE);
		}
	}

	private static boolean contains(byte[] encoded, String id) {
		return new String(encoded, StandardCharsets.ISO_8859_1).contains(id);
	}

	private static void hello(byte[] bytes) {
		ByteBuf body = Unpooled.wrappedBuffer(bytes);
		try {
			PeerId claimed = Hello.read(body).node().id();
			PeerVerification verification = TestDemands.ofAnyPeer(NodeIdSource.URI_SAN);
			if ((verification.checkClaim(LEAF, claimed) == null) != claimed.equals(NODE)) {
				throw new AssertionError("a HELLO gains or loses the id " + claimed);
			}
		}
		catch (MalformedFrameException ex) {
			// Refused, as it should be.
			body.skipBytes(body.readableBytes());
		}
	}

	private static SSLEngine newEngine() {
		try {
			return SSLContext.getDefault().createSSLEngine();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
