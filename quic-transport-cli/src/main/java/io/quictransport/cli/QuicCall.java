package io.quictransport.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import io.quictransport.NetworkException;
import io.quictransport.TransportVersions;

/**
 * Calls nodes from a shell. The exit code is 0 if everything succeeded, 1 if a call was
 * refused or has failed or the output was lost, and 2 if the command line is invalid.
 */
public final class QuicCall {

	private static final String HELP = """
			Calls nodes of quic-transport from a shell.

			quic-call call   <node> <path> [<payload>]       sends a request, prints the reply
			quic-call send   <node> <path> [<payload>]       sends a one-way message
			quic-call stream <node> <path> [<payload> ...]   sends items, prints those that come back as lines,
			                                                 until the stream ends or Ctrl-C
			quic-call peers  <node> ...                      prints what nodes state of themselves
			quic-call routes <node>                          prints the paths that a node serves

			<node>      host:port, or id@host:port to call no other node there
			<payload>   JSON; @file for what a file holds, - for standard input, of a stream line by line

			--cert <file> --key <file> --ca <file>   certificate, private key and trusted CA, PEM
			--bundle <directory>                     the same as tls.crt, tls.key and ca.crt
			--node-id-source <source>                uri-san (the default), dns-san or spiffe-id, as the nodes have it
			--timeout <time>                         500ms, 10s (the default; of a stream: none), 2m
			--header <name>=<value>                  a header of the message; may be repeated
			--content-type <type>                    application/json (the default), application/cbor, which is
			                                         typed and shown as JSON, or another, which is sent as it is
			--version, --help

			Exits with 0, with 1 if the call was refused or has failed, with 2 if the command line makes no sense.
			""";

	private QuicCall() {
	}

	/**
	 * Runs the program and ends the JVM.
	 * @param arguments the command line
	 */
	public static void main(String[] arguments) {
		System.exit(run(System.in, fileOf(FileDescriptor.out), fileOf(FileDescriptor.err), arguments));
	}

	private static OutputStream fileOf(FileDescriptor file) {
		return new BufferedOutputStream(new FileOutputStream(file));
	}

	/** Runs the program. Returns its exit code. */
	static int run(InputStream in, OutputStream out, OutputStream err, String... arguments) {
		return run(in, new Output(out), new Output(err), arguments);
	}

	private static int run(InputStream in, Output out, Output err, String[] arguments) {
		try {
			CommandLine.Options options = CommandLine.Options.read(arguments);
			CommandLine.Question question = options.question();
			if (question != null) {
				out.print(answer(question));
				return exitCode(out, err, "");
			}
			CommandLine line = options.commandLine();
			try (Caller caller = new Caller(line, in, out, err)) {
				caller.run();
			}
			// Whoever has read enough of a stream, as head, has ended it so.
			return (line.command() == Command.STREAM && out.isClosed()) ? 0
					: exitCode(out, err, ". The call itself has not failed");
		}
		catch (UsageException ex) {
			err.println("quic-call: " + ex.getMessage() + ".");
			err.println("quic-call --help says more.");
			return 2;
		}
		catch (InputException ex) {
			err.println("quic-call: " + ex.getMessage() + ".");
			return 1;
		}
		catch (NetworkException ex) {
			err.println("quic-call: " + Remedies.sentence(ex));
			return 1;
		}
	}

	/** What should have been printed, and is lost, is no success. */
	private static int exitCode(Output out, Output err, String known) {
		IOException failure = out.failure();
		if (failure == null) {
			return 0;
		}
		err.println("quic-call: standard output cannot be written: " + failure.getMessage() + known + ".");
		return 1;
	}

	private static String answer(CommandLine.Question question) {
		return switch (question) {
			case HELP -> HELP;
			case VERSION -> "quic-call " + TransportVersions.withCodec("").library() + System.lineSeparator();
		};
	}

}
