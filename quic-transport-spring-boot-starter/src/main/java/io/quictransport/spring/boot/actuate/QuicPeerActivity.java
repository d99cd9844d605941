package io.quictransport.spring.boot.actuate;

import java.time.Duration;
import java.util.Map;

import io.quictransport.ConnectionActivity;
import io.quictransport.PacketLoss;
import io.quictransport.PeerActivity;
import io.quictransport.StreamLoad;
import org.jspecify.annotations.Nullable;

/**
 * Describes the messages and the connection between the node and one peer, as the
 * endpoint shows them.
 *
 * @param messagesWaiting messages in flight that no stream has taken
 * @param queuedBytes payload bytes of all messages in flight
 * @param oldestWaitMillis how long the oldest message that waits has waited
 * @param handlers handlers that run for the peer, and messages that wait for theirs
 * @param handlersByPath those of requests and one-way messages by path, the busiest paths
 * first, as far as they are counted separately
 * @param connection the live connection, null without one
 */
record QuicPeerActivity(int messagesWaiting, long queuedBytes, double oldestWaitMillis, int handlers,
		Map<String, Integer> handlersByPath, @Nullable Connection connection) {

	static QuicPeerActivity of(PeerActivity activity) {
		ConnectionActivity connection = activity.connection();
		return new QuicPeerActivity(activity.outbound().waiting(), activity.outbound().bytes(),
				millis(activity.outbound().oldestWait()), activity.handlers().count(), activity.handlers().byPath(),
				(connection != null) ? Connection.of(connection) : null);
	}

	private static double millis(Duration duration) {
		return duration.toNanos() / 1e6;
	}

	/**
	 * The inside of a connection.
	 *
	 * @param streams open QUIC streams of both ends
	 * @param streamsWaiting streams of this node that wait until limits let them be
	 * opened
	 * @param streamCredit the number of streams that the peer lets this node open
	 * @param messageStreams open streams of messages of both ends
	 * @param sendCredit bytes that the lane with the least room may send, null without a
	 * lane
	 * @param blockedBytes bytes written that QUIC has not taken, for lack of credit
	 * @param silentMillis the time since something was last received from the peer
	 * @param recentLoss the packets of the last minute
	 */
	record Connection(int streams, int streamsWaiting, long streamCredit, int messageStreams, @Nullable Long sendCredit,
			long blockedBytes, double silentMillis, Loss recentLoss) {

		static Connection of(ConnectionActivity stats) {
			StreamLoad streams = stats.streams();
			return new Connection(streams.open(), streams.waiting(), streams.credit(), streams.messageStreams(),
					streams.sendCredit(), streams.blockedBytes(), millis(stats.silence()), Loss.of(stats.recentLoss()));
		}

	}

	/**
	 * The packets of the last minute.
	 *
	 * @param seconds the time that is covered
	 * @param packetsSent packets sent
	 * @param packetsLost packets sent that were found to be lost
	 * @param ratio the share that was lost, from 0 to 1
	 */
	record Loss(double seconds, long packetsSent, long packetsLost, double ratio) {

		static Loss of(PacketLoss loss) {
			return new Loss(millis(loss.window()) / 1000, loss.sent(), loss.lost(), loss.ratio());
		}

	}

}
