package io.quictransport.sample;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Serves the board over HTTP. Any node can be asked; the answer states which node owns
 * the key.
 */
@RestController
@RequestMapping("/board")
final class BoardController {

	private static final String OWNER_HEADER = "Board-Owner";

	private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

	private final BoardService service;

	private final BoardListing listing;

	private final int maxValueSize;

	BoardController(BoardService service, BoardListing listing, BoardProperties properties) {
		this.service = service;
		this.listing = listing;
		this.maxValueSize = (int) properties.maxValueSize().toBytes();
	}

	@GetMapping("/{key}")
	CompletableFuture<ResponseEntity<String>> get(@PathVariable String key) {
		return carryOut(Command.get(checked(key)))
			.thenApply((found) -> answer(found).contentType(TEXT).body(found.entry().value()));
	}

	@PutMapping("/{key}")
	CompletableFuture<ResponseEntity<Void>> put(@PathVariable String key, InputStream body) throws IOException {
		return carryOut(Command.put(checked(key), text(body))).thenApply((put) -> answer(put).build());
	}

	@DeleteMapping("/{key}")
	CompletableFuture<ResponseEntity<Void>> delete(@PathVariable String key) {
		return carryOut(Command.delete(checked(key))).thenApply((deleted) -> answer(deleted).build());
	}

	@GetMapping
	BoardListing.Page list(@RequestParam(required = false) @Nullable String after,
			@RequestParam(defaultValue = "100") int limit) {
		if (limit < 1 || limit > BoardListing.MAX_LIMIT) {
			throw BoardProblem.invalidLimit(BoardListing.MAX_LIMIT);
		}
		return this.listing.page(after, limit);
	}

	private CompletableFuture<BoardService.OwnedEntry> carryOut(Command command) {
		return this.service.carryOut(command);
	}

	private static ResponseEntity.BodyBuilder answer(BoardService.OwnedEntry owned) {
		return ResponseEntity.ok()
			.header(OWNER_HEADER, owned.owner().value())
			.eTag(owned.entry().version().time() + "@" + owned.entry().version().node());
	}

	private static String checked(String key) {
		if (!Entry.isKey(key)) {
			throw BoardProblem.invalidKey();
		}
		return key;
	}

	private String text(InputStream body) throws IOException {
		byte[] bytes = body.readNBytes(this.maxValueSize + 1);
		if (bytes.length > this.maxValueSize) {
			throw BoardProblem.tooLarge(this.maxValueSize);
		}
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
		}
		catch (CharacterCodingException ex) {
			throw BoardProblem.invalidText();
		}
	}

}
