package io.quictransport.benchmarks.subject;

import java.net.InetSocketAddress;

/**
 * Carries messages between two processes, which is what a comparison measures. Each
 * process makes its own instance; {@link #listen} is called in one of them and
 * {@link #connect} in the other.
 */
public interface Subject {

	/**
	 * The name in the report.
	 * @return a short name, such as {@code raw}
	 */
	String name();

	/**
	 * Answers requests with their payload and takes one-way messages, until closed.
	 * @param setup where and as whom
	 * @return the listening side
	 */
	Listener listen(Setup setup) throws Exception;

	/**
	 * Connects to a listening side.
	 * @param server its address
	 * @param setup where and as whom
	 * @return the connected side
	 */
	Link connect(InetSocketAddress server, Setup setup) throws Exception;

	/**
	 * Gets ready to connect to a listening side again and again. Not every subject can.
	 * @param server its address
	 * @param setup where and as whom
	 * @return what connects
	 */
	default Dialler dialler(InetSocketAddress server, Setup setup) throws Exception {
		throw new UnsupportedOperationException(name() + " does not take part in this");
	}

	/**
	 * Connects and closes again.
	 */
	interface Dialler extends AutoCloseable {

		/**
		 * Connects once, until both sides know each other, and closes.
		 * @param completion told when both know each other, and when all is over
		 */
		void connectAndClose(Link.Completion completion);

	}

	/**
	 * The side that listens.
	 */
	interface Listener extends AutoCloseable {

		InetSocketAddress address();

		/**
		 * A listener of two functions.
		 * @param address where it listens
		 * @param close what closes it
		 * @return the listener
		 */
		static Listener of(InetSocketAddress address, Runnable close) {
			return new Listener() {

				@Override
				public InetSocketAddress address() {
					return address;
				}

				@Override
				public void close() {
					close.run();
				}

			};
		}

	}

}
