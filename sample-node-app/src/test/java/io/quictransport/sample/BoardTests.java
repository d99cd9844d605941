package io.quictransport.sample;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BoardTests {

	private final Board board = new Board();

	@Test
	void aLateWriteNeverOverwritesANewerOne() {
		Entry newer = new Entry("key", "new", new Version(2, "node-a"));
		assertThat(this.board.merge(newer)).isTrue();
		assertThat(this.board.merge(new Entry("key", "old", new Version(1, "node-b")))).isFalse();
		assertThat(this.board.find("key")).isEqualTo(newer);
	}

	@Test
	void aLateWriteDoesNotBringADeletedKeyBack() {
		Entry deletion = new Entry("key", null, new Version(2, "node-a"));
		this.board.merge(deletion);
		this.board.merge(new Entry("key", "old", new Version(1, "node-a")));
		assertThat(this.board.find("key")).isEqualTo(deletion);
	}

	@Test
	void theSameWriteIsTakenOnce() {
		assertThat(this.board.merge(new Entry("key", "value", new Version(1, "node-a")))).isTrue();
		assertThat(this.board.merge(new Entry("key", "value", new Version(1, "node-a")))).isFalse();
	}

	@Test
	void ofTwoWritesAtOneTimeTheSameOneHoldsInEitherOrder() {
		Entry one = new Entry("key", "one", new Version(1, "node-a"));
		Entry other = new Entry("key", "other", new Version(1, "node-b"));
		Board turned = new Board();
		this.board.merge(one);
		this.board.merge(other);
		turned.merge(other);
		turned.merge(one);
		assertThat(this.board.find("key")).isEqualTo(turned.find("key")).isEqualTo(other);
	}

	@Test
	void onlyOldDeletionsAreForgotten() {
		this.board.merge(new Entry("old-deletion", null, new Version(1, "node-a")));
		this.board.merge(new Entry("new-deletion", null, new Version(3, "node-a")));
		this.board.merge(new Entry("old-value", "value", new Version(1, "node-a")));
		this.board.forgetDeletedBefore(2);
		assertThat(this.board.after(null)).extracting(Entry::key).containsExactly("new-deletion", "old-value");
	}

	@Test
	void anEntryNeedsAValidKey() {
		for (String key : new String[] { "", ".hidden", "a/b", "a b", "k".repeat(65), "schön" }) {
			assertThatIllegalArgumentException().as(key)
				.isThrownBy(() -> new Entry(key, "value", new Version(1, "node-a")));
		}
	}

}
