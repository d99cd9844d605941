package io.quictransport.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quictransport.tls.NodeIdSource;
import org.jspecify.annotations.Nullable;

/**
 * Holds a parsed command line. Options may be anywhere; after {@code --} there are none.
 *
 * @param command what to do
 * @param arguments the arguments of the command
 * @param files the identity of the node that calls
 * @param nodeIdSource the part of certificates that states a node's id
 * @param timeout the time for all of it, null if none is stated
 * @param headers the headers of the message, with the content type if it is stated
 * @param contentType how payloads travel
 */
record CommandLine(Command command, List<String> arguments, IdentityFiles files, NodeIdSource nodeIdSource,
		@Nullable Duration timeout, Map<String, String> headers, ContentType contentType) {

	private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m)");

	private static final char REPLACEMENT = '\uFFFD';

	/** What the transport's own timeouts end at. */
	private static final Duration LONGEST_TIMEOUT = Duration.ofDays(365);

	private static final Pattern HEADER = Pattern.compile("([^=]+)=(.*)", Pattern.DOTALL);

	/**
	 * Reads a command line that asks no question.
	 * @throws UsageException if it makes no sense
	 */
	private static CommandLine of(Options options) {
		if (options.arguments.isEmpty()) {
			throw new UsageException("no command is given; there are call, send, stream, peers and routes");
		}
		String name = options.arguments.remove(0);
		Command command = Command.named(name)
			.orElseThrow(() -> new UsageException(
					"there is no command '" + name + "'; there are call, send, stream, peers and routes"));
		command.checkArguments(options.arguments.size());
		return new CommandLine(command, List.copyOf(options.arguments), options.files(), options.nodeIdSource,
				options.timeout, Map.copyOf(options.headers), options.contentType);
	}

	/**
	 * Is asked of the program itself: needs no identity, and sends nothing.
	 */
	enum Question {

		HELP, VERSION

	}

	/**
	 * Gathers options while the command line is read.
	 */
	static final class Options {

		private final List<String> arguments = new ArrayList<>();

		private final Map<String, String> headers = new LinkedHashMap<>();

		private @Nullable Path cert;

		private @Nullable Path key;

		private @Nullable Path ca;

		private @Nullable Path bundle;

		private @Nullable Duration timeout;

		private @Nullable Question question;

		private NodeIdSource nodeIdSource = NodeIdSource.URI_SAN;

		private ContentType contentType = ContentType.JSON;

		private Options() {
		}

		/**
		 * Reads the words up to a question.
		 * @throws UsageException if an option makes no sense
		 */
		static Options read(String... words) {
			Options options = new Options();
			options.readAll(words);
			return options;
		}

		/** What is asked, null if something is to be done. */
		@Nullable Question question() {
			return this.question;
		}

		/**
		 * What is to be done.
		 * @throws UsageException if it makes no sense
		 */
		CommandLine commandLine() {
			return of(this);
		}

		private void readAll(String[] words) {
			boolean literal = false;
			for (int i = 0; i < words.length && this.question == null; i++) {
				checkReadable(words[i]);
				String word = words[i];
				// A single hyphen is standard input.
				if (literal || !word.startsWith("-") || word.equals("-")) {
					this.arguments.add(word);
				}
				else if (word.equals("--")) {
					literal = true;
				}
				else if (word.equals("--help") || word.equals("-h")) {
					this.question = Question.HELP;
				}
				else if (word.equals("--version")) {
					this.question = Question.VERSION;
				}
				else {
					int equals = word.startsWith("--") ? word.indexOf('=') : -1;
					String name = (equals < 0) ? word : word.substring(0, equals);
					checkKnown(name);
					if (equals < 0 && ++i == words.length) {
						throw new UsageException("the option " + name + " has no value");
					}
					set(name, (equals < 0) ? checkReadable(words[i]) : word.substring(equals + 1));
				}
			}
		}

		/** What the JVM cannot decode, as all but ASCII in the locale C, it replaces. */
		private static String checkReadable(String word) {
			if (word.indexOf(REPLACEMENT) >= 0) {
				throw new UsageException("the argument '" + word
						+ "' has characters that this locale cannot represent; set LC_ALL=C.UTF-8, or give a payload as -"
						+ " or @file");
			}
			return word;
		}

		private static void checkKnown(String name) {
			switch (name) {
				case "--cert", "--key", "--ca", "--bundle", "--timeout", "--header", "--content-type",
						"--node-id-source" ->
					{
					}
				default -> throw new UsageException(
						"there is no option " + name + "; an argument that begins with a hyphen goes behind --");
			}
		}

		private void set(String name, String value) {
			switch (name) {
				case "--cert" -> this.cert = Path.of(value);
				case "--key" -> this.key = Path.of(value);
				case "--ca" -> this.ca = Path.of(value);
				case "--bundle" -> this.bundle = Path.of(value);
				case "--timeout" -> this.timeout = duration(value);
				case "--node-id-source" -> this.nodeIdSource = nodeIdSource(value);
				case "--content-type" -> {
					this.contentType = ContentType.parse(value);
					this.headers.put(ContentType.HEADER, value);
				}
				default -> header(value);
			}
		}

		private void header(String text) {
			Matcher header = HEADER.matcher(text);
			if (!header.matches()) {
				throw new UsageException("the header '" + text + "' is not of the form name=value");
			}
			this.headers.put(header.group(1), header.group(2));
		}

		private static Duration duration(String text) {
			Matcher duration = DURATION.matcher(text);
			if (!duration.matches() || Long.parseLong(duration.group(1)) == 0) {
				throw new UsageException("the timeout '" + text + "' is none; write 500ms, 10s or 2m");
			}
			long count = Long.parseLong(duration.group(1));
			Duration timeout = switch (duration.group(2)) {
				case "ms" -> Duration.ofMillis(count);
				case "s" -> Duration.ofSeconds(count);
				default -> Duration.ofMinutes(count);
			};
			if (timeout.compareTo(LONGEST_TIMEOUT) > 0) {
				throw new UsageException("the timeout '" + text + "' is too long; write at most "
						+ LONGEST_TIMEOUT.toMinutes() + "m, a year");
			}
			return timeout;
		}

		private static NodeIdSource nodeIdSource(String text) {
			for (NodeIdSource source : NodeIdSource.values()) {
				if (source.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
					return source;
				}
			}
			throw new UsageException(
					"there is no node id source '" + text + "'; there are uri-san, dns-san and spiffe-id");
		}

		/** Those that are named take precedence over those of the directory. */
		IdentityFiles files() {
			return new IdentityFiles(file(this.cert, "tls.crt", "--cert"), file(this.key, "tls.key", "--key"),
					file(this.ca, "ca.crt", "--ca"));
		}

		private Path file(@Nullable Path named, String inBundle, String option) {
			Path file = (named == null && this.bundle != null) ? this.bundle.resolve(inBundle) : named;
			if (file == null) {
				throw new UsageException(
						"the caller needs a certificate: --cert, --key and --ca, or --bundle with a directory; "
								+ option + " is missing");
			}
			if (!Files.isReadable(file)) {
				throw new UsageException("the file " + file + " cannot be read");
			}
			return file;
		}

	}

	/**
	 * The files that a node's identity is in, all PEM.
	 *
	 * @param cert the certificate, followed by intermediate ones
	 * @param key its private key
	 * @param ca the trusted CA certificates
	 */
	record IdentityFiles(Path cert, Path key, Path ca) {
	}

}
