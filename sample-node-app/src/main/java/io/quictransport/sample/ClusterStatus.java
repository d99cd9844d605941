package io.quictransport.sample;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.quictransport.NetworkTransport;
import io.quictransport.PeerId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Asks all members how they stand.
 */
@Component
final class ClusterStatus {

	private static final Duration TIMEOUT = Duration.ofMillis(800);

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
					? CompletableFuture.completedFuture(new Member(self.value(), true, this.status.view(), null))
					: ask(member);
		}).toList();
		return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
			.thenApply((all) -> new ClusterView(self.value(), asked.stream().map(CompletableFuture::join).toList()));
	}

	private CompletableFuture<Member> ask(PeerId member) {
		boolean connected = this.transport.isConnected(member);
		return this.nodes.status(member, TIMEOUT)
			.handle((view, failure) -> new Member(member.value(), connected, view,
					(failure != null) ? Failures.of(failure).getMessage() : null));
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
	 * @param problem why it has not answered, null if it has
	 */
	record Member(String id, boolean connected, @Nullable NodeView view, @Nullable String problem) {
	}

}
