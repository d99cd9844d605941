package io.quictransport.internal.tls;

import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPrivateKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.TrustManagerFactory;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslEngine;
import io.netty.handler.codec.quic.QuicSslSessionContext;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.attack.RawPeers;
import io.quictransport.testing.KeyedCertificates;
import io.quictransport.testing.KeyedCertificates.Issued;
import io.quictransport.testing.KeyedCertificates.Shape;
import io.quictransport.testing.TestCertificate;
import io.quictransport.testing.TestCertificates;
import io.quictransport.tls.TlsIdentity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * What is wrong with an identity is found before it is used, and said with its remedy.
 */
class IdentityTrialTests {

	private static final Instant TOMORROW = Instant.now().plus(Duration.ofDays(1));

	private static final Instant YESTERDAY = Instant.now().minus(Duration.ofDays(1));

	private static final KeyedCertificates CA = KeyedCertificates.create("EC:P-256");

	private static final KeyPair KEYS = KeyedCertificates.generate("RSA:3072");

	@Test
	void aGoodIdentityIsUsableAndHasNoWarning() {
		TlsIdentity identity = CA.intermediate("EC:P-384", TOMORROW).issue("node-a", "EC:P-256").identity();
		assertThatNoException().isThrownBy(() -> tried(identity));
		assertThat(identity.warnings()).isEmpty();
		assertThat(identity.validUntil()).isEqualTo(TOMORROW.truncatedTo(ChronoUnit.SECONDS));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aLackOfMemoryIsNotBlamedOnTheCertificate(boolean whenDialling) {
		TestCertificate certificate = TestCertificates.create().certificate("node-a");
		QuicSslContext dialling = whenDialling ? new NoMemory(true) : RawPeers.tls(certificate).build();
		QuicSslContext accepting = whenDialling ? RawPeers.serverTls(certificate).build() : new NoMemory(false);
		assertThatExceptionOfType(NetworkException.class)
			.isThrownBy(() -> IdentityTrial.handshake(certificate.identity().material(), dialling, accepting))
			.withMessageContaining("too little memory")
			.withMessageContaining("-XX:MaxDirectMemorySize")
			.withMessageContaining("CN=node-a")
			.isNotInstanceOf(ConfigurationException.class)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.INTERNAL));
	}

	@Test
	void aCertificateThatMayNotSignAHandshakeIsRefused() {
		assertRefused(CA.issue("node-a", KEYS, Shape.NOT_SIGNING, TOMORROW).identity(), "CN=node-a",
				"its key usage lacks digitalSignature; issue it with that");
	}

	@Test
	void aChainThatBeginsWithTheCaIsRefused() {
		Issued issued = CA.intermediate("EC:P-256", TOMORROW).issue("node-a", "EC:P-256");
		List<X509Certificate> reversed = List.of(issued.chain().get(1), issued.chain().get(0));
		assertRefused(TlsIdentity.of(issued.key(), reversed, List.of(issued.root())),
				"CN=Intermediate CA with EC P-256", "certificate 2 of the chain (subject CN=node-a)",
				"put the node's own certificate first");
	}

	@Test
	void aChainWithACertificateOfAnotherCaIsRefused() {
		Issued issued = CA.intermediate("EC:P-256", TOMORROW).issue("node-a", "EC:P-256");
		List<X509Certificate> mixed = List.of(issued.chain().get(0), KeyedCertificates.create("RSA:2048").root());
		assertRefused(TlsIdentity.of(issued.key(), mixed, List.of(issued.root())), "wrong order",
				"certificate 2 (subject CN=CA with RSA 2048)", "issuer CN=Intermediate CA with EC P-256");
	}

	@Test
	void aChainWhoseIntermediateCaHasANewKeyIsRefused() {
		Issued issued = CA.intermediate("EC:P-256", TOMORROW).issue("node-a", "EC:P-256");
		Issued renewed = CA.intermediate("EC:P-256", TOMORROW).issue("node-a", "EC:P-256");
		List<X509Certificate> mixed = List.of(issued.chain().get(0), renewed.chain().get(1));
		assertRefused(TlsIdentity.of(issued.key(), mixed, List.of(issued.root())),
				"certificate 1 was not signed with the key of certificate 2",
				"take the whole chain from the same renewal");
	}

	@Test
	void anRsaKeyWithoutItsPrimesIsRefused() throws Exception {
		RSAPrivateCrtKey key = (RSAPrivateCrtKey) KEYS.getPrivate();
		assertRefused(
				withKey(KeyFactory.getInstance("RSA")
					.generatePrivate(new RSAPrivateKeySpec(key.getModulus(), key.getPrivateExponent()))),
				"without its primes");
	}

	@Test
	void anRsaKeyWhoseNumbersDoNotFitTogetherIsRefused() throws Exception {
		RSAPrivateCrtKey key = (RSAPrivateCrtKey) KEYS.getPrivate();
		RSAPrivateCrtKeySpec spec = new RSAPrivateCrtKeySpec(key.getModulus(), key.getPublicExponent(),
				key.getPrivateExponent().add(BigInteger.TWO), key.getPrimeP(), key.getPrimeQ(), key.getPrimeExponentP(),
				key.getPrimeExponentQ(), key.getCrtCoefficient());
		assertRefused(withKey(KeyFactory.getInstance("RSA").generatePrivate(spec)),
				"its numbers do not fit together; issue both again");
	}

	@Test
	void aKeyThatADeviceHoldsIsRefused() {
		assertRefused(withKey(new DeviceKey()), "cannot be read", "DeviceKey", "a key that a device holds");
	}

	@Test
	void whatTheCodecCannotShowIsFoundByAHandshake() {
		Issued issued = CA.issue("node-a", "EC:P-256");
		FixedKeyManager half = new FixedKeyManager(CA.issue("node-a", "EC:P-256").key(), issued.chain());
		assertThatExceptionOfType(ConfigurationException.class)
			.isThrownBy(() -> TlsContexts.handshake(issued.identity().material(), half, "test"))
			.withMessageContaining("CN=node-a")
			.withMessageContaining("as a node that is dialled: error:");
	}

	@Test
	void anEmptyTrustStoreIsRefused() throws Exception {
		KeyStore none = KeyStore.getInstance("PKCS12");
		none.load(null, null);
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(none);
		assertRefused(TlsIdentity.of(TestCertificates.create().certificate("node-a").keyManagers(), trust),
				"the trust store holds no CA certificate");
	}

	@Test
	void anEmptyChainIsRefusedAtOnce() {
		assertThatExceptionOfType(ConfigurationException.class)
			.isThrownBy(() -> TlsIdentity.of(KEYS.getPrivate(), List.of(), List.of(CA.root())))
			.withMessageContaining("the certificate chain is empty");
	}

	@Test
	void anExpiredCertificateIsUsedWithAWarning() {
		assertWarned(CA.issue("node-a", KEYS, Shape.NODE, YESTERDAY).identity(), "CN=node-a", "has expired on 20",
				"(this node's clock: 20", "peers refuse this node; renew it");
	}

	@Test
	void aCertificateOfTomorrowIsUsedWithAWarning() {
		assertWarned(CA.issue("node-a", KEYS, Shape.NODE, Instant.now().plus(Duration.ofDays(20))).identity(),
				"CN=node-a", "is not valid before 20", "(this node's clock: 20", "check the clock");
	}

	@Test
	void anExpiredIntermediateCaIsNamedByTheWarning() {
		TlsIdentity identity = CA.intermediate("EC:P-256", YESTERDAY).issue("node-a", "EC:P-256").identity();
		assertWarned(identity, "intermediate CA CN=Intermediate CA with EC P-256, number 2 of the node's chain",
				"has expired on 20");
		assertThat(identity.validUntil()).isBefore(Instant.now());
	}

	@Test
	void aCertificateThatTheOwnCasDoNotTrustIsUsedWithAWarning() {
		Issued issued = CA.issue("node-a", "EC:P-256");
		assertWarned(TlsIdentity.of(issued.key(), issued.chain(), List.of(KeyedCertificates.create("RSA:2048").root())),
				"CN=node-a", "is not trusted by the node's own CA certificates",
				"trust the CA that issued it, CN=CA with EC P-256");
	}

	@Test
	void aChainWithoutItsIntermediateIsUsedWithAWarning() {
		Issued issued = CA.intermediate("EC:P-256", TOMORROW).issue("node-a", "EC:P-256");
		assertWarned(TlsIdentity.of(issued.key(), issued.chain().subList(0, 1), List.of(issued.root())),
				"or add the certificates of intermediate CAs to the chain");
	}

	@Test
	void aCertificateForOneRoleIsUsedWithAWarning() {
		assertWarned(CA.issue("node-a", KEYS, Shape.DIALLED_ONLY, TOMORROW).identity(),
				"may not be used by a node that dials: its extended key usage lacks clientAuth", "issue it for both");
	}

	@Test
	void aTrustedCaOfNoUseIsWarnedOf() {
		Issued issued = CA.issue("node-a", "EC:P-256");
		assertWarned(
				TlsIdentity.of(issued.key(), issued.chain(),
						List.of(issued.root(), KeyedCertificates.create("EC:brainpoolP256r1").root())),
				"the trusted CA certificate (subject CN=CA with EC brainpoolP256r1) is of no use", "brainpoolP256r1");
	}

	@Test
	void keysThatAreReadFromFilesAreWrittenAfreshWithoutAChange() throws Exception {
		for (String kind : List.of("EC:P-256", "EC:P-384", "EC:P-521", "RSA:3072", "Ed25519")) {
			List<PrivateKey> keys = new ArrayList<>();
			Issued issued = CA.issue("node-a", kind);
			keys.add(issued.key());
			keys.add(NodeKey.rewritten(issued.key(), issued.chain().get(0).getPublicKey()));
			for (PrivateKey key : keys) {
				assertThat(NodeKey.isPair(key, issued.chain().get(0).getPublicKey())).as(kind).isTrue();
			}
		}
	}

	private static TlsIdentity withKey(PrivateKey key) {
		Issued issued = CA.issue("node-a", KEYS, Shape.NODE, TOMORROW);
		return TlsIdentity.of(key, issued.chain(), List.of(issued.root()));
	}

	private static void assertRefused(TlsIdentity identity, String... words) {
		assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> tried(identity))
			.satisfies((refused) -> {
				assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_IDENTITY);
				assertThat(refused.getMessage()).contains(words);
			});
	}

	private static void assertWarned(TlsIdentity identity, String... words) {
		assertThatNoException().isThrownBy(() -> tried(identity));
		assertThat(identity.warnings()).singleElement().asString().contains(words);
	}

	private static TlsContexts tried(TlsIdentity identity) {
		return new TlsContexts(identity.material(), "test");
	}

	/**
	 * Is held by a device that signs with it, and is never seen.
	 */
	@SuppressWarnings("serial")
	private static final class DeviceKey implements PrivateKey {

		@Override
		public String getAlgorithm() {
			return "RSA";
		}

		@Override
		public @Nullable String getFormat() {
			return null;
		}

		@Override
		public byte @Nullable [] getEncoded() {
			return null;
		}

	}

	/** Has no memory for the engine of a connection. */
	private static final class NoMemory extends QuicSslContext {

		private final boolean client;

		NoMemory(boolean client) {
			this.client = client;
		}

		@Override
		public boolean isClient() {
			return this.client;
		}

		@Override
		public List<String> cipherSuites() {
			return List.of();
		}

		@Override
		@SuppressWarnings("deprecation") // what the class demands
		public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
			throw new UnsupportedOperationException();
		}

		@Override
		public QuicSslEngine newEngine(ByteBufAllocator allocator) {
			throw new OutOfMemoryError("no direct memory left (made up by a test)");
		}

		@Override
		public QuicSslEngine newEngine(ByteBufAllocator allocator, String host, int port) {
			return newEngine(allocator);
		}

		@Override
		public QuicSslSessionContext sessionContext() {
			throw new UnsupportedOperationException();
		}

	}

}
