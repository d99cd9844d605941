package io.quictransport.spring.boot.messaging;

import java.security.Principal;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import javax.security.auth.x500.X500Principal;

import io.quictransport.MessageContext;
import io.quictransport.MessageStream;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.RequestContext;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/**
 * Resolves what the transport knows of a message: its sender, its certificate's subject,
 * the time left and the core's own types.
 */
final class NodeArgumentResolver implements HandlerMethodArgumentResolver {

	private static final Set<Class<?>> TYPES = Set.of(PeerId.class, NodeInfo.class, Principal.class,
			X500Principal.class, X509Certificate.class, Duration.class, NetworkMessage.class, MessageContext.class,
			RequestContext.class, MessageStream.class);

	private final Map<Class<?>, Function<Exchange, @Nullable Object>> byType;

	NodeArgumentResolver(PeerDirectory peers) {
		this.byType = Map.of(PeerId.class, Exchange::peer, NodeInfo.class,
				(exchange) -> peers.find(exchange.transport(), exchange.peer()), Principal.class,
				NodeArgumentResolver::subject, X500Principal.class, NodeArgumentResolver::subject,
				X509Certificate.class, NodeArgumentResolver::certificate, Duration.class,
				NodeArgumentResolver::remaining, NetworkMessage.class, Exchange::message, MessageContext.class,
				Exchange::context, RequestContext.class, Exchange::context, MessageStream.class, Exchange::stream);
	}

	/** Whether a parameter of this type is no payload. */
	static boolean knows(Class<?> type) {
		return TYPES.contains(type);
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return knows(parameter.getParameterType()) && !parameter.hasParameterAnnotation(Payload.class);
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
		Function<Exchange, @Nullable Object> source = this.byType.get(parameter.getParameterType());
		return (source != null) ? source.apply(Exchange.of(message)) : null;
	}

	private static @Nullable X509Certificate certificate(Exchange exchange) {
		return exchange.certificate().orElse(null);
	}

	/** A transport without certificates knows its peers by their ids alone. */
	private static X500Principal subject(Exchange exchange) {
		X509Certificate certificate = certificate(exchange);
		return (certificate != null) ? certificate.getSubjectX500Principal()
				: new X500Principal("CN=" + exchange.peer());
	}

	/** Null where there is no deadline. */
	private static @Nullable Duration remaining(Exchange exchange) {
		if (exchange.stream() != null) {
			return exchange.stream().remaining().orElse(null);
		}
		return (exchange.context() instanceof RequestContext request) ? request.remaining() : null;
	}

}
