package io.quictransport;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Answers the requests of one path.
 *
 * <p>
 * Runs on the transport's handler executor, many at a time, unless registered with
 * {@link Dispatch#EVENT_LOOP}. A handler that throws, or whose stage fails, gives the
 * caller a {@link MessageException} with {@link ErrorCode#HANDLER_FAILED}; one that
 * throws a {@link MessageException} passes on that exception's code and text, and one
 * that throws an {@link ApplicationException} the application's own code and details. The
 * caller learns that a handler may have run, unless this one states that it has done
 * nothing: with {@link MessageException#refusal(ErrorCode, String) a refusal}, or any
 * {@link MessageException} that it has made with {@link Outcome#NOT_ACCEPTED}. A failed
 * call to another node that the handler passes on is not such a statement, because only
 * the handler knows what it did before that call.
 */
@FunctionalInterface
public interface RequestHandler {

	/**
	 * Answers one request.
	 * @param request the request, its source set from the sender's certificate
	 * @param context the deadline, cancellation and reply headers
	 * @return the stage that completes with the answer's payload, unless the handler
	 * gives it by {@link RequestContext#replyPayload}
	 * @throws Exception if there is no answer; the caller receives a typed failure
	 */
	CompletionStage<byte[]> handle(NetworkMessage request, RequestContext context) throws Exception;

	/**
	 * Makes a handler from a function that returns the answer.
	 * @param function computes the answer's payload
	 * @return the handler
	 */
	static RequestHandler replying(Function<NetworkMessage, byte[]> function) {
		return (request, context) -> CompletableFuture.completedFuture(function.apply(request));
	}

}
