package io.quictransport.quic;

/**
 * Selects how a connection finds out how much the path carries at a time.
 */
public enum CongestionControl {

	/** CUBIC (RFC 9438): what most of the network uses, and the default. */
	CUBIC,

	/** NewReno (RFC 9002, section 7): grows more slowly on fast, long paths. */
	RENO,

	/**
	 * BBR, version 2: goes by the measured rate instead of by losses. It relies on
	 * packets that are spread in time, which the codec does not do: a burst leaves at
	 * once.
	 */
	BBR

}
