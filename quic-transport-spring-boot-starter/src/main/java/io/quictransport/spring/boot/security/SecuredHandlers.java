package io.quictransport.spring.boot.security;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.quictransport.ApplicationException;
import io.quictransport.MessageContext;
import io.quictransport.MessageHandler;
import io.quictransport.MessageStreamHandler;
import io.quictransport.NetworkMessage;
import io.quictransport.RequestHandler;
import io.quictransport.spring.boot.HandlerDecorator;
import io.quictransport.spring.boot.NodeOperation;

import org.springframework.core.Ordered;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;

/**
 * Runs handlers in the security context of the calling peer, if it is admitted. Applied
 * inside the observation and the mapping of failures, and outside of the application's
 * decorators.
 */
final class SecuredHandlers implements HandlerDecorator, Ordered {

	private static final int ORDER = HIGHEST_PRECEDENCE + 200;

	private final PeerSecurity security;

	private final DeniedMessages denied = new DeniedMessages();

	SecuredHandlers(PeerSecurity security) {
		this.security = security;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public RequestHandler decorate(String route, RequestHandler handler) {
		return (request, context) -> {
			PeerContext peer = this.security.admit(NodeOperation.REQUEST, request.path(), context.peer(),
					context.certificate().orElse(null));
			try (PeerContext.Scope scope = peer.open()) {
				return told(handler.handle(request, context));
			}
			catch (AccessDeniedException | AuthenticationException ex) {
				throw (ApplicationException) PeerSecurity.told(ex);
			}
		};
	}

	private static CompletionStage<byte[]> told(CompletionStage<byte[]> reply) {
		boolean answered = reply == null || (reply instanceof CompletableFuture<byte[]> known && known.isDone()
				&& !known.isCompletedExceptionally());
		return answered ? reply
				: reply.exceptionallyCompose((failure) -> CompletableFuture.failedFuture(PeerSecurity.told(failure)));
	}

	/** The sender is not told: its message is acknowledged already. */
	@Override
	public MessageHandler decorate(String route, MessageHandler handler) {
		return (message, context) -> {
			PeerContext peer;
			try {
				peer = this.security.admit(NodeOperation.MESSAGE, message.path(), context.peer(),
						context.certificate().orElse(null));
			}
			catch (ApplicationException ex) {
				denied(message, context, ex);
				return;
			}
			try (PeerContext.Scope scope = peer.open()) {
				handler.handle(message, context);
			}
			catch (AccessDeniedException | AuthenticationException ex) {
				denied(message, context, ex);
			}
		};
	}

	private void denied(NetworkMessage message, MessageContext context, RuntimeException failure) {
		this.denied.add(context.peer(), message, String.valueOf(PeerSecurity.told(failure).getMessage()));
	}

	@Override
	public MessageStreamHandler decorate(String route, MessageStreamHandler handler) {
		return (stream) -> {
			PeerContext peer = this.security.admit(NodeOperation.STREAM, stream.path(), stream.peer(),
					stream.certificate().orElse(null));
			try (PeerContext.Scope scope = peer.open()) {
				handler.handle(new SecuredStream(stream, peer));
			}
			catch (AccessDeniedException | AuthenticationException ex) {
				throw (ApplicationException) PeerSecurity.told(ex);
			}
		};
	}

}
