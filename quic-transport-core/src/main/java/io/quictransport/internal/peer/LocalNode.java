package io.quictransport.internal.peer;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicSslEngine;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.internal.tls.PeerVerification;
import io.quictransport.internal.tls.TlsContexts;
import io.quictransport.internal.wire.ControlFrames.Hello;
import io.quictransport.internal.wire.WireLimits;
import io.quictransport.tls.DenyList;
import io.quictransport.tls.NodeIdSource;
import org.jspecify.annotations.Nullable;

/**
 * Represents this node to its peers during one run: its identity, what it states of
 * itself, and what it demands of the node at the other end of a connection. Changed on
 * the first event loop, read by any thread.
 */
final class LocalNode implements PeerVerification.Demands {

	private static final SecureRandom RANDOM = new SecureRandom();

	/** What a connection demands of its peer; read by the provider of TLS engines. */
	private static final AttributeKey<PeerVerification> VERIFICATION = AttributeKey.valueOf(LocalNode.class,
			"verification");

	private final PeerId id;

	/** Drawn at random, so that peers notice a restart. */
	private final long incarnation = RANDOM.nextLong();

	private final WireLimits limits;

	private final int maxInFlight;

	private final NodeIdSource idSource;

	private final Predicate<PeerId> allowedPeers;

	private final String software;

	/** Each connection keeps the contexts that it began with. */
	private volatile Proof proof;

	private volatile NodeInfo info;

	private volatile boolean draining;

	/** Whether the node stops: nothing takes that back. */
	private volatile boolean leaving;

	/** The time until which admitted work may take. */
	private volatile long drainsUntil;

	/** Whoever changes it has the connections there are checked on the event loop. */
	private volatile DenyList denied;

	LocalNode(PeerId id, WireLimits limits, int maxInFlight, NodeIdSource idSource, Predicate<PeerId> allowedPeers,
			DenyList denied, Proof proof, String software) {
		this.id = id;
		this.limits = limits;
		this.maxInFlight = maxInFlight;
		this.idSource = idSource;
		this.allowedPeers = allowedPeers;
		this.denied = denied;
		this.proof = proof;
		this.software = software;
		this.info = NodeInfo.of(id);
	}

	PeerId id() {
		return this.id;
	}

	/** What this node states of itself. */
	NodeInfo info() {
		return this.info;
	}

	void info(NodeInfo next) {
		this.info = next;
	}

	/** Whether inbound work is refused. */
	boolean isDraining() {
		return this.draining;
	}

	/**
	 * Refuses inbound work from now on.
	 * @param until the deadline of admitted work
	 */
	void drain(long until) {
		if (!this.draining || until - this.drainsUntil > 0) {
			this.drainsUntil = until;
		}
		this.draining = true;
	}

	/**
	 * Refuses inbound work until the end.
	 * @param until the deadline of admitted work
	 */
	void leave(long until) {
		this.leaving = true;
		drain(until);
	}

	/** Whether the node stops. */
	boolean isLeaving() {
		return this.leaving;
	}

	/**
	 * Takes inbound work again. On the first event loop, as {@link #leave} is.
	 * @return whether it does, which a node that stops does not
	 */
	boolean undrain() {
		if (!this.leaving) {
			this.draining = false;
		}
		return !this.leaving;
	}

	/** How long admitted work may still take. */
	long drainNanos(long now) {
		return Math.max(0, this.drainsUntil - now);
	}

	/** Proves its identity otherwise on connections that begin from now on. */
	void proof(Proof next) {
		this.proof = next;
	}

	X509Certificate certificate() {
		return this.proof.certificate();
	}

	/** Replaces the list of denied peers. */
	void deny(DenyList list) {
		this.denied = list;
	}

	/** Whether the deny list names this id, whatever certificate is shown for it. */
	boolean isDenied(PeerId peer) {
		return this.denied.ids().contains(peer);
	}

	@Override
	public Set<PeerId> idsOf(X509Certificate certificate) {
		return this.idSource.idsOf(certificate);
	}

	@Override
	public String idPlace() {
		return this.idSource.description();
	}

	@Override
	public boolean admits(PeerId peer) {
		return this.allowedPeers.test(peer);
	}

	@Override
	public @Nullable String refusalOf(List<X509Certificate> chain) {
		DenyList list = this.denied;
		String refusal = list.refusalOf(chain, this.idSource);
		return (refusal != null || list.serials().isEmpty()) ? refusal
				: list.refusalOf(chain, this.proof.tls().authorities());
	}

	Hello hello(long generation) {
		return new Hello(Hello.VERSION, this.incarnation, generation, this.limits, this.maxInFlight, this.info,
				this.software);
	}

	/** Makes what a connection demands of its peer: an id that is expected, or any. */
	PeerVerification verification(@Nullable PeerId expected) {
		return new PeerVerification(this, expected);
	}

	/** What an accepted connection demands of its peer: any admitted id. */
	PeerVerification verificationOf(QuicChannel channel) {
		Attribute<PeerVerification> attribute = channel.attr(VERIFICATION);
		PeerVerification present = attribute.get();
		if (present == null) {
			present = verification(null);
			attribute.set(present);
		}
		return present;
	}

	static AttributeKey<PeerVerification> verificationKey() {
		return VERIFICATION;
	}

	QuicSslEngine acceptingEngine(QuicChannel channel) {
		return this.proof.tls().newAcceptingEngine(channel.alloc(), verificationOf(channel));
	}

	QuicSslEngine diallingEngine(QuicChannel channel) {
		return this.proof.tls().newDiallingEngine(channel.alloc(), channel.attr(VERIFICATION).get());
	}

	/**
	 * Holds what this node proves its identity with.
	 *
	 * @param tls makes the TLS engines of its connections
	 * @param certificate the certificate that they show
	 */
	record Proof(TlsContexts tls, X509Certificate certificate) {
	}

}
