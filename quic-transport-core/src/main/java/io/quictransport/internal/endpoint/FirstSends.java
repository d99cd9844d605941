package io.quictransport.internal.endpoint;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;

/**
 * Notifies a dial that the system did not take its first datagram, which the codec does
 * not check: the dial can fail at once then. Later datagrams pass unwatched. Confined to
 * the event loop.
 */
final class FirstSends extends ChannelOutboundHandlerAdapter {

	private final Map<InetSocketAddress, Consumer<Throwable>> watched = new HashMap<>();

	/**
	 * Watches the next datagram to an address.
	 * @param socket the socket that sends it
	 * @param connection the connection, whose end also ends the watch
	 * @param address where the datagram goes
	 * @param failed receives the reason why it was not sent
	 */
	static void watch(Channel socket, Channel connection, InetSocketAddress address, Consumer<Throwable> failed) {
		Map<InetSocketAddress, Consumer<Throwable>> watched = socket.pipeline().get(FirstSends.class).watched;
		watched.put(address, failed);
		connection.closeFuture().addListener((closed) -> watched.remove(address, failed));
	}

	@Override
	public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
		Consumer<Throwable> failed = (!this.watched.isEmpty() && message instanceof DatagramPacket packet)
				? this.watched.remove(packet.recipient()) : null;
		if (failed == null) {
			ctx.write(message, promise);
			return;
		}
		ctx.write(message, promise.unvoid()).addListener((sent) -> {
			if (!sent.isSuccess()) {
				failed.accept(sent.cause());
			}
		});
	}

}
