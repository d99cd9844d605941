package io.quictransport.internal.messaging;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.quictransport.ConfigurationException;
import io.quictransport.MessageHandler;
import io.quictransport.PeerListener;
import io.quictransport.Registration;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.ServedPaths;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is registered, shown to readers, and announced.
 */
class HandlerRegistryTests {

	private static final RequestHandler REQUESTS = (request, context) -> CompletableFuture.completedFuture(new byte[0]);

	private static final MessageHandler MESSAGES = (message, context) -> {
	};

	private final HandlerRegistry registry = new HandlerRegistry();

	@Test
	void eachChangeIsToldOnceWhenReadersSeeIt() {
		List<ServedPaths> seen = new ArrayList<>();
		this.registry.whenChanged(() -> seen.add(this.registry.served()));
		Registration one = this.registry.addRequestHandler(Route.path("a"), REQUESTS);
		Registration set = this.registry.addRequestHandler(Route.matching((path) -> true), REQUESTS);
		set.close();
		one.close();
		Set<String> none = Set.of();
		assertThat(seen).containsExactly(new ServedPaths(Set.of("a"), none, none),
				new ServedPaths(Set.of(ServedPaths.ALL), none, none), new ServedPaths(Set.of("a"), none, none),
				ServedPaths.NONE);
	}

	@Test
	void aRegistrationThatIsClosedTwiceEndsItsOwnHandlerOnlyAndIsToldOnce() {
		AtomicInteger changes = new AtomicInteger();
		Registration first = this.registry.addMessageHandler(Route.path("log"), MESSAGES);
		this.registry.addMessageHandler(Route.path("log"), MESSAGES);
		Registration set = this.registry.addMessageHandler(Route.matching((path) -> false), MESSAGES);
		this.registry.addMessageHandler(Route.matching((path) -> false), MESSAGES);
		this.registry.whenChanged(changes::incrementAndGet);
		Collections.nCopies(2, first).forEach(Registration::close);
		Collections.nCopies(2, set).forEach(Registration::close);
		assertThat(changes).hasValue(2);
		assertThat(this.registry.messageRoute("log")).isNotNull();
		assertThat(this.registry.served().messages()).containsExactly(ServedPaths.ALL);
	}

	@Test
	void aPredicateThatThrowsSelectsNothingAndTheNextIsAsked() {
		this.registry.addRequestHandler(Route.matching((path) -> {
			throw new IllegalStateException(path);
		}), REQUESTS);
		assertThat(this.registry.requestRoute("a")).isNull();
		this.registry.addRequestHandler(Route.matching("a"::equals), REQUESTS);
		assertThat(this.registry.requestRoute("a")).isNotNull();
	}

	@Test
	void aPredicateThatThrowsAnErrorSelectsNothingToo() {
		this.registry.addRequestHandler(Route.matching((path) -> {
			throw new NoClassDefFoundError("made up by a test");
		}), REQUESTS);
		assertThat(this.registry.requestRoute("a")).isNull();
	}

	@Test
	void aListenersRegistrationEndsThatListenerOnlyThoughAnotherIsEqualToIt() {
		PeerListener first = new EqualListener(1);
		PeerListener second = new EqualListener(1);
		this.registry.addListener(first);
		Registration registration = this.registry.addListener(second);
		registration.close();
		assertThat(this.registry.listeners()).singleElement().isSameAs(first);
	}

	@Test
	void aListenerThatCannotBeComparedCanBeRemoved() {
		Registration registration = this.registry.addListener(new PeerListener() {

			@Override
			public boolean equals(Object other) {
				throw new IllegalStateException("made up by a test");
			}

			@Override
			public int hashCode() {
				throw new IllegalStateException("made up by a test");
			}

		});
		registration.close();
		assertThat(this.registry.hasListeners()).isFalse();
	}

	@Test
	void aHandlerThatIsRefusedLeavesTheOneThatIsThere() {
		Registration there = this.registry.addRequestHandler(Route.path("a"), REQUESTS);
		assertThatExceptionOfType(ConfigurationException.class)
			.isThrownBy(() -> this.registry.addRequestHandler(Route.path("a"), REQUESTS))
			.withMessageContaining("'a'");
		assertThat(this.registry.requestRoute("a")).isNotNull();
		there.close();
		assertThat(this.registry.requestRoute("a")).isNull();
		assertThat(this.registry.served()).isEqualTo(ServedPaths.NONE);
	}

	/**
	 * A listener as records are: equal to another one of the same parts.
	 *
	 * @param part any part
	 */
	private record EqualListener(int part) implements PeerListener {
	}

}
