package io.quictransport;

import java.net.InetSocketAddress;

/**
 * States the buffers of one UDP socket, as they were read back when they were last set.
 *
 * @param eventLoop the index of its event loop
 * @param accepting whether it accepts connections; otherwise they are dialled from it
 * @param address where it is bound
 * @param asked the requested size of each buffer in bytes ({@code socketBufferSize})
 * @param askedReceive the requested size of its receive buffer in bytes, which grows with
 * the number of its connections
 * @param receive the bytes of its receive buffer that the system has granted
 * @param send the bytes of its send buffer that the system has granted
 */
public record SocketBuffers(int eventLoop, boolean accepting, InetSocketAddress address, int asked, int askedReceive,
		int receive, int send) {

	/**
	 * Whether the system has granted less than was requested.
	 * @return whether either buffer is smaller
	 */
	public boolean isLimited() {
		return this.receive < this.askedReceive || this.send < this.asked;
	}

}
