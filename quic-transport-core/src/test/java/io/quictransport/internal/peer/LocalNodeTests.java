package io.quictransport.internal.peer;

import io.quictransport.PeerId;
import io.quictransport.internal.tls.TlsContexts;
import io.quictransport.internal.wire.WireLimits;
import io.quictransport.testing.TestCertificates;
import io.quictransport.tls.DenyList;
import io.quictransport.tls.NodeIdSource;
import io.quictransport.tls.TlsIdentity;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whether a node takes inbound work.
 */
class LocalNodeTests {

	private static final TlsIdentity IDENTITY = TestCertificates.create().identity("node-a");

	private final LocalNode node = new LocalNode(new PeerId("node-a"), new WireLimits(1024, 1024), 16,
			NodeIdSource.URI_SAN, (peer) -> true, new DenyList(),
			new LocalNode.Proof(new TlsContexts(IDENTITY.material(), "test"), IDENTITY.certificate()), "test/1");

	@Test
	void aDrainMayBeTakenBack() {
		this.node.drain(10);
		assertThat(this.node.isDraining()).isTrue();
		assertThat(this.node.undrain()).isTrue();
		assertThat(this.node.isDraining()).isFalse();
	}

	@Test
	void aStopIsFinalThoughADrainBeforeItIsTakenBackLater() {
		this.node.drain(10);
		this.node.leave(20);
		assertThat(this.node.undrain()).isFalse();
		assertThat(this.node.isDraining()).isTrue();
		assertThat(this.node.isLeaving()).isTrue();
	}

}
