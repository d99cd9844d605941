package io.quictransport.scenario;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.quictransport.quic.QuicTransport;
import io.quictransport.testing.TestCertificates;
import io.quictransport.testing.contract.ContractNodes;
import io.quictransport.testing.contract.NetworkTransportContract;
import io.quictransport.tls.TlsIdentity;

/**
 * {@link QuicTransport} keeps what {@link io.quictransport.NetworkTransport} promises.
 */
class QuicTransportContractTests implements NetworkTransportContract {

	private static final TestCertificates AUTHORITY = TestCertificates.create();

	private static final Map<String, TlsIdentity> IDENTITIES = new ConcurrentHashMap<>();

	private final ContractNodes nodes = new ContractNodes((id,
			options) -> new QuicTransport(options.withIdentity(IDENTITIES.computeIfAbsent(id, AUTHORITY::identity))));

	@Override
	public ContractNodes nodes() {
		return this.nodes;
	}

}
