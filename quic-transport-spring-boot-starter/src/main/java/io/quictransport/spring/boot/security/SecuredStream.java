package io.quictransport.spring.boot.security;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

import io.quictransport.ErrorCode;
import io.quictransport.MessageException;
import io.quictransport.MessagePayload;
import io.quictransport.MessageStream;
import io.quictransport.PeerId;

import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;

/**
 * Delivers the items of a stream in the security context of the peer that sends them.
 *
 * @param stream the stream
 * @param context the context
 */
record SecuredStream(MessageStream stream, PeerContext context) implements MessageStream {

	@Override
	public Flow.Publisher<byte[]> items() {
		return (subscriber) -> this.stream.items().subscribe(new SecuredSubscriber(subscriber, this.context));
	}

	@Override
	public CompletableFuture<Void> forEach(Consumer<? super byte[]> action) {
		return this.stream.forEach(secured(action));
	}

	@Override
	public CompletableFuture<Void> forEachPayload(Consumer<? super MessagePayload> action) {
		return this.stream.forEachPayload(secured(action));
	}

	private <T> Consumer<T> secured(Consumer<? super T> action) {
		return (item) -> {
			try (PeerContext.Scope scope = this.context.open()) {
				action.accept(item);
			}
			catch (AccessDeniedException | AuthenticationException ex) {
				throw (MessageException) PeerSecurity.told(ex);
			}
		};
	}

	@Override
	public PeerId peer() {
		return this.stream.peer();
	}

	@Override
	public Optional<X509Certificate> certificate() {
		return this.stream.certificate();
	}

	@Override
	public String path() {
		return this.stream.path();
	}

	@Override
	public Map<String, String> headers() {
		return this.stream.headers();
	}

	@Override
	public Optional<Duration> remaining() {
		return this.stream.remaining();
	}

	@Override
	public CompletableFuture<Void> send(MessagePayload item) {
		return this.stream.send(item);
	}

	@Override
	public CompletableFuture<Void> finish() {
		return this.stream.finish();
	}

	@Override
	public void reset(ErrorCode code, String reason) {
		this.stream.reset(code, reason);
	}

	@Override
	public void reset(MessageException failure) {
		this.stream.reset(failure);
	}

	@Override
	public CompletableFuture<Void> closed() {
		return this.stream.closed();
	}

	@Override
	public String toString() {
		return this.stream.toString();
	}

	/**
	 * Signals a subscriber in the context.
	 *
	 * @param subscriber the subscriber
	 * @param context the context
	 */
	private record SecuredSubscriber(Flow.Subscriber<? super byte[]> subscriber,
			PeerContext context) implements Flow.Subscriber<byte[]> {

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			this.context.run(() -> this.subscriber.onSubscribe(subscription));
		}

		@Override
		public void onNext(byte[] item) {
			this.context.run(() -> this.subscriber.onNext(item));
		}

		@Override
		public void onError(Throwable failure) {
			this.context.run(() -> this.subscriber.onError(failure));
		}

		@Override
		public void onComplete() {
			this.context.run(this.subscriber::onComplete);
		}

	}

}
