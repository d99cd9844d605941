package io.quictransport.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import io.quictransport.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * Lists the peers that are refused although a trusted CA has issued their certificates:
 * nodes that are no longer admitted, and certificates whose keys have leaked. Immutable;
 * a denial overrides every permission.
 *
 * @param ids the ids that are denied. A certificate that states one of them is refused
 * even if it also states others, because the holder of its key could claim those.
 * @param serials the serial numbers of certificates that are denied, peers' and
 * intermediate CAs'. With several CAs, each one's certificate with that number is denied.
 */
public record DenyList(Set<PeerId> ids, Set<BigInteger> serials) {

	private static final String INTERMEDIATE = "certificate of an intermediate CA of the peer";

	private static final Pattern SEPARATORS = Pattern.compile("[:\\s]");

	private static final Pattern HEXADECIMAL = Pattern.compile("-?[0-9a-f]{1,64}");

	/**
	 * Makes a list.
	 * @param ids see {@link #ids()}
	 * @param serials see {@link #serials()}
	 */
	public DenyList {
		ids = Set.copyOf(ids);
		serials = Set.copyOf(serials);
	}

	/**
	 * Makes an empty list.
	 */
	public DenyList() {
		this(Set.of(), Set.of());
	}

	/**
	 * Denies these ids instead.
	 * @param denied the ids
	 * @return a changed copy
	 */
	public DenyList withIds(Collection<PeerId> denied) {
		return new DenyList(Set.copyOf(denied), this.serials);
	}

	/**
	 * Denies the certificates with these serial numbers instead.
	 * @param denied the numbers in hexadecimal, as logs and openssl show them, with or
	 * without colons
	 * @return a changed copy
	 * @throws ConfigurationException if one of them is not in hexadecimal
	 */
	public DenyList withSerials(Collection<String> denied) {
		return new DenyList(this.ids, denied.stream().map(DenyList::parse).collect(Collectors.toUnmodifiableSet()));
	}

	private static BigInteger parse(String serial) {
		String digits = SEPARATORS.matcher(serial).replaceAll("").toLowerCase(Locale.ROOT);
		if (!HEXADECIMAL.matcher(digits).matches()) {
			throw new ConfigurationException(ErrorCode.INVALID_OPTION, "the deny list has a serial number '" + serial
					+ "'; it is written in hexadecimal, for example 4f:a2:01 (openssl x509 -noout -serial -in file)");
		}
		return new BigInteger(digits, 16);
	}

	/**
	 * Whether it denies no peer.
	 * @return whether it is empty
	 */
	public boolean isEmpty() {
		return this.ids.isEmpty() && this.serials.isEmpty();
	}

	/**
	 * Determines whether a peer is denied.
	 * @param chain the peer's certificate, followed by the intermediate CAs' certificates
	 * that it shows
	 * @param source which part of the certificate states the id
	 * @return why it is denied, null if it is not
	 */
	public @Nullable String refusalOf(List<X509Certificate> chain, NodeIdSource source) {
		if (!this.ids.isEmpty()) {
			for (PeerId id : source.idsOf(chain.get(0))) {
				if (this.ids.contains(id)) {
					return "the peer's certificate states " + id + ", which the deny list names";
				}
			}
		}
		if (!this.serials.isEmpty()) {
			for (X509Certificate certificate : chain) {
				if (this.serials.contains(certificate.getSerialNumber())) {
					return named(certificate.equals(chain.get(0)) ? "peer's certificate" : INTERMEDIATE, certificate);
				}
			}
		}
		return null;
	}

	/**
	 * Determines whether a peer's certificate comes from a denied intermediate CA that is
	 * itself among the trusted ones, so that the peer need not show that CA's
	 * certificate. Roots are not denied: take them out of the trusted ones.
	 * @param chain the peer's certificate, followed by the intermediate CAs' certificates
	 * that it shows
	 * @param trusted the certificates of the CAs that this node trusts
	 * @return why the peer is denied, null if it is not
	 */
	public @Nullable String refusalOf(List<X509Certificate> chain, Collection<X509Certificate> trusted) {
		for (X509Certificate authority : trusted) {
			if (this.serials.contains(authority.getSerialNumber()) && !isIssuedUnderTheNameOf(authority, authority)
					&& chain.stream().anyMatch((certificate) -> isIssuedBy(authority, certificate))) {
				return named(INTERMEDIATE, authority);
			}
		}
		return null;
	}

	private static String named(String what, X509Certificate certificate) {
		return "the " + what + " has the serial number " + certificate.getSerialNumber().toString(16)
				+ ", which the deny list names";
	}

	private static boolean isIssuedUnderTheNameOf(X509Certificate authority, X509Certificate certificate) {
		return certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal());
	}

	private static boolean isIssuedBy(X509Certificate authority, X509Certificate certificate) {
		if (!isIssuedUnderTheNameOf(authority, certificate)) {
			return false;
		}
		try {
			certificate.verify(authority.getPublicKey());
			return true;
		}
		catch (GeneralSecurityException ex) {
			// Another CA of that name has issued it.
			return false;
		}
	}

}
