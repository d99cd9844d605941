package io.quictransport.internal.endpoint;

/**
 * Adapts a socket to the number of its connections. With few connections, its receive
 * buffer keeps the configured size, since data that waits in it delays everything else,
 * and few datagrams are read before the codec answers, so that both ends work at the same
 * time. With many, bursts that arrive together need a larger buffer, and more datagrams
 * are read in a turn: among them are several of one peer, which one datagram answers.
 * Confined to the event loop.
 */
final class SocketScale {

	/**
	 * The room of one connection, about ten small datagrams as the system counts them.
	 */
	static final int ROOM = 16 * 1024;

	static final int MOST_ROOM = 4 * 1024 * 1024;

	/** The number of datagrams that one system call reads. */
	static final int BATCH = 16;

	/** A turn that ends with the first system call, however many datagrams that reads. */
	static final int ONE_CALL = 1;

	/** The most datagrams that are read in a turn. */
	static final int LONGEST_TURN = 16 * BATCH;

	/** A turn may read so many datagrams of each connection. */
	private static final int OF_EACH = 2;

	private final Socket socket;

	private int room;

	private int turn = ONE_CALL;

	private int connections;

	/** Whether the socket has been told of that. */
	private boolean lacksRoom;

	/**
	 * Makes the scale of a socket that reads once in a turn.
	 * @param room the size of its receive buffer in bytes
	 * @param socket the socket
	 */
	SocketScale(int room, Socket socket) {
		this.room = room;
		this.socket = socket;
	}

	/** One connection more. */
	void opened() {
		this.connections++;
		int wanted = this.room;
		while (wanted < MOST_ROOM && (long) ROOM * this.connections > wanted) {
			wanted = Math.min(MOST_ROOM, 2 * wanted);
		}
		if (wanted > this.room) {
			this.room = wanted;
			int granted = this.socket.receiveBuffer(wanted);
			if (granted < wanted && !this.lacksRoom) {
				this.lacksRoom = true;
				this.socket.lacksRoom(wanted, granted);
			}
		}
		adaptTurn();
	}

	/** One connection less; a buffer that has grown stays. */
	void closed() {
		this.connections--;
		adaptTurn();
	}

	private void adaptTurn() {
		int batches = (OF_EACH * this.connections + BATCH - 1) / BATCH;
		int wanted = (batches <= 1) ? ONE_CALL : Math.min(LONGEST_TURN, batches * BATCH);
		if (wanted != this.turn) {
			this.turn = wanted;
			this.socket.turn(wanted);
		}
	}

	/** Represents the socket. */
	interface Socket {

		/**
		 * Changes the size of the receive buffer, as far as the system grants it.
		 * @return the bytes that it has now
		 */
		int receiveBuffer(int bytes);

		/**
		 * The system has granted less than was asked for. Told once, since what the
		 * system grants is the same the next time.
		 */
		void lacksRoom(int asked, int granted);

		/** Changes after how many datagrams no more are read before the codec answers. */
		void turn(int datagrams);

	}

}
