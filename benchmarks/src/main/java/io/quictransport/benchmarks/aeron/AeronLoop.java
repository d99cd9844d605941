package io.quictransport.benchmarks.aeron;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.aeron.Aeron;
import io.aeron.FragmentAssembler;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.FragmentHandler;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * Runs the driver, the client and the handler of a process on one thread, as the other
 * subjects have one event loop.
 */
final class AeronLoop implements AutoCloseable {

	/**
	 * What a path of Ethernet's size carries is Aeron's default; loopback carries more.
	 */
	private static final int MTU = 16_000;

	private static final int TERM_LENGTH = 4 * 1024 * 1024;

	private static final int WINDOW = 1024 * 1024;

	private static final int FRAGMENTS_A_TURN = 64;

	private static final int SPINS = 100;

	private static final int YIELDS = 20;

	private static final long LEAST_PARK_NANOS = 1_000;

	private static final long MOST_PARK_NANOS = 100_000;

	/**
	 * After so long without a message this subject waits for its turn while others are
	 * measured, and wakes seldom: the driver's heartbeats need no more.
	 */
	private static final long WAITS_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private static final long WAITING_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private final MediaDriver driver;

	private final Aeron aeron;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final Thread thread;

	/** Written before the thread starts. */
	private Runnable poll = () -> {
	};

	private int polled;

	private volatile boolean closing;

	AeronLoop(String name) {
		this.driver = MediaDriver.launchEmbedded(new MediaDriver.Context().threadingMode(ThreadingMode.INVOKER)
			.dirDeleteOnStart(true)
			.dirDeleteOnShutdown(true)
			.mtuLength(MTU)
			.publicationTermBufferLength(TERM_LENGTH)
			.initialWindowLength(WINDOW)
			.socketRcvbufLength(WINDOW)
			.socketSndbufLength(WINDOW));
		this.aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(this.driver.aeronDirectoryName())
			.useConductorAgentInvoker(true)
			.driverAgentInvoker(this.driver.sharedAgentInvoker()));
		this.thread = new Thread(this::run, name);
		this.thread.setDaemon(true);
	}

	Aeron aeron() {
		return this.aeron;
	}

	/**
	 * Begins to read.
	 * @param subscription what to read
	 * @param handler receives whole messages
	 */
	void start(Subscription subscription, FragmentHandler handler) {
		FragmentAssembler assembler = new FragmentAssembler(handler);
		this.poll = () -> this.polled = subscription.poll(assembler, FRAGMENTS_A_TURN);
		this.thread.start();
	}

	/** Runs something on the thread, at once if this is it. */
	void execute(Runnable task) {
		if (Thread.currentThread() == this.thread) {
			task.run();
		}
		else {
			this.tasks.add(task);
		}
	}

	/**
	 * Sends, and drives the driver while it takes nothing. Only on the thread.
	 * @param publication where to
	 * @param buffer holds the message
	 * @param offset where it begins
	 * @param length its length
	 */
	void send(Publication publication, DirectBuffer buffer, int offset, int length) {
		while (true) {
			long position = publication.offer(buffer, offset, length);
			if (position >= 0) {
				return;
			}
			if (position == Publication.CLOSED || position == Publication.MAX_POSITION_EXCEEDED
					|| position == Publication.NOT_CONNECTED) {
				throw new IllegalStateException("the other end is gone: " + Publication.errorString(position));
			}
			turn();
		}
	}

	/** Lets the driver and the client work once. Before the start, or on the thread. */
	int turn() {
		return this.driver.sharedAgentInvoker().invoke() + this.aeron.conductorAgentInvoker().invoke();
	}

	private void run() {
		IdleStrategy idle = new BackoffIdleStrategy(SPINS, YIELDS, LEAST_PARK_NANOS, MOST_PARK_NANOS);
		long lastMessage = System.nanoTime();
		while (!this.closing) {
			int work = turn();
			int messages = runTasks();
			this.poll.run();
			messages += this.polled;
			long now = System.nanoTime();
			if (messages > 0) {
				lastMessage = now;
			}
			if (now - lastMessage > WAITS_NANOS) {
				LockSupport.parkNanos(WAITING_PARK_NANOS);
			}
			else {
				idle.idle(work + messages);
			}
		}
		this.aeron.close();
		this.driver.close();
	}

	private int runTasks() {
		int run = 0;
		for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
			task.run();
			run++;
		}
		return run;
	}

	@Override
	public void close() {
		this.closing = true;
		try {
			this.thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
