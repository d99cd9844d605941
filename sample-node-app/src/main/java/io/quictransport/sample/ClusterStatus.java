package io.quictransport.sample;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.quictransport.NetworkException;
import io.quictransport.NetworkTransport;
import io.quictransport.PeerId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Asks all members for their state.
 */
@Component
final class ClusterStatus {

	/** Who answers over a slow link is not silent: half a second each way is slow. */
	private static final Duration TIMEOUT = Duration.ofMillis(1500);

	private final NetworkTransport transport;

	private final Members members;

	private final NodeStatus status;

	private final BoardApi nodes;

	ClusterStatus(NetworkTransport transport, Members members, NodeStatus status, BoardApi nodes) {
		this.transport = transport;
		this.members = members;
		this.status = status;
		this.nodes = nodes;
	}

	CompletableFuture<ClusterView> view() {
		PeerId self = this.members.self();
		List<CompletableFuture<Member>> asked = this.members.all().stream().map((member) -> {
			return member.equals(self)
					? CompletableFuture.completedFuture(new Member(self.value(), true, this.status.view(), null, null))
					: ask(member);
		}).toList();
		return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
			.thenApply((all) -> new ClusterView(self.value(), asked.stream().map(CompletableFuture::join).toList()));
	}

	private CompletableFuture<Member> ask(PeerId member) {
		boolean connected = this.transport.isConnected(member);
		return this.nodes.status(member, TIMEOUT)
			.handle((view, failure) -> (failure == null) ? new Member(member.value(), connected, view, null, null)
					: failed(member, connected, Failures.of(failure)));
	}

	private static Member failed(PeerId member, boolean connected, Throwable failure) {
		String code = (failure instanceof NetworkException known) ? known.code().name() : null;
		return new Member(member.value(), connected, null, code, failure.getMessage());
	}

	/**
	 * The cluster as one node sees it.
	 *
	 * @param asked the node that was asked
	 * @param members all members, that node among them
	 */
	record ClusterView(String asked, List<Member> members) {
	}

	/**
	 * One member.
	 *
	 * @param id the member's id
	 * @param connected whether the asked node is connected to it
	 * @param view how it stands, null if it has not answered
	 * @param code the code of the failure if it has not answered, else null
	 * @param problem why it has not answered, null if it has
	 */
	record Member(String id, boolean connected, @Nullable NodeView view, @Nullable String code,
			@Nullable String problem) {
	}

}
