package io.quictransport;

import java.time.Duration;

/**
 * Describes one event loop of a transport at a moment.
 *
 * @param index which one, from 0
 * @param connections the connected peers whose home it is
 * @param queuedTasks the tasks that wait for it
 * @param busy how long it has worked over all starts, without the time in which it slept
 * or looked for work: it limits its peers when this grows by one second per second. What
 * it works on now is added when it is done
 * @param silent for how long it has not answered, which one at work does within a second,
 * so that less is zero. A loop is asked when this is read, so that a silence is known
 * from the second reading on
 */
public record EventLoopStats(int index, int connections, int queuedTasks, Duration busy, Duration silent) {
}
