package io.quictransport.testing.memory;

import io.quictransport.testing.contract.ContractNodes;
import io.quictransport.testing.contract.NetworkTransportContract;
import org.junit.jupiter.api.AutoClose;

/**
 * {@link InMemoryTransport} keeps what {@link io.quictransport.NetworkTransport}
 * promises.
 */
class InMemoryTransportContractTests implements NetworkTransportContract {

	@AutoClose
	private final InMemoryNetwork network = new InMemoryNetwork();

	private final ContractNodes nodes = new ContractNodes(this.network::node);

	@Override
	public ContractNodes nodes() {
		return this.nodes;
	}

}
