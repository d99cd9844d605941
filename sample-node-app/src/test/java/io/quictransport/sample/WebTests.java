package io.quictransport.sample;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.quictransport.PeerId;
import io.quictransport.spring.boot.QuicTransportConnectionDetails;
import io.quictransport.spring.boot.messaging.NodeTransportTemplate;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import io.quictransport.testing.memory.InMemoryTransport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the web sees of node-a, whose peer node-b is down.
 */
@WebMvcTest(controllers = { BoardController.class, NodesController.class },
		properties = { "board.max-value-size=100B", "board.catch-up-timeout=0s" })
@Import({ WebTests.NetworkConfiguration.class, BoardConfiguration.class, Members.class, NodeJson.class, Incoming.class,
		CatchUp.class, Replicator.class, KeyOwner.class, BoardService.class, BoardListing.class, NodeStatus.class,
		ClusterStatus.class })
class WebTests {

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private Board board;

	@Autowired
	private Members members;

	private String ownKey = "";

	private String keyOfB = "";

	@BeforeEach
	void findKeys() {
		this.ownKey = keyOf("node-a");
		this.keyOfB = keyOf("node-b");
		this.board.after(null).toList().forEach((entry) -> {
			this.board
				.merge(new Entry(entry.key(), null, new Version(entry.version().time() + 1, entry.version().node())));
			this.board.forgetDeletedBefore(Long.MAX_VALUE);
		});
	}

	@Test
	void whatIsPutIsReadAndDeleted() {
		assertThat(put(this.ownKey, "schönes Wetter")).hasStatusOk().hasHeader("Board-Owner", "node-a");
		assertThat(this.mvc.get().uri("/board/" + this.ownKey)).hasStatusOk()
			.hasContentType("text/plain;charset=UTF-8")
			.hasHeader("Board-Owner", "node-a")
			.containsHeader("ETag")
			.hasBodyTextEqualTo("schönes Wetter");
		assertThat(this.mvc.delete().uri("/board/" + this.ownKey)).hasStatusOk();
		assertThat(this.mvc.get().uri("/board/" + this.ownKey)).hasStatus(HttpStatus.NOT_FOUND);
	}

	@Test
	void aReaderThatAsksForTextIsToldTheProblemToo() {
		assertThat(this.mvc.get().uri("/board/" + this.ownKey).accept(MediaType.TEXT_PLAIN))
			.hasStatus(HttpStatus.NOT_FOUND)
			.hasContentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON);
	}

	@Test
	void aKeyWhoseOwnerIsDownIsRefusedWithTheReason() {
		assertThat(put(this.keyOfB, "value")).hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
			.hasContentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON)
			.hasHeader("Retry-After", "1")
			.bodyJson()
			.isLenientlyEqualTo(
					"""
							{ "status": 503, "owner": "node-b", "code": "NOT_CONNECTED", "outcome": "NOT_SENT", "retryable": true }""")
			.extractingPath("$.detail")
			.asString()
			.startsWith("node-b owns this key and cannot be asked: the peer is not connected");
	}

	@Test
	void anInvalidKeyIsABadRequest() {
		for (String key : new String[] { "-first", "a b", "k".repeat(65), "schön" }) {
			assertThat(this.mvc.put().uri("/board/{key}", key).content("value")).as(key)
				.hasStatus(HttpStatus.BAD_REQUEST);
			assertThat(this.mvc.get().uri("/board/{key}", key)).as(key).hasStatus(HttpStatus.BAD_REQUEST);
		}
	}

	@Test
	void aValueThatIsTooLargeIsRefused() {
		assertThat(put(this.ownKey, "x".repeat(100))).hasStatusOk();
		assertThat(put(this.ownKey, "x".repeat(101))).hasStatus(HttpStatus.CONTENT_TOO_LARGE);
	}

	@Test
	void aValueThatIsNoTextIsRefused() {
		assertThat(this.mvc.put().uri("/board/" + this.ownKey).content(new byte[] { (byte) 0xff }))
			.hasStatus(HttpStatus.BAD_REQUEST);
	}

	@Test
	void aValueIsTakenWhateverItIsCalled() {
		assertThat(this.mvc.put()
			.uri("/board/" + this.ownKey)
			.contentType(MediaType.APPLICATION_FORM_URLENCODED)
			.content("a=b&c")).hasStatusOk();
		assertThat(this.mvc.get().uri("/board/" + this.ownKey)).hasBodyTextEqualTo("a=b&c");
	}

	@Test
	void theBoardIsListedInPages() {
		this.board.merge(new Entry("k1", "x".repeat(500), new Version(1, "node-b")));
		this.board.merge(new Entry("k2", "two", new Version(2, "node-b")));
		assertThat(this.mvc.get().uri("/board?limit=1")).hasStatusOk()
			.bodyJson()
			.isLenientlyEqualTo(
					"""
							{ "entries": [ { "key": "k1", "length": 500, "version": { "time": 1, "node": "node-b" } } ], "next": "k1" }""");
		assertThat(this.mvc.get().uri("/board?after=k1")).hasStatusOk().bodyJson().isLenientlyEqualTo("""
				{ "entries": [ { "key": "k2", "preview": "two" } ], "next": null }""");
		assertThat(this.mvc.get().uri("/board?limit=0")).hasStatus(HttpStatus.BAD_REQUEST);
		assertThat(this.mvc.get().uri("/board?limit=many")).hasStatus(HttpStatus.BAD_REQUEST);
	}

	@Test
	void theNodeShowsItsPeers() {
		assertThat(this.mvc.get().uri("/nodes")).hasStatusOk()
			.bodyJson()
			.isLenientlyEqualTo(
					"""
							{ "id": "node-a", "state": "RUNNING", "serving": true, "address": "127.0.0.1:40001",
							  "traffic": { "connections": 1, "errors": { "CONNECT_TIMEOUT": 1 } },
							  "peers": [
							    { "id": "node-b", "phase": "DISCONNECTED", "connected": false, "address": null, "rttMicros": null },
							    { "id": "node-c", "phase": "CONNECTED", "connected": true, "address": "127.0.0.1:40002",
							      "dialled": true, "rttMicros": 310 } ] }""")
			.extractingPath("$.peers[0].lastError")
			.asString()
			.startsWith("CONNECT_TIMEOUT");
	}

	@Test
	void theClusterShowsMembersThatDoNotAnswer() {
		assertThat(this.mvc.get().uri("/cluster")).hasStatusOk().bodyJson().isLenientlyEqualTo("""
				{ "asked": "node-a", "members": [
				    { "id": "node-a", "connected": true, "problem": null, "view": { "id": "node-a" } },
				    { "id": "node-b", "connected": false, "view": null },
				    { "id": "node-c", "connected": true, "view": null } ] }""");
	}

	private MvcTestResult put(String key, String value) {
		return this.mvc.put().uri("/board/" + key).content(value.getBytes(StandardCharsets.UTF_8)).exchange();
	}

	private String keyOf(String owner) {
		PeerId id = new PeerId(owner);
		for (int i = 0; i < 10_000; i++) {
			if (this.members.ownerOf("key-" + i).equals(id)) {
				return "key-" + i;
			}
		}
		throw new IllegalStateException(owner + " owns nothing");
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class NetworkConfiguration {

		@Bean
		InMemoryNetwork network() {
			return new InMemoryNetwork();
		}

		@Bean
		InMemoryTransport networkTransport(InMemoryNetwork network) {
			InMemoryTransport a = network.node("node-a");
			InMemoryTransport c = network.node("node-c");
			network.delay("node-a", "node-c", Duration.ofNanos(155_250));
			a.start().join();
			c.start().join();
			a.connectPeer(network.peer("node-b"));
			a.connectPeer(network.peer("node-c")).join();
			return a;
		}

		@Bean
		NodeTransportTemplate nodes(InMemoryTransport transport, JsonMapper mapper) {
			return new NodeTransportTemplate(transport, new JacksonJsonMessageConverter(mapper), Results.PATIENCE);
		}

		@Bean
		QuicTransportConnectionDetails configuredPeers(InMemoryNetwork network) {
			return () -> List.of(network.peer("node-b"), network.peer("node-c"));
		}

	}

}
