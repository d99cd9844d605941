package io.quictransport.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.quictransport.testing.TestCertificate;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Runs the program as a person would, with the files of an identity.
 */
final class Shell {

	private final List<String> identity;

	private InputStream input = InputStream.nullInputStream();

	private Shell(List<String> identity) {
		this.identity = identity;
	}

	static Shell with(TestCertificate certificate, Path directory) {
		TestCertificate.PemFiles files = certificate.writePem(directory);
		return new Shell(List.of("--cert", files.chain().toString(), "--key", files.key().toString(), "--ca",
				files.ca().toString()));
	}

	static Shell without() {
		return new Shell(List.of());
	}

	Shell typing(String input) {
		return reading(new ByteArrayInputStream(input.getBytes(UTF_8)));
	}

	Shell reading(InputStream input) {
		Shell typing = new Shell(this.identity);
		typing.input = input;
		return typing;
	}

	List<String> identity() {
		return this.identity;
	}

	Result run(String... arguments) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		ByteArrayOutputStream err = new ByteArrayOutputStream();
		int code = QuicCall.run(this.input, out, err,
				Stream.concat(Stream.of(arguments), this.identity.stream()).toArray(String[]::new));
		return new Result(code, out.toString(UTF_8), err.toString(UTF_8));
	}

	/**
	 * What a person sees.
	 *
	 * @param code the exit code
	 * @param out the standard output
	 * @param err the standard error
	 */
	record Result(int code, String out, String err) {

		static Result success(String out) {
			return new Result(0, out.isEmpty() ? "" : out + System.lineSeparator(), "");
		}

	}

}
