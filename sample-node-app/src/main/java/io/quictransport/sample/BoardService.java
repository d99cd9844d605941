package io.quictransport.sample;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.quictransport.NetworkException;
import io.quictransport.PeerId;
import org.springframework.stereotype.Component;

/**
 * Sends a command to the owner of its key, which may be this node. The futures fail with
 * a {@link BoardProblem} that states what to tell the user.
 */
@Component
final class BoardService {

	private final BoardApi nodes;

	private final Members members;

	private final KeyOwner keyOwner;

	private final BoardProperties properties;

	BoardService(BoardApi nodes, Members members, KeyOwner keyOwner, BoardProperties properties) {
		this.nodes = nodes;
		this.members = members;
		this.keyOwner = keyOwner;
		this.properties = properties;
	}

	CompletableFuture<OwnedEntry> carryOut(Command command) {
		PeerId owner = this.members.ownerOf(command.key());
		CompletableFuture<Answer> answer = owner.equals(this.members.self())
				? CompletableFuture.completedFuture(this.keyOwner.carryOut(command)) : ask(owner, command);
		return answer.thenApply((given) -> result(owner, command, given));
	}

	private CompletableFuture<Answer> ask(PeerId owner, Command command) {
		return this.nodes.command(owner, command, this.properties.requestTimeout()).handle((answer, failure) -> {
			if (failure == null) {
				return Objects.requireNonNull(answer, "an owner answers");
			}
			if (Failures.of(failure) instanceof NetworkException refused) {
				throw BoardProblem.ownerUnavailable(owner, refused);
			}
			throw new CompletionException(Failures.of(failure));
		});
	}

	private static OwnedEntry result(PeerId owner, Command command, Answer answer) {
		return switch (answer.status()) {
			case OK ->
				new OwnedEntry(owner, Objects.requireNonNull(answer.entry(), "an answer that is OK has an entry"));
			case NOT_FOUND -> throw BoardProblem.notFound(owner, command.key());
			case CATCHING_UP -> throw BoardProblem.catchingUp(owner);
			case FULL -> throw BoardProblem.full(owner);
		};
	}

	/**
	 * What a key holds, and who owns it.
	 *
	 * @param owner the key's owner
	 * @param entry what the key holds
	 */
	record OwnedEntry(PeerId owner, Entry entry) {
	}

}
