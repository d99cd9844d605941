package io.quictransport.sample;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class SnapshotPageTests {

	private static final int LARGEST_MESSAGE = 1024 * 1024;

	private final Board board = new Board();

	private final NodeJson json = new NodeJson(new JsonMapper());

	@Test
	void anEmptyBoardIsOneEmptyPage() {
		SnapshotPage page = SnapshotPage.of(this.board, SnapshotPage.Ask.FIRST);
		assertThat(page.entries()).isEmpty();
		assertThat(page.last()).isTrue();
		assertThat(page.next()).isNull();
	}

	@Test
	void aBoardLargerThanAMessageComesInPagesThatFit() {
		// Each of these characters takes six bytes in JSON, as much as there is.
		String value = "\u0001".repeat(64 * 1024);
		for (int i = 0; i < 40; i++) {
			this.board.merge(new Entry("large-" + i, value, new Version(i, "node-a")));
		}
		assertThat(allPages()).containsExactlyElementsOf(this.board.after(null).toList()).hasSize(40);
	}

	@Test
	void aBoardOfManySmallValuesComesInPagesThatFit() {
		for (int i = 0; i < 5000; i++) {
			this.board
				.merge(new Entry("k" + i, (i % 2 == 0) ? "" : null, new Version(Long.MAX_VALUE - i, "n".repeat(128))));
		}
		assertThat(allPages()).containsExactlyElementsOf(this.board.after(null).toList()).hasSize(5000);
	}

	private List<Entry> allPages() {
		List<Entry> all = new ArrayList<>();
		SnapshotPage.Ask ask = SnapshotPage.Ask.FIRST;
		while (ask != null) {
			byte[] payload = this.json.write(SnapshotPage.of(this.board, ask));
			assertThat(payload).hasSizeLessThanOrEqualTo(LARGEST_MESSAGE);
			SnapshotPage page = this.json.read(payload, SnapshotPage.class);
			all.addAll(page.entries());
			ask = page.next();
		}
		return all;
	}

}
