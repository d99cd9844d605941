package io.quictransport.scenario.identity;

import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How parts of a private key would look in a text: in decimal, hexadecimal or Base64, at
 * each alignment, or as a list of bytes.
 *
 * @param written the looks
 */
record KeyTraces(List<String> written) {

	/** Long enough not to be met by chance, short enough to be found in parts. */
	private static final int PART = 9;

	static KeyTraces of(PrivateKey key) {
		byte[] secret = ((ECPrivateKey) key).getS().toByteArray();
		// A leading zero is no secret.
		byte[] scalar = (secret[0] == 0) ? Arrays.copyOfRange(secret, 1, secret.length) : secret;
		return new KeyTraces(Stream.concat(Stream.of(((ECPrivateKey) key).getS().toString()),
				IntStream.rangeClosed(0, scalar.length - PART)
					.mapToObj((start) -> Arrays.copyOfRange(scalar, start, start + PART))
					.flatMap(KeyTraces::looks))
			.toList());
	}

	/** Base64 of nine bytes at any place has one such start at the right alignment. */
	private static Stream<String> looks(byte[] part) {
		String list = Arrays.toString(part);
		return Stream.of(HexFormat.of().formatHex(part), HexFormat.ofDelimiter(":").formatHex(part),
				HexFormat.ofDelimiter(" ").formatHex(part), list.substring(1, list.length() - 1),
				Base64.getEncoder().encodeToString(part), Base64.getUrlEncoder().encodeToString(part));
	}

	boolean isIn(String text) {
		String lower = text.toLowerCase(Locale.ROOT);
		return this.written.stream().anyMatch((trace) -> text.contains(trace) || lower.contains(trace));
	}

}
