package io.quictransport.benchmarks;

import java.io.IOException;
import java.util.List;

/**
 * Lists the kinds of {@link Site}.
 */
enum Place {

	/** The machine's loopback. */
	LOOPBACK(1) {
		@Override
		Site open() {
			return new LocalSite(false);
		}
	},

	/** The machine's loopback, with all processes on one CPU. */
	ONE_CPU(1) {
		@Override
		Site open() {
			return new LocalSite(true);
		}
	},

	/** A network that loses one packet in a hundred each way. */
	LOSS(2) {
		@Override
		List<String> missing() {
			return NamespaceSite.missing();
		}

		@Override
		Site open() throws IOException, InterruptedException {
			return NamespaceSite.open(0);
		}
	},

	/** The same with a round trip of 10 ms. */
	LOSS_10_MS(10) {
		@Override
		List<String> missing() {
			return NamespaceSite.missing();
		}

		@Override
		Site open() throws IOException, InterruptedException {
			return NamespaceSite.open(ONE_WAY_MILLIS);
		}
	};

	private static final int ONE_WAY_MILLIS = 5;

	private final int stretch;

	Place(int stretch) {
		this.stretch = stretch;
	}

	/** How many times as long a window must be to hold enough messages. */
	int stretch() {
		return this.stretch;
	}

	/** The programs that it takes and this machine lacks. */
	List<String> missing() {
		return List.of();
	}

	/**
	 * Makes the site.
	 * @return the site
	 * @throws IOException if this machine cannot have one
	 */
	abstract Site open() throws IOException, InterruptedException;

}
