package io.quictransport.testing.contract;

/**
 * Specifies everything that any {@link io.quictransport.NetworkTransport} promises. A
 * test class implements {@link #nodes()} and inherits the tests.
 */
public interface NetworkTransportContract extends LifecycleContract, PeerContract, PeerListenerContract,
		RequestContract, RequestHandlerContract, OneWayContract, StreamContract, InvalidMessageContract, LimitContract,
		DrainContract, PathSetContract, OwnNodeContract, SeveralHandlersContract, NodeHandleContract, PayloadContract {

}
