package io.quictransport.testing.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import io.quictransport.Dispatch;
import io.quictransport.MessageStream;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.PeerId;
import io.quictransport.Registration;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.StreamOpening;
import io.quictransport.TransportState;
import io.quictransport.testing.history.Message.Kind;
import io.quictransport.testing.history.Script.Step;
import org.jspecify.annotations.Nullable;

/**
 * Applies the steps of a script to nodes, and records the history.
 */
final class RandomHistory {

	private static final String ON_LOOP = "loop";

	private static final int BURST = 12;

	private static final int ITEMS = 5;

	/** One message in so many has a slow handler. */
	private static final int SLOW = 29;

	/** Longer than any of its messages waits. */
	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private final Script script;

	private final World world;

	private final History history = new History();

	private final List<CompletableFuture<?>> calls = new ArrayList<>();

	/** Complete when the history has what their callers are told. */
	private final List<CompletableFuture<?>> told = new ArrayList<>();

	private final Map<String, Registration> registrations = new HashMap<>();

	private final Map<Integer, CompletableFuture<Void>> stopping = new HashMap<>();

	private final Queue<String> problems = new ConcurrentLinkedQueue<>();

	private int streams;

	RandomHistory(Script script, World world) {
		this.script = script;
		this.world = world;
	}

	/** Makes everything happen, and waits until nothing is under way any more. */
	History run() {
		for (int node = 0; node < this.script.nodes(); node++) {
			for (int choice = 0; choice < 3; choice++) {
				register(node, choice);
			}
			registerStreams(node);
		}
		dialAll();
		this.script.steps().forEach(this::perform);
		conclude();
		return this.history;
	}

	/** What was wrong apart from what the history tells. */
	List<String> problems() {
		return List.copyOf(this.problems);
	}

	private void perform(Step step) {
		NetworkTransport node = this.world.node(step.node());
		switch (step.action()) {
			case SEND -> send(step);
			case BURST -> {
				for (int i = 0; i < BURST; i++) {
					send(step);
				}
			}
			case REQUEST -> request(step);
			case STREAM -> stream(step);
			case CANCEL -> cancel(step);
			case PAUSE -> pause(step);
			case REGISTER -> toggle(step.node(), step.choice());
			case DIAL -> dial(step.node(), step.other());
			case DISCONNECT -> ignoringFailure(() -> node.disconnect(peer(step.other())));
			case CUT -> this.world.cut(step.node(), step.other());
			case DISTURB -> this.world.disturb(step.node(), step.other());
			case HEAL -> this.world.heal(step.node(), step.other());
			case ROTATE -> ignoringFailure(() -> this.world.rotate(step.node()));
			case DRAIN -> ignoringFailure(() -> node.drain(Duration.ofMillis(200)));
			case STOP -> this.stopping.computeIfAbsent(step.node(), (key) -> node.stop());
			case START -> start(step.node());
			case VANISH -> vanish(step.node());
		}
	}

	/** Most are short beside what nodes do, some long beside their timeouts. */
	private static void pause(Step step) {
		LockSupport.parkNanos((step.choice() == 0) ? TimeUnit.MILLISECONDS.toNanos(step.millis() / 10)
				: TimeUnit.MICROSECONDS.toNanos(step.millis()));
	}

	private void send(Step step) {
		NetworkTransport node = this.world.node(step.node());
		Message message = sent(Kind.EVENT, step, path(step.choice()));
		submit(message,
				() -> node.send(
						NetworkMessage.message(peer(step.other()), path(step.choice()), message.payload(step.size())),
						Duration.ofMillis(step.millis())));
	}

	private void request(Step step) {
		NetworkTransport node = this.world.node(step.node());
		Message message = sent(Kind.REQUEST, step, path(step.choice()));
		submit(message,
				() -> node.request(
						NetworkMessage.request(peer(step.other()), path(step.choice()), message.payload(step.size())),
						Duration.ofMillis(step.millis())));
	}

	private Message sent(Kind kind, Step step, String channel) {
		return this.history.sent(kind, World.id(step.node()), World.id(step.other()), channel);
	}

	private void submit(Message message, Supplier<CompletableFuture<?>> calling) {
		CompletableFuture<?> call = callOf(calling);
		this.calls.add(call);
		this.told.add(call.handle((result, cause) -> {
			this.history.told(message, unwrapped(cause));
			if (result instanceof NetworkMessage reply && Message.numberIn(reply.payload()) != message.number()) {
				this.problems.add(message + " has the answer to " + Message.numberIn(reply.payload()));
			}
			return null;
		}));
	}

	/** What a call throws its caller is told at once. */
	private static CompletableFuture<?> callOf(Supplier<CompletableFuture<?>> calling) {
		try {
			return calling.get();
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private static @Nullable Throwable unwrapped(@Nullable Throwable cause) {
		return (cause instanceof CompletionException && cause.getCause() != null) ? cause.getCause() : cause;
	}

	private void stream(Step step) {
		String name = "stream-" + this.streams++;
		StreamOpening what = StreamOpening.of(peer(step.other()), "stream")
			.withHeaders(Map.of("name", name))
			.withTimeout(Duration.ofMillis(500));
		CompletableFuture<?> opening = callOf(() -> this.world.node(step.node()).openStream(what));
		this.calls.add(opening);
		this.told.add(opening.handle((opened, cause) -> {
			if (opened instanceof MessageStream stream) {
				sendItems(step, name, stream);
			}
			return null;
		}));
	}

	private void sendItems(Step step, String name, MessageStream stream) {
		for (int i = 0; i < ITEMS; i++) {
			Message item = sent(Kind.ITEM, step, name);
			callOf(() -> stream.send(item.payload(step.size())))
				.whenComplete((done, cause) -> this.history.told(item, unwrapped(cause)));
		}
		callOf(stream::finish);
	}

	private void cancel(Step step) {
		int index = this.calls.size() - 1 - step.choice();
		if (index >= 0) {
			this.calls.get(index).cancel(true);
		}
	}

	private void toggle(int node, int choice) {
		Registration of = this.registrations.remove("event " + node + " " + choice);
		Registration other = this.registrations.remove("request " + node + " " + choice);
		if (of != null && other != null) {
			of.close();
			other.close();
		}
		else {
			register(node, choice);
		}
	}

	private void register(int index, int choice) {
		NetworkTransport node = this.world.node(index);
		String id = World.id(index);
		Dispatch dispatch = path(choice).startsWith(ON_LOOP) ? Dispatch.EVENT_LOOP : Dispatch.EXECUTOR;
		this.registrations.put("event " + index + " " + choice,
				node.onMessage(Route.path(path(choice)).withDispatch(dispatch),
						(message, context) -> handle(id, message.payload(), dispatch)));
		this.registrations.put("request " + index + " " + choice,
				node.onRequest(Route.path(path(choice)).withDispatch(dispatch), RequestHandler.replying((request) -> {
					handle(id, request.payload(), dispatch);
					return request.payload();
				})));
	}

	private void registerStreams(int index) {
		String id = World.id(index);
		this.world.node(index)
			.onStream("stream", (stream) -> stream.forEach((item) -> handle(id, item, Dispatch.EVENT_LOOP))
				.whenComplete((done, cause) -> stream.finish()));
	}

	/**
	 * Some take a moment, so that others come meanwhile, and few so long that much waits.
	 */
	private void handle(String id, byte[] payload, Dispatch dispatch) {
		long number = Message.numberIn(payload);
		this.history.began(number, id);
		if (dispatch == Dispatch.EXECUTOR && number % SLOW == 0) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(80));
		}
		else if (dispatch == Dispatch.EXECUTOR && number % 3 == 0) {
			LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100 * (number % 20)));
		}
		this.history.ended(number, id);
	}

	private void start(int index) {
		CompletableFuture<Void> stopped = this.stopping.remove(index);
		NetworkTransport node = this.world.node(index);
		if (stopped == null && node.state() == TransportState.RUNNING) {
			return;
		}
		try {
			if (stopped == null) {
				// It drains.
				stopped = node.stop();
			}
			stopped.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
			node.start().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (Exception ex) {
			this.problems.add(World.id(index) + " cannot be started again: " + ex);
			return;
		}
		this.world.restarted(index);
		dialAll();
	}

	private void vanish(int index) {
		for (int other = 0; other < this.script.nodes(); other++) {
			if (other != index) {
				this.world.cut(index, other);
			}
		}
		NetworkTransport node = this.world.node(index);
		this.stopping.computeIfAbsent(index, (key) -> node.stop());
		start(index);
		for (int other = 0; other < this.script.nodes(); other++) {
			if (other != index) {
				this.world.heal(index, other);
			}
		}
		dialAll();
	}

	private void dialAll() {
		for (int from = 0; from < this.script.nodes(); from++) {
			for (int to = from + 1; to < this.script.nodes(); to++) {
				dial(from, to);
			}
		}
	}

	private void dial(int from, int to) {
		ignoringFailure(() -> this.world.dial(from, to));
	}

	private void conclude() {
		for (int one = 0; one < this.script.nodes(); one++) {
			for (int other = one + 1; other < this.script.nodes(); other++) {
				this.world.heal(one, other);
			}
		}
		for (int node = 0; node < this.script.nodes(); node++) {
			start(node);
		}
		CompletableFuture<?> all = CompletableFuture.allOf(this.told.toArray(CompletableFuture[]::new));
		try {
			all.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			// The checker names those that are told nothing.
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		long begun = System.nanoTime();
		while (isBusy() && System.nanoTime() - begun < PATIENCE.toNanos()) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
		}
		if (isBusy()) {
			this.problems.add("handlers run on");
		}
	}

	private boolean isBusy() {
		for (int node = 0; node < this.script.nodes(); node++) {
			if (this.world.node(node).stats().handlers().running() > 0) {
				return true;
			}
		}
		return false;
	}

	private void ignoringFailure(Runnable action) {
		try {
			action.run();
		}
		catch (RuntimeException ex) {
			// A node that does not run takes nothing; only what it is told of messages
			// counts.
		}
	}

	private static String path(int choice) {
		return (choice == 2) ? ON_LOOP + "/" + choice : "path/" + choice;
	}

	private static PeerId peer(int index) {
		return new PeerId(World.id(index));
	}

}
