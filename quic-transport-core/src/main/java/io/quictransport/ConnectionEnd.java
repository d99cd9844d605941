package io.quictransport;

import java.time.Instant;

import io.quictransport.internal.text.ForeignText;
import org.jspecify.annotations.Nullable;

/**
 * Describes a connection that was refused, or that was established and has ended.
 * Repetitions are counted instead of being listed again.
 *
 * @param at when it last happened
 * @param count how many times it has happened since it was first listed
 * @param established whether the connection was established; otherwise it was refused, or
 * its handshake has failed
 * @param dialled whether this node has dialled it
 * @param expected whether it belongs to what a cluster does as planned: a node stops or
 * drains, one of two connections between the same nodes gives way, a peer is disconnected
 * @param code why
 * @param reason what happened, and the remedy
 * @param peer the peer, null if it has not proven its id
 * @param address the address of the other end, null if it is not known
 * @param certificate the certificate that it has shown, null if it has shown none
 */
public record ConnectionEnd(Instant at, long count, boolean established, boolean dialled, boolean expected,
		ErrorCode code, String reason, @Nullable PeerId peer, @Nullable String address,
		@Nullable Certificate certificate) {

	/**
	 * Makes the texts single lines.
	 * @param at see {@link #at()}
	 * @param count see {@link #count()}
	 * @param established see {@link #established()}
	 * @param dialled see {@link #dialled()}
	 * @param expected see {@link #expected()}
	 * @param code see {@link #code()}
	 * @param reason see {@link #reason()}
	 * @param peer see {@link #peer()}
	 * @param address see {@link #address()}
	 * @param certificate see {@link #certificate()}
	 */
	public ConnectionEnd {
		reason = ForeignText.line(reason);
		address = (address != null) ? ForeignText.line(address) : null;
	}

	/**
	 * Names a certificate, which is not trusted in every case: then its holder may have
	 * written any name into it.
	 *
	 * @param subject the subject
	 * @param issuer the issuer
	 * @param serial the serial number in hexadecimal
	 */
	public record Certificate(String subject, String issuer, String serial) {

		/**
		 * Makes the texts single lines.
		 * @param subject see {@link #subject()}
		 * @param issuer see {@link #issuer()}
		 * @param serial see {@link #serial()}
		 */
		public Certificate {
			subject = ForeignText.line(subject);
			issuer = ForeignText.line(issuer);
			serial = ForeignText.line(serial);
		}

	}

}
