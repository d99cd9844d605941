package io.quictransport.internal.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.quictransport.PeerId;
import io.quictransport.tls.DenyList;
import io.quictransport.tls.NodeIdSource;
import org.jspecify.annotations.Nullable;

/**
 * Demands of peers what a test says.
 *
 * @param source which part of a certificate states the id
 * @param allowed the ids that may connect
 * @param denied gives the current deny list
 */
record TestDemands(NodeIdSource source, Predicate<PeerId> allowed,
		Supplier<DenyList> denied) implements PeerVerification.Demands {

	/** Admits whoever is not denied. */
	TestDemands(NodeIdSource source, Supplier<DenyList> denied) {
		this(source, (id) -> true, denied);
	}

	/** Verifies a peer of any id. */
	static PeerVerification ofAnyPeer(NodeIdSource source) {
		return new PeerVerification(new TestDemands(source, DenyList::new), null);
	}

	@Override
	public Set<PeerId> idsOf(X509Certificate certificate) {
		return this.source.idsOf(certificate);
	}

	@Override
	public String idPlace() {
		return this.source.description();
	}

	@Override
	public boolean admits(PeerId id) {
		return this.allowed.test(id);
	}

	@Override
	public @Nullable String refusalOf(List<X509Certificate> chain) {
		return this.denied.get().refusalOf(chain, this.source);
	}

}
