package io.quictransport.internal.wire;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.quictransport.ErrorCode;
import io.quictransport.internal.wire.FrameReader.FrameType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tables and the example of {@code docs/wire-protocol.md} say what the code does.
 */
class WireProtocolDocumentTests {

	@Test
	void theTableOfStreamKindsHoldsThemAll() {
		assertThat(numbersByName(rows("### 3.1 "))).isEqualTo(FrameTypes.kinds());
	}

	@Test
	void theTableOfFrameTypesHoldsThemAll() {
		assertThat(numbersByName(rows("### 3.4 "))).isEqualTo(FrameTypes.all());
	}

	@Test
	void theTableOfErrorCodesHoldsThemAllInTheirOrder() {
		List<String> documented = rows("## 12. ").stream()
			.map((row) -> row.get(0) + " " + row.get(1) + " " + row.get(2))
			.toList();
		List<String> coded = Arrays.stream(ErrorCode.values())
			.map((code) -> String.format("0x%02X %s %s", code.number(), code, code.isTransient() ? "yes" : "no"))
			.toList();
		assertThat(documented).isEqualTo(coded);
	}

	@Test
	void eachErrorCodeHasAMeaningAndAPlaceWhereItIsSeen() {
		assertThat(rows("## 12. ")).allSatisfy((row) -> {
			assertThat(row).hasSize(5).allSatisfy((cell) -> assertThat(cell).isNotBlank());
			assertThat(row.get(3)).matches("-|(close|stream|message|goaway)(, (close|stream|message|goaway))*");
		});
	}

	@Test
	void eachErrorCodeIsFoundByItsNumber() {
		assertThat(ErrorCode.values())
			.allSatisfy((code) -> assertThat(ErrorCode.ofNumber(code.number())).isEqualTo(code));
		assertThat(ErrorCode.ofNumber(0)).isNull();
		assertThat(ErrorCode.ofNumber(Primitives.MAX_VARINT)).isNull();
	}

	@Test
	void theExampleIsAConversationInThisProtocol() {
		Map<String, List<ExampleStream>> streams = ExampleStream.parse(Documents.section("wire-protocol.md", "## 15. "))
			.stream()
			.collect(Collectors.groupingBy(ExampleStream::name, TreeMap::new, Collectors.toList()));
		assertThat(streams.keySet()).containsExactly("a > b, stream 0", "a > b, stream 1", "a > b, stream 4",
				"b > a, stream 0", "b > a, stream 1", "b > a, stream 4");
		streams.values().forEach((parts) -> {
			int kind = parts.get(0).isOpener() ? parts.get(0).bytes()[0] : 0;
			assertThat(kind).isEqualTo(parts.get(0).kind());
			parts.forEach((part) -> assertThat(part.frameNames()).isNotEmpty().isEqualTo(part.announcedNames()));
		});
	}

	@Test
	void theExampleNamesTheFieldsThatItShows() {
		List<ReadFrame> frames = ExampleStream.parse(Documents.section("wire-protocol.md", "## 15. "))
			.stream()
			.flatMap((part) -> part.frames().stream())
			.toList();
		assertThat(frames).filteredOn((frame) -> frame.type() == FrameType.HELLO)
			.extracting((frame) -> frame.value("id"))
			.containsExactly("node-a", "node-b");
		assertThat(frames).filteredOn((frame) -> frame.type() == FrameType.REQUEST)
			.singleElement()
			.satisfies((request) -> assertThat(request.value("path")).isEqualTo("board/get"))
			.satisfies((request) -> assertThat(request.value("header")).isEqualTo("lang => de"))
			.satisfies((request) -> assertThat(request.value("timeout")).isEqualTo("10000"));
		assertThat(frames).filteredOn((frame) -> frame.type() == FrameType.GOAWAY)
			.singleElement()
			.satisfies((goAway) -> assertThat(goAway.value("code")).isEqualTo("NOT_RUNNING"))
			.satisfies((goAway) -> assertThat(goAway.value("lane")).isEqualTo("1 1"));
	}

	private static Map<String, Integer> numbersByName(List<List<String>> rows) {
		return rows.stream()
			.collect(Collectors.toMap((row) -> row.get(1), (row) -> Integer.decode(row.get(0)), (first, second) -> {
				throw new AssertionError("named twice");
			}, TreeMap::new));
	}

	/**
	 * The rows of a section's table that begin with a number, cell by cell.
	 */
	private static List<List<String>> rows(String heading) {
		return Documents.section("wire-protocol.md", heading)
			.stream()
			.filter((line) -> line.startsWith("| 0x"))
			.map((line) -> Arrays.stream(line.substring(1).split("\\|", -1)).map(String::strip).toList())
			.map((cells) -> cells.subList(0, cells.size() - 1))
			.toList();
	}

}
