package io.quictransport.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import io.quictransport.discovery.AnnouncementFuzz;
import io.quictransport.internal.tls.IdentityFuzz;
import io.quictransport.internal.wire.FrameFuzz;

/**
 * A fuzz target with its corpus.
 */
enum FuzzTarget {

	FRAMES(FrameFuzz.class) {
		@Override
		void run(byte[] input) {
			FrameFuzz.fuzzerTestOneInput(input);
		}

		@Override
		Map<String, byte[]> seeds() {
			return FrameFuzz.seeds();
		}
	},

	ANNOUNCEMENT(AnnouncementFuzz.class) {
		@Override
		void run(byte[] input) {
			AnnouncementFuzz.fuzzerTestOneInput(input);
		}

		@Override
		Map<String, byte[]> seeds() {
			return AnnouncementFuzz.seeds();
		}
	},

	IDENTITY(IdentityFuzz.class) {
		@Override
		void run(byte[] input) throws GeneralSecurityException {
			IdentityFuzz.fuzzerTestOneInput(input);
		}

		@Override
		Map<String, byte[]> seeds() throws GeneralSecurityException {
			return IdentityFuzz.seeds();
		}
	};

	private static final Path CORPORA = Path.of("src/test/resources/fuzz");

	private final Class<?> target;

	FuzzTarget(Class<?> target) {
		this.target = target;
	}

	Class<?> target() {
		return this.target;
	}

	abstract void run(byte[] input) throws GeneralSecurityException;

	abstract Map<String, byte[]> seeds() throws GeneralSecurityException;

	/** Where the inputs are that fuzzing has found worth keeping. */
	Path corpus() {
		return CORPORA.resolve(name().toLowerCase(Locale.ROOT));
	}

	List<Path> inputs() throws IOException {
		try (Stream<Path> files = Files.list(corpus())) {
			return files.sorted().toList();
		}
	}

}
