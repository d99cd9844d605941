package io.quictransport.scenario.lifecycle;

import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.TrustManagerFactorySpi;
import javax.net.ssl.X509TrustManager;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.TransportState;
import io.quictransport.quic.ClockedTransports;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.FreePorts;
import io.quictransport.testing.TestCertificate;
import io.quictransport.tls.TlsIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A start whose sockets are bound and whose run cannot be taken into use: an identity
 * that was rotated meanwhile fails when it is.
 */
class LateStartFailureTests {

	private final TestNodes nodes = new TestNodes();

	private final TestCertificate certificate = this.nodes.certificates.certificate("node-a");

	private final FailingTrust trust = new FailingTrust(this.nodes.certificates.caCertificate());

	/** Run once by the thread that starts the node, before the node runs. */
	private final AtomicReference<Runnable> meanwhile = new AtomicReference<>();

	private final QuicTransport node = ClockedTransports
		.make(this.nodes.options("node-a").withBindAddress(FreePorts.address()), clock());

	@AfterEach
	void close() {
		this.node.close();
		this.nodes.close();
	}

	@Test
	void theStartFailsNothingIsLeftOfItAndTheNextOneSucceeds() {
		this.meanwhile.set(() -> {
			this.node.rotateIdentity(this.trust.identity(this.certificate));
			this.trust.failing = true;
		});
		NetworkException failure = failureOf(this.node.start());
		assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL);
		assertThat(failure).hasMessageContaining("made up by a test");
		await().atMost(TestNodes.PATIENCE).until(() -> this.node.state() == TransportState.STOPPED);
		this.trust.failing = false;
		// At the same address, so nothing is bound to it any more.
		get(this.node.start());
		assertThat(this.node.state()).isEqualTo(TransportState.RUNNING);
	}

	@Test
	void whoStopsMeanwhileIsToldWhenNothingIsLeft() {
		this.meanwhile.set(() -> {
			this.node.rotateIdentity(this.trust.identity(this.certificate));
			this.trust.failing = true;
			this.node.stop();
		});
		this.node.start();
		get(this.node.stop());
		assertThat(this.node.state()).isEqualTo(TransportState.STOPPED);
	}

	private LongSupplier clock() {
		return () -> {
			if (Thread.currentThread().getName().startsWith("quic-start-")) {
				Runnable once = this.meanwhile.getAndSet(null);
				if (once != null) {
					once.run();
				}
			}
			return System.nanoTime();
		};
	}

	/** Trusts one CA, and cannot say which when it fails. */
	private static final class FailingTrust implements X509TrustManager {

		private final X509Certificate authority;

		private volatile boolean failing;

		FailingTrust(X509Certificate authority) {
			this.authority = authority;
		}

		TlsIdentity identity(TestCertificate certificate) {
			return TlsIdentity.of(certificate.keyManagers(), new Factory(this));
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
			// The tests connect nobody.
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
			// The tests connect nobody.
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			if (this.failing) {
				throw new IllegalStateException("made up by a test");
			}
			return new X509Certificate[] { this.authority };
		}

	}

	/** As an application makes one of a trust manager of its own. */
	private static final class Factory extends TrustManagerFactory {

		Factory(TrustManager manager) {
			super(new TrustManagerFactorySpi() {

				@Override
				protected void engineInit(KeyStore store) {
					throw new UnsupportedOperationException();
				}

				@Override
				protected void engineInit(ManagerFactoryParameters parameters) {
					throw new UnsupportedOperationException();
				}

				@Override
				protected TrustManager[] engineGetTrustManagers() {
					return new TrustManager[] { manager };
				}

			}, provider(), "test");
		}

		private static Provider provider() {
			return Security.getProviders()[0];
		}

	}

}
