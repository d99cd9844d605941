package io.quictransport.internal.peer;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.handler.codec.quic.QuicChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.internal.connection.Connection;
import io.quictransport.internal.connection.ConnectionOwner.HandshakeListener;
import io.quictransport.internal.peer.DialContext.AddressConnector;
import io.quictransport.support.ManualLoop;

/**
 * A network without sockets: notes each dial with its time, and has it fail when the test
 * says so. Names stand for what the test says.
 */
final class FakeNetwork implements AddressConnector {

	private final ManualLoop loop;

	private final long begun;

	private final List<Dial> dials = new ArrayList<>();

	private final Map<String, List<InetSocketAddress>> names = new HashMap<>();

	private boolean refuses;

	FakeNetwork(ManualLoop loop) {
		this.loop = loop;
		this.begun = loop.now();
	}

	/** Has each dial fail at once from now on. */
	void refuse() {
		this.refuses = true;
	}

	void name(String name, List<InetSocketAddress> addresses) {
		this.names.put(name, addresses);
	}

	List<Dial> dials() {
		return this.dials;
	}

	/** The ports that were dialled, in order. */
	List<Integer> ports() {
		return this.dials.stream().map((dial) -> dial.address().getPort()).toList();
	}

	/** When each dial was made, in milliseconds from the beginning. */
	List<Long> times() {
		return this.dials.stream().map(Dial::millis).toList();
	}

	@Override
	public Future<QuicChannel> connect(InetSocketAddress address, DialTarget target, HandshakeListener listener,
			Consumer<Connection> made, Consumer<NetworkException> notSent) {
		Promise<QuicChannel> promise = this.loop.loop().newPromise();
		Dial dial = new Dial(address, TimeUnit.NANOSECONDS.toMillis(this.loop.now() - this.begun), promise);
		this.dials.add(dial);
		if (this.refuses) {
			dial.refuse();
		}
		return promise;
	}

	@Override
	public void resolve(List<NodeAddress> addresses, Resolution resolution) {
		List<InetSocketAddress> found = new ArrayList<>();
		for (NodeAddress address : addresses) {
			found.addAll(this.names.getOrDefault(address.host(),
					List.of(new InetSocketAddress(address.host(), address.port()))));
		}
		resolution.resolved(found, null);
	}

	/**
	 * One dial.
	 *
	 * @param address where to
	 * @param millis when, from the beginning
	 * @param promise what becomes of it
	 */
	record Dial(InetSocketAddress address, long millis, Promise<QuicChannel> promise) {

		void refuse() {
			this.promise.setFailure(new ConnectException("refused"));
		}

	}

}
