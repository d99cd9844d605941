package io.quictransport.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Prints text in UTF-8, whatever the locale of the terminal, and keeps the reason if it
 * could not be written.
 */
final class Output extends PrintStream {

	private final Target target;

	Output(OutputStream to) {
		this(new Target(to));
	}

	private Output(Target target) {
		super(target, true, UTF_8);
		this.target = target;
	}

	/**
	 * Writes what waits. Returns why some of all has not been written, null if it has.
	 */
	@Nullable IOException failure() {
		flush();
		return this.target.failure;
	}

	/**
	 * Whether nobody reads any more, as behind head. Only the text of the system tells it
	 * from other failures.
	 */
	boolean isClosed() {
		IOException failure = failure();
		return failure != null && String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
	}

	/**
	 * Keeps the first failure, which a print stream does not tell.
	 */
	private static final class Target extends FilterOutputStream {

		private volatile @Nullable IOException failure;

		Target(OutputStream to) {
			super(to);
		}

		@Override
		public void write(int value) throws IOException {
			attempt(() -> this.out.write(value));
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			attempt(() -> this.out.write(bytes, offset, length));
		}

		@Override
		public void flush() throws IOException {
			attempt(this.out::flush);
		}

		private void attempt(Write write) throws IOException {
			try {
				write.run();
			}
			catch (IOException ex) {
				if (this.failure == null) {
					this.failure = ex;
				}
				throw ex;
			}
		}

	}

	/**
	 * Writes something.
	 */
	@FunctionalInterface
	private interface Write {

		void run() throws IOException;

	}

}
