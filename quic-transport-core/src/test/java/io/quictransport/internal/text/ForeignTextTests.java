package io.quictransport.internal.text;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of a text that somebody else has chosen.
 */
class ForeignTextTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "plain", "größe 東 😀 \\ \" ' {} ", "a[::1]:9000", "é" })
	void whatIsHarmlessStaysAsItIs(String text) {
		assertThat(ForeignText.line(text)).isSameAs(text);
	}

	@ParameterizedTest
	@CsvSource({ "0a, \\n", "0d, \\r", "09, \\t", "00, \\u0000", "1b, \\u001b", "7f, \\u007f", "85, \\u0085",
			"9b, \\u009b", "ad, \\u00ad", "200b, \\u200b", "200e, \\u200e", "2028, \\u2028", "2029, \\u2029",
			"202e, \\u202e", "2066, \\u2066", "feff, \\ufeff", "d800, \\ud800", "dc00, \\udc00",
			"e0001, \\udb40\\udc01" })
	void whatWouldDoSomethingIsShownInstead(String hex, String shown) {
		String unsafe = new StringBuilder().appendCodePoint(Integer.parseInt(hex, 16)).toString();
		assertThat(ForeignText.line("a" + unsafe + "b")).isEqualTo("a" + shown + "b");
		assertThat(ForeignText.line(unsafe)).isEqualTo(shown);
	}

	@Test
	void eachOfManyUnsafeCharactersIsShown() {
		assertThat(ForeignText.line("\r\nforged\n")).isEqualTo("\\r\\nforged\\n");
	}

	@Test
	void aTextIsCutWhereItIsTooLong() {
		String most = "x".repeat(ForeignText.MAX_LENGTH);
		assertThat(ForeignText.line(most)).isSameAs(most);
		assertThat(ForeignText.line(most + "x")).isEqualTo(most + "...");
		assertThat(ForeignText.line("\n".repeat(1_000_000))).hasSizeLessThan(ForeignText.MAX_LENGTH + 10);
		assertThat(ForeignText.line(most.substring(1) + "😀y")).isEqualTo(most.substring(1) + "😀...");
	}

	@Test
	void aValueIsShownByItsToString() {
		assertThat(ForeignText.line(null)).isEqualTo("null");
		assertThat(ForeignText.line(42)).isEqualTo("42");
		assertThat(ForeignText.line(new Unprintable()))
			.isEqualTo("(io.quictransport.internal.text.ForeignTextTests$Unprintable that cannot be printed)");
	}

	@Test
	void aTextThatFitsStaysAndALongerOneIsCutBetweenCharacters() {
		assertThat(ForeignText.fit("x".repeat(64), 64)).hasSize(64);
		assertThat(ForeignText.fit("x".repeat(65), 64)).isEqualTo("x".repeat(20) + "...");
		assertThat(ForeignText.fit("東".repeat(100), 64)).isEqualTo("東".repeat(20) + "...");
		assertThat(ForeignText.fit("a" + "😀".repeat(100), 64)).isEqualTo("a" + "😀".repeat(9) + "...");
	}

	private static final class Unprintable {

		@Override
		public String toString() {
			throw new AssertionError("there is no text");
		}

	}

}
