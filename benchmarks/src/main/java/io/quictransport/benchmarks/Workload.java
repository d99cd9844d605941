package io.quictransport.benchmarks;

import java.net.InetSocketAddress;
import java.time.Duration;

import io.quictransport.benchmarks.subject.Setup;
import io.quictransport.benchmarks.subject.Subject;

/**
 * Defines the calls made to a subject, and how they are measured.
 */
interface Workload {

	/**
	 * The name in the report.
	 * @return a short name, such as {@code echo-64B-64}
	 */
	String name();

	/**
	 * What is compared.
	 * @return the metric
	 */
	default Metric metric() {
		return Metric.RATE;
	}

	/**
	 * Where it runs.
	 * @return the place
	 */
	default Place place() {
		return Place.LOOPBACK;
	}

	/**
	 * Whether handlers run on the subject's default executor.
	 * @return false for those that run where the message was read
	 */
	default boolean executor() {
		return false;
	}

	/**
	 * How many clients with an identity of their own there are, beside the one that every
	 * workload may use.
	 * @return the number
	 */
	default int clients() {
		return 0;
	}

	/**
	 * How many times as long as others it takes to warm up.
	 * @return 1 for most
	 */
	default int warmUpFactor() {
		return 1;
	}

	/**
	 * Gets ready in the client process.
	 * @param subject what to measure
	 * @param server where its other side listens
	 * @param setup where and as whom the client runs
	 * @return what runs the workload
	 */
	Session open(Subject subject, InetSocketAddress server, Setup setup) throws Exception;

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

		/**
		 * Runs so that the compilers see as much as possible, for a while.
		 * @param length how long
		 * @return what was reached
		 */
		default Measurement warmUp(Duration length) throws Exception {
			return run(length);
		}

	}

}
