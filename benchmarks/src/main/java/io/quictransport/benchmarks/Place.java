package io.quictransport.benchmarks;

import java.io.IOException;

/**
 * The kinds of {@link Site}.
 */
enum Place {

	/** The machine's loopback. */
	LOOPBACK {
		@Override
		Site open() {
			return new LocalSite(false);
		}
	},

	/** The machine's loopback, with all processes on one CPU. */
	ONE_CPU {
		@Override
		Site open() {
			return new LocalSite(true);
		}
	};

	/**
	 * Makes the site.
	 * @return the site
	 * @throws IOException if this machine cannot have one
	 */
	abstract Site open() throws IOException, InterruptedException;

}
