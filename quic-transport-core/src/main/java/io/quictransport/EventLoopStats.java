package io.quictransport;

import java.time.Duration;

/**
 * Describes one event loop of a transport at a moment.
 *
 * @param index which one, from 0
 * @param connections the connected peers whose home it is
 * @param queuedTasks the tasks that wait for it
 * @param busy how long it has worked over all starts, without the time in which it slept
 * or polled; when this grows by one second per second, the loop limits its peers. The
 * work of the moment is added when it is done
 * @param silent how long the loop has not answered; zero below a second, since a busy
 * loop answers within that time. Reading this asks the loop, so a silence is known from
 * the second reading on
 */
public record EventLoopStats(int index, int connections, int queuedTasks, Duration busy, Duration silent) {
}
