package io.quictransport.spring.boot;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Holds the properties under {@code quic.transport.timeouts}.
 */
final class TimeoutsProperties {

	/**
	 * Time that the TLS handshake of one dialled address may take.
	 */
	private @Nullable Duration connect;

	/**
	 * Time that HELLO may take once TLS is done, and an inbound TLS handshake.
	 */
	private @Nullable Duration handshake;

	/**
	 * Time without anything received from a peer after which it is down. At least two
	 * ping intervals.
	 */
	private @Nullable Duration idle;

	/**
	 * Time between two PINGs of a connection. An end that receives a PING may omit its
	 * own next one, at most three times in a row.
	 */
	private @Nullable Duration pingInterval;

	/**
	 * Timeout of requests and one-way messages that state none.
	 */
	private @Nullable Duration request;

	/**
	 * Time during which a busy port is tried again before the start fails.
	 */
	private @Nullable Duration bind;

	/**
	 * Time without progress after which a connection counts as stalled and is replaced:
	 * it accepts no bytes, or does not deliver messages that were sent.
	 */
	private @Nullable Duration stall;

	/**
	 * Time that a peer may take to send the rest of a frame that it has begun. Should
	 * exceed the peers' timeouts.stall and shutdown.grace-period together, or calls on a
	 * stalled stream fail instead of being sent again.
	 */
	private @Nullable Duration frame;

	/**
	 * Time that an item of a stream of messages may wait for a reader that takes nothing,
	 * before its stream is ended.
	 */
	private @Nullable Duration streamWrite;

	/**
	 * Time for which an unused lane stays open. One lane always stays open.
	 */
	private @Nullable Duration laneIdle;

	public @Nullable Duration getConnect() {
		return this.connect;
	}

	public void setConnect(@Nullable Duration connect) {
		this.connect = connect;
	}

	public @Nullable Duration getHandshake() {
		return this.handshake;
	}

	public void setHandshake(@Nullable Duration handshake) {
		this.handshake = handshake;
	}

	public @Nullable Duration getIdle() {
		return this.idle;
	}

	public void setIdle(@Nullable Duration idle) {
		this.idle = idle;
	}

	public @Nullable Duration getPingInterval() {
		return this.pingInterval;
	}

	public void setPingInterval(@Nullable Duration pingInterval) {
		this.pingInterval = pingInterval;
	}

	public @Nullable Duration getRequest() {
		return this.request;
	}

	public void setRequest(@Nullable Duration request) {
		this.request = request;
	}

	public @Nullable Duration getBind() {
		return this.bind;
	}

	public void setBind(@Nullable Duration bind) {
		this.bind = bind;
	}

	public @Nullable Duration getStall() {
		return this.stall;
	}

	public void setStall(@Nullable Duration stall) {
		this.stall = stall;
	}

	public @Nullable Duration getFrame() {
		return this.frame;
	}

	public void setFrame(@Nullable Duration frame) {
		this.frame = frame;
	}

	public @Nullable Duration getStreamWrite() {
		return this.streamWrite;
	}

	public void setStreamWrite(@Nullable Duration streamWrite) {
		this.streamWrite = streamWrite;
	}

	public @Nullable Duration getLaneIdle() {
		return this.laneIdle;
	}

	public void setLaneIdle(@Nullable Duration laneIdle) {
		this.laneIdle = laneIdle;
	}

}
