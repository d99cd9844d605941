package io.quictransport.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.quictransport.PeerId;

/**
 * Selects the part of a certificate that states the node's id. All nodes that communicate
 * with each other use the same one.
 */
public enum NodeIdSource {

	/** A subject alternative name of type URI, {@code node:<id>}. */
	URI_SAN(6, "a subject alternative name URI:node:<id>") {
		@Override
		String idIn(String name) {
			return name.startsWith(URI_PREFIX) ? name.substring(URI_PREFIX.length()) : "";
		}
	},

	/** A subject alternative name of type DNS; the whole name is the id. */
	DNS_SAN(2, "a subject alternative name DNS:<id>") {
		@Override
		String idIn(String name) {
			return name;
		}
	},

	/**
	 * The only subject alternative name of type URI, a SPIFFE id, which {@link SpiffeId}
	 * maps to the node's id.
	 */
	SPIFFE_ID(6, "a subject alternative name URI:spiffe://<trust domain>/<path>, the only URI") {
		@Override
		public Set<PeerId> idsOf(X509Certificate certificate) {
			return SpiffeId.of(certificate).flatMap(SpiffeId::peerId).map(Set::of).orElse(Set.of());
		}

		@Override
		String idIn(String name) {
			return SpiffeId.parse(name).flatMap(SpiffeId::peerId).map(PeerId::value).orElse("");
		}
	};

	/** The prefix of the id in a URI. */
	public static final String URI_PREFIX = "node:";

	private final int generalNameType;

	private final String description;

	NodeIdSource(int generalNameType, String description) {
		this.generalNameType = generalNameType;
		this.description = description;
	}

	/**
	 * Reads the ids that a certificate states.
	 * @param certificate the certificate
	 * @return the ids in their order, empty if it states none
	 */
	public Set<PeerId> idsOf(X509Certificate certificate) {
		Set<PeerId> ids = new LinkedHashSet<>();
		for (List<?> name : namesOf(certificate)) {
			if (Integer.valueOf(this.generalNameType).equals(name.get(0)) && name.get(1) instanceof String text) {
				String id = idIn(text);
				if (PeerId.isValid(id)) {
					ids.add(new PeerId(id));
				}
			}
		}
		return ids;
	}

	/**
	 * Describes where the id is stated.
	 * @return the description
	 */
	public String description() {
		return this.description;
	}

	abstract String idIn(String name);

	private static Collection<List<?>> namesOf(X509Certificate certificate) {
		try {
			Collection<List<?>> names = certificate.getSubjectAlternativeNames();
			return (names != null) ? names : List.of();
		}
		catch (CertificateParsingException ex) {
			// A certificate whose names cannot be read states no id.
			return List.of();
		}
	}

}
