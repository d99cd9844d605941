package io.quictransport.spring.boot;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The properties under {@code quic.transport.timeouts}.
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
	 * Time without a sign of a peer after which it is down. At least two ping intervals.
	 */
	private @Nullable Duration idle;

	/**
	 * Time between two PINGs of a connection.
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

}
