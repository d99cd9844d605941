package io.quictransport.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.Future;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Represents an event loop that takes no task and no timer while a test says that it has
 * no memory for them. Meanwhile, whoever asks is on another thread.
 */
public final class ScarceLoop {

	private static final Set<String> TAKING = Set.of("execute", "schedule", "scheduleWithFixedDelay");

	private final EventLoop given;

	private final EventLoop scarce;

	private volatile boolean lacking;

	private @Nullable Future<?> repeated;

	/**
	 * Makes a loop that has memory.
	 * @param loop runs what is taken
	 */
	public ScarceLoop(EventLoop loop) {
		this.given = loop;
		this.scarce = (EventLoop) Proxy.newProxyInstance(ScarceLoop.class.getClassLoader(),
				new Class<?>[] { EventLoop.class }, (proxy, method, arguments) -> call(method, arguments));
	}

	/** The loop, for what is tested. */
	public EventLoop loop() {
		return this.scarce;
	}

	/** Ends what repeats, as a loop does that has no place to take it again. */
	public void dropsWhatRepeats() {
		Future<?> last = this.repeated;
		if (last != null) {
			last.cancel(false);
		}
	}

	/** Whether there is no memory from now on. */
	public void isShort(boolean now) {
		this.lacking = now;
	}

	private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
		if (this.lacking && TAKING.contains(method.getName())) {
			throw new OutOfMemoryError("made up by a test");
		}
		if (this.lacking && method.getName().equals("inEventLoop")) {
			return false;
		}
		try {
			Object result = method.invoke(this.given, arguments);
			if (method.getName().equals("scheduleWithFixedDelay")) {
				this.repeated = (Future<?>) result;
			}
			return result;
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

}
