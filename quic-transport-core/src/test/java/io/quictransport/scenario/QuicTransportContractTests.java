package io.quictransport.scenario;

import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.contract.ContractNodes;
import io.quictransport.testing.contract.NetworkTransportContract;

/**
 * {@link QuicTransport} keeps what {@link io.quictransport.NetworkTransport} promises.
 */
class QuicTransportContractTests implements NetworkTransportContract {

	private final ContractNodes nodes = new ContractNodes(
			(id, options) -> new QuicTransport(options.withIdentity(TestNodes.identityOf(id))));

	@Override
	public ContractNodes nodes() {
		return this.nodes;
	}

}
