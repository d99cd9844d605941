package io.quictransport.load;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NumbersTests {

	private static final int MANY = 1_000_000;

	@Test
	void eachNumberIsTakenOnceHoweverManyThereAre() {
		Numbers numbers = upTo(MANY);
		assertThat(IntStream.range(0, MANY).filter(numbers::add)).isEmpty();
		assertThat(numbers.count()).isEqualTo(MANY);
		assertThat(numbers.blocksInPart()).isLessThanOrEqualTo(1);
	}

	@Test
	void aMissingNumberIsNamed() {
		Numbers numbers = new Numbers();
		IntStream.range(0, MANY).filter((number) -> number != 4711 && number != 999_999).forEach(numbers::add);
		assertThat(upTo(MANY).without(numbers)).containsExactly(4711, 999_999);
		assertThat(numbers.without(upTo(MANY))).isEmpty();
		assertThat(upTo(10).without(new Numbers())).hasSize(10);
	}

	@Test
	void aWordSaysItAll() {
		Numbers numbers = new Numbers();
		IntStream.range(0, MANY).filter((number) -> number % 300_000 != 5).forEach(numbers::add);
		Numbers read = Numbers.parse(numbers.toWord());
		assertThat(read.count()).isEqualTo(numbers.count());
		assertThat(upTo(MANY).without(read)).containsExactly(5, 300_005, 600_005, 900_005);
		assertThat(Numbers.parse(new Numbers().toWord()).count()).isZero();
	}

	private static Numbers upTo(int end) {
		Numbers numbers = new Numbers();
		IntStream.range(0, end).forEach(numbers::add);
		return numbers;
	}

}
