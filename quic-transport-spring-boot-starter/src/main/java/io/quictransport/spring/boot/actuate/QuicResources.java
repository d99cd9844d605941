package io.quictransport.spring.boot.actuate;

import java.util.List;

import io.quictransport.EventLoopStats;
import io.quictransport.NetworkTransport;
import io.quictransport.NodeResources;
import io.quictransport.SocketBuffers;

/**
 * Describes the resources of the machine that the node uses, as the endpoint shows them.
 *
 * @param queuedBytes payload bytes of the messages in flight to all peers
 * @param oldestWaitMillis how long the oldest message that no stream has taken has waited
 * @param directBufferBytes memory outside the heap that Netty has taken for buffers
 * @param heapBufferBytes the same of the heap
 * @param sockets the UDP sockets
 * @param eventLoops the event loops
 */
record QuicResources(long queuedBytes, double oldestWaitMillis, long directBufferBytes, long heapBufferBytes,
		List<Socket> sockets, List<Loop> eventLoops) {

	static QuicResources of(NetworkTransport transport) {
		NodeResources resources = transport.resources();
		return new QuicResources(resources.queue().bytes(), resources.queue().oldestWait().toNanos() / 1e6,
				resources.buffers().direct(), resources.buffers().heap(),
				resources.sockets().stream().map(Socket::of).toList(),
				transport.eventLoops().stream().map(Loop::of).toList());
	}

	/**
	 * One UDP socket with the buffers that the system has granted it.
	 *
	 * @param eventLoop the index of its event loop
	 * @param accepting whether it accepts connections; otherwise they are dialled from it
	 * @param address where it is bound
	 * @param askedBytes what was asked for
	 * @param askedReceiveBytes what was asked for receiving, which grows with the number
	 * of connections
	 * @param receiveBytes what was granted for receiving
	 * @param sendBytes what was granted for sending
	 * @param limited whether that is less than was asked for
	 */
	record Socket(int eventLoop, boolean accepting, String address, int askedBytes, int askedReceiveBytes,
			int receiveBytes, int sendBytes, boolean limited) {

		static Socket of(SocketBuffers socket) {
			String address = socket.address().toString();
			return new Socket(socket.eventLoop(), socket.accepting(), address.substring(address.indexOf('/') + 1),
					socket.asked(), socket.askedReceive(), socket.receive(), socket.send(), socket.isLimited());
		}

	}

	/**
	 * One event loop.
	 *
	 * @param index which one
	 * @param connections the connected peers whose home it is
	 * @param queuedTasks the tasks that wait for it
	 * @param busySeconds how long it has worked
	 * @param silentSeconds for how long it has not answered, known from the second
	 * reading on
	 */
	record Loop(int index, int connections, int queuedTasks, double busySeconds, double silentSeconds) {

		static Loop of(EventLoopStats loop) {
			return new Loop(loop.index(), loop.connections(), loop.queuedTasks(), loop.busy().toNanos() / 1e9,
					loop.silent().toNanos() / 1e9);
		}

	}

}
