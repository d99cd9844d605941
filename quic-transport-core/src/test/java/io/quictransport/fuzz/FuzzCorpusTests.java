package io.quictransport.fuzz;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * What fuzzing has found so far is held in every test run (faults F1 and F28).
 */
class FuzzCorpusTests {

	@ParameterizedTest
	@EnumSource
	void allThatFuzzingHasFoundIsHandled(FuzzTarget target) throws Exception {
		assertThat(target.inputs()).isNotEmpty();
		for (Path input : target.inputs()) {
			run(target, input.toString(), Files.readAllBytes(input));
		}
	}

	@ParameterizedTest
	@EnumSource
	void allThatFuzzingBeginsWithIsHandled(FuzzTarget target) throws Exception {
		for (Map.Entry<String, byte[]> seed : target.seeds().entrySet()) {
			run(target, "the seed " + seed.getKey(), seed.getValue());
		}
	}

	private static void run(FuzzTarget target, String name, byte[] input) throws GeneralSecurityException {
		try {
			target.run(input);
		}
		catch (RuntimeException | Error ex) {
			fail(target + " fails with " + name, ex);
		}
	}

}
