package io.quictransport;

import org.jspecify.annotations.Nullable;

/**
 * Describes the QUIC streams of one connection at one moment.
 *
 * @param open the open QUIC streams of both ends, the control stream included
 * @param waiting streams of this node that wait until limits let them be opened
 * @param credit the number of streams that the peer lets this node open now
 * @param lanes the open lanes of this node
 * @param messageStreams the open streams of messages of both ends
 * @param sendCredit the bytes that the lane with the least room may send before it has to
 * wait, as of its last write: the least of the stream's flow-control credit, the
 * connection's, and the room in the congestion window; null without a lane
 * @param blockedBytes bytes that were written to lanes and transfers and that QUIC has
 * not taken yet, for lack of such credit
 */
public record StreamLoad(int open, int waiting, long credit, int lanes, int messageStreams, @Nullable Long sendCredit,
		long blockedBytes) {
}
