package io.quictransport.internal.tls;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLException;
import javax.net.ssl.X509TrustManager;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Performs a handshake of a node with itself, in memory and on the calling thread: the
 * real codec, both roles, no socket. Each end accepts any certificate, because the
 * question is whether the node's own can be shown at all. Determines whether the codec
 * can work with a key and a certificate before a peer does.
 */
final class SelfHandshake {

	private static final InetSocketAddress DIALLING = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

	private static final InetSocketAddress DIALLED = new InetSocketAddress(InetAddress.getLoopbackAddress(), 2);

	/** More than a handshake with the longest chain takes. */
	private static final int MAX_FLIGHTS = 100;

	private static final int MAX_DATA = 1024;

	private final Outcome dialledOutcome = new Outcome();

	private final Outcome diallingOutcome = new Outcome();

	private SelfHandshake() {
	}

	/**
	 * Performs the handshake.
	 * @param dialling the context that shows the certificate as a node that dials
	 * @param accepting the context that shows it as a node that is dialled
	 * @throws SSLException why one of the ends cannot
	 */
	static void run(QuicSslContext dialling, QuicSslContext accepting) throws SSLException {
		new SelfHandshake().attempt(dialling, accepting);
	}

	private void attempt(QuicSslContext dialling, QuicSslContext accepting) throws SSLException {
		MemorySocket dialled = new MemorySocket(DIALLED,
				new QuicServerCodecBuilder().sslEngineProvider((channel) -> accepting.newEngine(channel.alloc()))
					.initialMaxData(MAX_DATA)
					.handler(this.dialledOutcome)
					.streamHandler(new ChannelInboundHandlerAdapter())
					.build());
		MemorySocket dialler = new MemorySocket(DIALLING,
				new QuicClientCodecBuilder().sslEngineProvider((channel) -> dialling.newEngine(channel.alloc()))
					.initialMaxData(MAX_DATA)
					.build());
		try {
			Future<QuicChannel> connected = QuicChannel.newBootstrap(dialler)
				.handler(this.diallingOutcome)
				.streamHandler(new ChannelInboundHandlerAdapter())
				.remoteAddress(DIALLED)
				.connect();
			for (int flight = 0; flight < MAX_FLIGHTS && !isOver(); flight++) {
				dialler.runPendingTasks();
				boolean sent = dialler.sendTo(dialled);
				dialled.runPendingTasks();
				if (!dialled.sendTo(dialler) && !sent) {
					break;
				}
			}
			if (connected.cause() != null) {
				this.diallingOutcome.fail(connected.cause());
			}
		}
		finally {
			dialler.finishAndReleaseAll();
			dialled.finishAndReleaseAll();
		}
		this.dialledOutcome.checkMemory();
		this.diallingOutcome.checkMemory();
		this.dialledOutcome.check("as a node that is dialled");
		this.diallingOutcome.check("as a node that dials");
	}

	private boolean isOver() {
		return this.dialledOutcome.isOver() && this.diallingOutcome.isOver();
	}

	/** Records how the handshake ended at one end. */
	private static final class Outcome extends ChannelInboundHandlerAdapter {

		private boolean succeeded;

		private @Nullable Throwable failure;

		@Override
		public void userEventTriggered(ChannelHandlerContext context, Object event) {
			if (event instanceof SslHandshakeCompletionEvent completion) {
				if (completion.isSuccess()) {
					this.succeeded = true;
				}
				else {
					fail(completion.cause());
				}
			}
			context.fireUserEventTriggered(event);
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			fail(cause);
		}

		void fail(Throwable cause) {
			if (this.failure == null) {
				this.failure = cause;
			}
		}

		boolean isOver() {
			return this.succeeded || this.failure != null;
		}

		void check(String role) throws SSLException {
			Throwable cause = this.failure;
			if (cause != null) {
				throw new SSLException(role + ": " + cause.getMessage(), cause);
			}
			if (!this.succeeded) {
				throw new SSLException(role + ": the handshake did not end");
			}
		}

		/** A lack of memory at either end is not a fault of the identity. */
		void checkMemory() {
			for (Throwable cause = this.failure; cause != null; cause = cause.getCause()) {
				if (cause instanceof OutOfMemoryError lack) {
					throw lack;
				}
			}
		}

	}

	/** Emulates a UDP socket whose datagrams another one receives. */
	private static final class MemorySocket extends EmbeddedChannel {

		private final InetSocketAddress address;

		MemorySocket(InetSocketAddress address, ChannelHandler codec) {
			this.address = address;
			pipeline().addLast(codec);
		}

		@Override
		protected SocketAddress localAddress0() {
			return this.address;
		}

		private boolean sendTo(MemorySocket other) {
			boolean sent = false;
			for (Object written = readOutbound(); written != null; written = readOutbound()) {
				if (written instanceof DatagramPacket packet) {
					sent = true;
					other.writeInbound(new DatagramPacket(packet.content(), other.address, this.address));
				}
				else {
					ReferenceCountUtil.release(written);
				}
			}
			return sent;
		}

	}

	/** Accepts any certificate. Only for a handshake that carries no data. */
	static final class AnyCertificate implements X509TrustManager {

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType) {
			// The node's own certificate is not checked.
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType) {
			// The node's own certificate is not checked.
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
