package io.quictransport.sample;

/**
 * Orders the writes of a key: the one with the greater version wins, on every node and in
 * whatever order they arrive.
 *
 * @param time when the owner carried out the write, by its {@link VersionClock}
 * @param node the owner, which decides between equal times
 */
record Version(long time, String node) implements Comparable<Version> {

	@Override
	public int compareTo(Version other) {
		int byTime = Long.compare(this.time, other.time);
		return (byTime != 0) ? byTime : this.node.compareTo(other.node);
	}

}
