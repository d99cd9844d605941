package io.quictransport.sample;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class SnapshotPartTests {

	private static final int LARGEST_MESSAGE = 1024 * 1024;

	private final Board board = new Board();

	private final NodeJson json = new NodeJson(new JsonMapper());

	@Test
	void anEmptyBoardHasNoParts() {
		assertThat(SnapshotPart.allOf(this.board)).isEmpty();
	}

	@Test
	void aBoardLargerThanAMessageComesInPartsThatFit() {
		// Each of these characters takes six bytes in JSON, as much as there is.
		String value = "\u0001".repeat(64 * 1024);
		for (int i = 0; i < 40; i++) {
			this.board.merge(new Entry("large-" + i, value, new Version(i, "node-a")));
		}
		assertThat(allParts()).containsExactlyElementsOf(this.board.after(null).toList()).hasSize(40);
	}

	@Test
	void aBoardOfManySmallValuesComesInPartsThatFit() {
		for (int i = 0; i < 5000; i++) {
			this.board
				.merge(new Entry("k" + i, (i % 2 == 0) ? "" : null, new Version(Long.MAX_VALUE - i, "n".repeat(128))));
		}
		assertThat(allParts()).containsExactlyElementsOf(this.board.after(null).toList()).hasSize(5000);
	}

	@Test
	void aBoardThatChangesMeanwhileIsWalkedToItsEnd() {
		for (int i = 0; i < 1000; i++) {
			this.board.merge(new Entry("key-%04d".formatted(i), "v".repeat(1000), new Version(i, "node-a")));
		}
		List<Entry> seen = new ArrayList<>();
		for (SnapshotPart part : SnapshotPart.allOf(this.board)) {
			seen.addAll(part.entries());
			String last = part.entries().get(part.entries().size() - 1).key();
			this.board.merge(new Entry(last + "-new", "late", new Version(5000, "node-a")));
		}
		assertThat(seen).extracting(Entry::key).contains("key-0000", "key-0999").hasSizeGreaterThanOrEqualTo(1000);
	}

	private List<Entry> allParts() {
		List<Entry> all = new ArrayList<>();
		for (SnapshotPart part : SnapshotPart.allOf(this.board)) {
			byte[] payload = this.json.write(part);
			assertThat(payload).hasSizeLessThanOrEqualTo(LARGEST_MESSAGE);
			all.addAll(this.json.read(payload, SnapshotPart.class).entries());
		}
		return all;
	}

}
