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

	/** The machine's loopback, beside two processes that never sleep. */
	BESIDE_OTHERS(2) {
		@Override
		Site open() throws IOException {
			return BusySite.open();
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
			return NamespaceSite.open(0, ONE_IN_A_HUNDRED);
		}
	},

	/** A network with a round trip of 10 ms that loses nothing. */
	RTT_10_MS(2) {
		@Override
		List<String> missing() {
			return NamespaceSite.missing();
		}

		@Override
		Site open() throws IOException, InterruptedException {
			return NamespaceSite.open(5, NOTHING);
		}
	},

	/** A network with a round trip of 100 ms that loses nothing. */
	RTT_100_MS(5) {
		@Override
		List<String> missing() {
			return NamespaceSite.missing();
		}

		@Override
		Site open() throws IOException, InterruptedException {
			return NamespaceSite.open(50, NOTHING);
		}
	},

	/**
	 * A network with a round trip of 10 ms that loses one packet in a hundred each way.
	 */
	LOSS_10_MS(10) {
		@Override
		List<String> missing() {
			return NamespaceSite.missing();
		}

		@Override
		Site open() throws IOException, InterruptedException {
			return NamespaceSite.open(5, ONE_IN_A_HUNDRED);
		}
	},

	/** The same with a round trip of 100 ms. */
	LOSS_100_MS(10) {
		@Override
		List<String> missing() {
			return NamespaceSite.missing();
		}

		@Override
		Site open() throws IOException, InterruptedException {
			return NamespaceSite.open(50, ONE_IN_A_HUNDRED);
		}
	};

	private static final double NOTHING = 0;

	private static final double ONE_IN_A_HUNDRED = 0.01;

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
