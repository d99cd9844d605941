package io.quictransport.internal.peer;

import java.util.List;

import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DemandTests {

	private static final NodeAddress NAMED = new NodeAddress("10.0.0.1", 1);

	private static final NodeAddress FOUND = new NodeAddress("10.0.0.2", 2);

	private static final NodeAddress TOLD = new NodeAddress("10.0.0.3", 3);

	private static final NodeInfo SAYS = NodeInfo.of(new PeerId("node-x")).withAddresses(List.of(TOLD));

	private final Demand demand = new Demand();

	@Test
	void aPeerThatNobodyWantsHasNoDemand() {
		assertThat(this.demand.exists()).isFalse();
		assertThat(this.demand.addresses(null)).isEmpty();
	}

	@Test
	void whatDiscoveryFindsComesBeforeWhatTheApplicationNames() {
		this.demand.wanted(List.of(NAMED));
		this.demand.found(List.of(FOUND), "dns");
		assertThat(this.demand.addresses(SAYS)).containsExactly(FOUND, NAMED);
	}

	@Test
	void whatAPeerTellsIsBelievedOnlyWhereItHasBeenReached() {
		this.demand.wanted(List.of(NAMED));
		assertThat(this.demand.addresses(SAYS)).containsExactly(NAMED);
		this.demand.reachedAt(TOLD);
		assertThat(this.demand.addresses(SAYS)).containsExactly(NAMED, TOLD);
	}

	@Test
	void whereItWasReachedIsNotDialledWhenThePeerDoesNotNameItAnyMore() {
		this.demand.wanted(List.of(NAMED));
		this.demand.reachedAt(FOUND);
		assertThat(this.demand.addresses(SAYS)).containsExactly(NAMED);
	}

	@Test
	void discoveryEndsOnlyItsOwnDemand() {
		this.demand.found(List.of(FOUND), "dns");
		this.demand.wanted(List.of(NAMED));
		assertThat(this.demand.released()).isFalse();
		assertThat(this.demand.exists()).isTrue();
		this.demand.end();
		assertThat(this.demand.exists()).isFalse();
	}

	@Test
	void discoveryThatWasAloneLeavesNoDemand() {
		this.demand.found(List.of(FOUND), "dns");
		assertThat(this.demand.released()).isTrue();
		assertThat(this.demand.exists()).isFalse();
	}

	@Test
	void forgottenAddressesAreNotDialled() {
		this.demand.wanted(List.of(NAMED));
		this.demand.reachedAt(TOLD);
		this.demand.forgetAddresses();
		assertThat(this.demand.addresses(SAYS)).isEmpty();
	}

}
