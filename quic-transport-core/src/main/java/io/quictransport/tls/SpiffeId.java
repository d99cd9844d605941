package io.quictransport.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import io.quictransport.PeerId;

/**
 * Names a workload as SPIFFE does, {@code spiffe://<trust domain>/<path>}, and maps the
 * name to a node's id and back.
 *
 * <p>
 * The id is the trust domain and the segments of the path with two dots between them:
 * that of {@code spiffe://example.org/ns/shop/sa/orders} is
 * {@code example.org..ns..shop..sa..orders}. No two names share an id. A name has none if
 * the id would be longer than {@value PeerId#MAX_LENGTH} characters, does not begin with
 * a letter or digit, or if a part of the name begins or ends with a dot or contains two
 * in a row.
 *
 * @param trustDomain the trust domain, in lower case
 * @param path the path, which begins with a slash
 */
public record SpiffeId(String trustDomain, String path) {

	private static final String SCHEME = "spiffe://";

	private static final String SEPARATOR = "..";

	/** As SPIFFE bounds it. */
	private static final int MOST_BYTES = 2048;

	private static final int MOST_DOMAIN = 255;

	/** The type of a URI among the subject alternative names. */
	private static final Integer URI = 6;

	/**
	 * Checks both parts.
	 * @param trustDomain see {@link #trustDomain()}
	 * @param path see {@link #path()}
	 * @throws ConfigurationException if they do not make a SPIFFE id of a workload
	 */
	public SpiffeId {
		if (!isTrustDomain(trustDomain) || !isPath(path)
				|| SCHEME.length() + trustDomain.length() + path.length() > MOST_BYTES) {
			throw new ConfigurationException(ErrorCode.INVALID_OPTION,
					"'" + SCHEME + trustDomain + path
							+ "' is not a SPIFFE id: it must be spiffe://<trust domain>/<path>"
							+ " with a trust domain of a-z 0-9 . _ - and segments of A-Z a-z 0-9 . _ -");
		}
	}

	/**
	 * Reads a SPIFFE id.
	 * @param uri the text
	 * @return the id; empty if the text is none, or that of a trust domain without a path
	 */
	public static Optional<SpiffeId> parse(String uri) {
		int slash = uri.startsWith(SCHEME) ? uri.indexOf('/', SCHEME.length()) : -1;
		if (slash < 0 || uri.length() > MOST_BYTES) {
			return Optional.empty();
		}
		String domain = uri.substring(SCHEME.length(), slash);
		String path = uri.substring(slash);
		return (isTrustDomain(domain) && isPath(path)) ? Optional.of(new SpiffeId(domain, path)) : Optional.empty();
	}

	/**
	 * Finds the id that a certificate states, by the rules for X.509 SVIDs.
	 * @param certificate the certificate
	 * @return the id; empty if it states none, has more than one URI, or is that of a CA
	 */
	public static Optional<SpiffeId> of(X509Certificate certificate) {
		List<String> uris = urisOf(certificate);
		return (uris.size() == 1 && certificate.getBasicConstraints() < 0) ? parse(uris.get(0)) : Optional.empty();
	}

	/**
	 * Finds the SPIFFE id of a node.
	 * @param id the node's id
	 * @return the SPIFFE id; empty if none is mapped to this id
	 */
	public static Optional<SpiffeId> of(PeerId id) {
		int end = id.value().indexOf(SEPARATOR);
		if (end < 0) {
			return Optional.empty();
		}
		String path = "/" + id.value().substring(end + SEPARATOR.length()).replace(SEPARATOR, "/");
		return parse(SCHEME + id.value().substring(0, end) + path)
			.filter((found) -> found.peerId().equals(Optional.of(id)));
	}

	/**
	 * The id of the node that has this name.
	 * @return the id; empty if the name has none
	 */
	public Optional<PeerId> peerId() {
		StringBuilder id = new StringBuilder(this.trustDomain);
		boolean unambiguous = isPlain(this.trustDomain);
		for (String segment : this.path.substring(1).split("/", -1)) {
			unambiguous &= isPlain(segment);
			id.append(SEPARATOR).append(segment);
		}
		return (unambiguous && PeerId.isValid(id.toString())) ? Optional.of(new PeerId(id.toString()))
				: Optional.empty();
	}

	/** Whether the separator can be found again beside it. */
	private static boolean isPlain(String part) {
		return !part.startsWith(".") && !part.endsWith(".") && !part.contains(SEPARATOR);
	}

	/** Whether a text can be the name of a trust domain. */
	static boolean isTrustDomain(String text) {
		return !text.isEmpty() && text.length() <= MOST_DOMAIN
				&& text.chars().allMatch((c) -> isCommon(c) && (c < 'A' || c > 'Z'));
	}

	private static boolean isPath(String text) {
		if (!text.startsWith("/")) {
			return false;
		}
		for (String segment : text.substring(1).split("/", -1)) {
			if (segment.isEmpty() || segment.equals(".") || segment.equals("..")
					|| !segment.chars().allMatch(SpiffeId::isCommon)) {
				return false;
			}
		}
		return true;
	}

	private static boolean isCommon(int c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-'
				|| c == '_';
	}

	private static List<String> urisOf(X509Certificate certificate) {
		try {
			Collection<List<?>> names = certificate.getSubjectAlternativeNames();
			return (names == null) ? List.of()
					: names.stream()
						.filter((name) -> URI.equals(name.get(0)))
						.map((name) -> String.valueOf(name.get(1)))
						.toList();
		}
		catch (CertificateParsingException ex) {
			// A certificate whose names cannot be read states no id.
			return List.of();
		}
	}

	@Override
	public String toString() {
		return SCHEME + this.trustDomain + this.path;
	}

}
