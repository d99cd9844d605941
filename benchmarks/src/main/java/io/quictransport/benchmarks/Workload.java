package io.quictransport.benchmarks;

import java.net.InetSocketAddress;
import java.time.Duration;

import io.quictransport.benchmarks.subject.PemIdentity;
import io.quictransport.benchmarks.subject.Subject;

/**
 * What is done to a subject, and how it is measured.
 */
interface Workload {

	/**
	 * The name in the report.
	 * @return a short name, such as {@code echo-64B-64}
	 */
	String name();

	/**
	 * Gets ready in the client process.
	 * @param subject what to measure
	 * @param server where its other side listens
	 * @param identity the client's identity
	 * @return what runs the workload
	 */
	Session open(Subject subject, InetSocketAddress server, PemIdentity identity) throws Exception;

	/**
	 * A workload that is ready to run.
	 */
	interface Session extends AutoCloseable {

		/**
		 * Runs for a while and leaves nothing under way.
		 * @param length how long
		 * @return what was reached
		 */
		Measurement run(Duration length) throws Exception;

	}

}
