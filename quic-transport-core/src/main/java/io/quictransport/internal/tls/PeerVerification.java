package io.quictransport.internal.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * Holds what one connection demands of its peer's certificate, and the result. Filled by
 * the trust manager and read by the connection, both on the connection's event loop.
 */
public final class PeerVerification {

	private final Demands demands;

	private final @Nullable PeerId expected;

	private @Nullable NetworkException failure;

	private @Nullable Runnable binding;

	private boolean judged;

	/** The peer's own certificate, trusted or not. */
	private @Nullable X509Certificate shown;

	/** The ids that a certificate states which a trusted CA has issued. */
	private Set<PeerId> stated = Set.of();

	/** The ids that the certificate states, none before it was checked. */
	private Set<PeerId> ids = Set.of();

	/**
	 * Makes the demands of one connection.
	 * @param demands what this node demands of every peer
	 * @param expected the id that the certificate must state, null if any will do
	 */
	public PeerVerification(Demands demands, @Nullable PeerId expected) {
		this.demands = demands;
		this.expected = expected;
	}

	/**
	 * The id that the certificate must state.
	 * @return the id, null if any will do
	 */
	public @Nullable PeerId expected() {
		return this.expected;
	}

	/**
	 * The peer's id, as far as it is known by now.
	 * @return the id that the certificate must state, otherwise the only one that it was
	 * seen to state; null if neither is known
	 */
	public @Nullable PeerId known() {
		return (this.expected != null) ? this.expected : (this.ids.size() == 1) ? this.ids.iterator().next() : null;
	}

	/**
	 * The ids that the peer may have, as far as they are known by now.
	 * @return the id that the certificate must state, otherwise all that it states
	 */
	public Set<PeerId> ids() {
		return (this.expected != null) ? Set.of(this.expected) : this.ids;
	}

	void boundBy(Runnable unbind) {
		this.binding = unbind;
	}

	/**
	 * Forgets the connection's engine. Must be called when the connection is closed.
	 */
	public void release() {
		Runnable unbind = this.binding;
		if (unbind != null) {
			this.binding = null;
			unbind.run();
		}
	}

	/**
	 * Checks a chain against the current deny list: at the handshake, and again when the
	 * list has changed while the connection lives.
	 * @param chain the peer's certificate, followed by those of intermediate CAs
	 * @return why the peer is denied, null if it is not
	 */
	public @Nullable NetworkException checkDenied(List<X509Certificate> chain) {
		String refusal = this.demands.refusalOf(chain);
		return (refusal != null) ? fail(ErrorCode.PEER_NOT_ALLOWED, refusal, null) : null;
	}

	/**
	 * Checks that a certificate states an id that this connection may have.
	 * @param certificate the peer's certificate, already trusted
	 * @return what is wrong with it, null if nothing
	 */
	@Nullable NetworkException checkId(X509Certificate certificate) {
		Set<PeerId> ids = this.demands.idsOf(certificate);
		if (this.expected != null && !ids.contains(this.expected)) {
			return fail(ErrorCode.PEER_ID_MISMATCH,
					"the peer's certificate states " + ids + ", expected was " + this.expected, null);
		}
		if (ids.isEmpty()) {
			return fail(ErrorCode.PEER_ID_MISMATCH,
					"the peer's certificate states no node id; it needs " + this.demands.idPlace(), null);
		}
		if (ids.stream().noneMatch(this.demands::admits)) {
			return fail(ErrorCode.PEER_NOT_ALLOWED,
					"the peer's certificate states " + ids + ", which the option allowedPeers does not admit", null);
		}
		this.ids = Set.copyOf(ids);
		return null;
	}

	/**
	 * Checks the id that a peer claims in HELLO against its certificate.
	 * @param certificate the peer's certificate
	 * @param claimed the id of its HELLO
	 * @return what is wrong with it, null if nothing
	 */
	public @Nullable NetworkException checkClaim(X509Certificate certificate, PeerId claimed) {
		Set<PeerId> ids = this.demands.idsOf(certificate);
		if (!ids.contains(claimed) || (this.expected != null && !this.expected.equals(claimed))) {
			return fail(ErrorCode.PEER_ID_MISMATCH,
					"the peer's HELLO claims the id " + claimed + ", its certificate states " + ids
							+ ((this.expected != null) ? ", expected was " + this.expected : ""),
					null);
		}
		if (!this.demands.admits(claimed)) {
			return fail(ErrorCode.PEER_NOT_ALLOWED, "the option allowedPeers does not admit " + claimed, null);
		}
		return checkDenied(List.of(certificate));
	}

	/**
	 * The trust manager checks the certificate.
	 * @param certificate the peer's own certificate
	 */
	void judged(X509Certificate certificate) {
		this.judged = true;
		this.shown = certificate;
	}

	/** A trusted CA has issued the certificate. */
	void issuedByTrusted(X509Certificate certificate) {
		this.stated = Set.copyOf(this.demands.idsOf(certificate));
	}

	/**
	 * The certificate that the peer has shown.
	 * @return its own certificate, which may be one that is not trusted; null if it has
	 * shown none
	 */
	public @Nullable X509Certificate shown() {
		return this.shown;
	}

	/**
	 * The id of the peer whether it is admitted or not, as a trusted CA has confirmed it.
	 * @return the id, null if there is none or more than one
	 */
	public @Nullable PeerId stated() {
		return (this.stated.size() == 1) ? this.stated.iterator().next() : null;
	}

	/**
	 * Whether the certificate was checked for this connection. A resumed TLS session
	 * carries a certificate that was checked earlier, and may have expired since.
	 * @return whether the trust manager has checked it
	 */
	public boolean isJudged() {
		return this.judged;
	}

	/**
	 * Why this node refused the peer's certificate.
	 * @return the failure, null if it was not refused
	 */
	public @Nullable NetworkException failure() {
		return this.failure;
	}

	NetworkException fail(ErrorCode code, String detail, @Nullable Throwable cause) {
		NetworkException failed = NetworkException.of(code, Outcome.NOT_SENT, detail, ErrorContext.of(this.expected),
				cause);
		this.failure = failed;
		return failed;
	}

	/**
	 * States what a node demands of every peer. Called on the event loop.
	 */
	public interface Demands {

		/** The ids that a certificate states. */
		Set<PeerId> idsOf(X509Certificate certificate);

		/** Describes where a certificate states an id. */
		String idPlace();

		/** Whether a peer of this id may connect. */
		boolean admits(PeerId id);

		/**
		 * Determines whether the holder of these certificates is denied now.
		 * @param chain the peer's certificate, followed by those of intermediate CAs
		 * @return why it is denied, null if it is not
		 */
		@Nullable String refusalOf(List<X509Certificate> chain);

	}

}
