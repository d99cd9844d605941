package io.quictransport.spring.boot.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.google.protobuf.ExtensionRegistry;
import io.quictransport.NetworkTransport;
import io.quictransport.nodes.Nodes;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.spring.boot.ConditionalOnFlag;
import io.quictransport.spring.boot.HandlerDecorator;
import io.quictransport.spring.boot.QuicTransportAutoConfiguration;
import io.quictransport.spring.boot.QuicTransportLifecycleAutoConfiguration;
import io.quictransport.spring.boot.ServedRoutes;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.messaging.converter.AbstractMessageConverter;
import org.springframework.messaging.converter.ByteArrayMessageConverter;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.ProtobufMessageConverter;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.util.MimeType;
import org.springframework.validation.Validator;

/**
 * Auto-configures annotated handlers and the {@link NodeTransportTemplate}. Payloads are
 * bytes, strings, and JSON if there is a {@link JsonMapper} bean. If a content type is
 * stated, they may also be CBOR, with a {@link CBORMapper} bean, Protobuf, and the types
 * of the application's {@link AbstractMessageConverter} beans. A bean named
 * {@value #MESSAGE_CONVERTER_BEAN_NAME} replaces all of these.
 */
@AutoConfiguration(after = QuicTransportAutoConfiguration.class, before = QuicTransportLifecycleAutoConfiguration.class,
		afterName = { "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
				"org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration" })
@ConditionalOnClass(MessageMapping.class)
@ConditionalOnFlag("quic.transport.enabled")
@ConditionalOnSingleCandidate(value = NetworkTransport.class, search = SearchStrategy.CURRENT)
@EnableConfigurationProperties(NodeClientProperties.class)
public final class QuicTransportMessagingAutoConfiguration {

	/** The name of the bean that reads and writes payloads. */
	public static final String MESSAGE_CONVERTER_BEAN_NAME = "quicTransportMessageConverter";

	private static final String JSON_CONVERTER_BEAN_NAME = "quicTransportJsonMessageConverter";

	private static final String CBOR_CONVERTER_BEAN_NAME = "quicTransportCborMessageConverter";

	private static final String PROTOBUF_CONVERTER_BEAN_NAME = "quicTransportProtobufMessageConverter";

	private static final String REQUEST_TIMEOUT = "quic.transport.timeouts.request";

	@Bean(defaultCandidate = false)
	@ConditionalOnMissingBean(name = MESSAGE_CONVERTER_BEAN_NAME)
	CompositeMessageConverter quicTransportMessageConverter(ObjectProvider<MessageConverter> ofApplication,
			@Qualifier(PROTOBUF_CONVERTER_BEAN_NAME) ObjectProvider<TypedMessageConverter> protobuf,
			@Qualifier(JSON_CONVERTER_BEAN_NAME) ObjectProvider<MessageConverter> json,
			@Qualifier(CBOR_CONVERTER_BEAN_NAME) ObjectProvider<TypedMessageConverter> cbor) {
		List<MessageConverter> converters = new ArrayList<>();
		converters.add(new ByteArrayMessageConverter());
		converters.add(new TextMessageConverter());
		// Those that do not say what they convert belong to something else.
		ofApplication.orderedStream()
			.filter(AbstractMessageConverter.class::isInstance)
			.map((converter) -> new TypedMessageConverter((AbstractMessageConverter) converter))
			.forEach(converters::add);
		protobuf.ifAvailable(converters::add);
		json.ifAvailable(converters::add);
		cbor.ifAvailable(converters::add);
		return new CompositeMessageConverter(converters);
	}

	@Bean
	PeerDirectory quicTransportPeerDirectory() {
		return new PeerDirectory();
	}

	@Bean
	StreamExecutor quicTransportStreamExecutor(ObjectProvider<QuicTransportOptions> options) {
		QuicTransportOptions known = options.getIfUnique();
		return new StreamExecutor((known != null) ? known.handlerExecutor() : null);
	}

	@Bean
	NodeErrors quicTransportNodeErrors(@Qualifier(MESSAGE_CONVERTER_BEAN_NAME) MessageConverter converter,
			ObjectProvider<ErrorMapping<?, ?>> mappings) {
		return new NodeErrors(new Payloads(converter), mappings.orderedStream().toList());
	}

	@Bean
	MappedFailures quicTransportMappedFailures(NodeErrors errors) {
		return new MappedFailures(errors);
	}

	@Bean
	QuicMessageHandler quicMessageHandler(@Qualifier(MESSAGE_CONVERTER_BEAN_NAME) MessageConverter converter,
			PeerDirectory peers, NodeErrors errors, StreamExecutor executor, ObjectProvider<Validator> validator,
			ObjectProvider<QuicMessageHandlerCustomizer> customizers, ObjectProvider<ReactiveResultDecorator> results,
			ObjectProvider<HandlerThreadState> threadStates) {
		QuicMessageHandler handler = new QuicMessageHandler(converter, peers, errors, results.orderedStream().toList(),
				threadStates.orderedStream().toList(), executor);
		handler.setValidator(validator.getIfUnique());
		customizers.orderedStream().forEach((customizer) -> customizer.customize(handler));
		return handler;
	}

	@Bean
	AnnotatedRoutes quicTransportAnnotatedRoutes(QuicMessageHandler handler,
			ConfigurableListableBeanFactory beanFactory, ObjectProvider<HandlerDecorator> decorators,
			ServedRoutes served, StreamExecutor executor) {
		return new AnnotatedRoutes(handler, new RouteConflicts(beanFactory), new CheckedAuthorization(beanFactory),
				decorators, served, executor);
	}

	@Bean
	@ConditionalOnBean(NodeEvents.class)
	NodeEventBridge quicTransportNodeEventBridge(NodeEvents events, NodeTransportOperations operations,
			@Qualifier(MESSAGE_CONVERTER_BEAN_NAME) MessageConverter converter, ApplicationEventPublisher publisher,
			ServedRoutes served, ObjectProvider<HandlerDecorator> decorators, StreamExecutor executor) {
		return new NodeEventBridge(events, operations, new Payloads(converter), publisher, served, decorators,
				executor);
	}

	@Bean
	@ConditionalOnMissingBean(NodeTransportOperations.class)
	NodeTransportTemplate nodeTransportTemplate(NetworkTransport transport,
			@Qualifier(MESSAGE_CONVERTER_BEAN_NAME) MessageConverter converter, Nodes nodes, NodeErrors errors,
			ObjectProvider<QuicTransportOptions> options, Environment environment, StreamExecutor executor,
			ObjectProvider<CallDecorator> decorators, NodeClientProperties properties) {
		Payloads payloads = new Payloads(converter);
		MimeType contentType = properties.getContentType();
		NodeClientProperties.checkContentType(NodeClientProperties.PREFIX + ".content-type", contentType, payloads);
		return new NodeTransportTemplate(transport, nodes, payloads,
				ContentTypes.isDefault(contentType) ? null : contentType, errors, timeout(options, environment),
				executor, decorators.orderedStream().toList());
	}

	@Bean
	NodeClients quicTransportNodeClients(ConfigurableListableBeanFactory beanFactory, NodeClientProperties properties,
			NodeTransportOperations operations, NetworkTransport transport, StreamExecutor executor,
			ObjectProvider<QuicTransportOptions> options, Environment environment,
			@Qualifier(MESSAGE_CONVERTER_BEAN_NAME) MessageConverter converter) {
		return new NodeClients(beanFactory::resolveEmbeddedValue, properties, new Payloads(converter),
				new ClientCalls(
						(operations instanceof NodeTransportTemplate template) ? template.caller() : () -> operations,
						transport, executor, timeout(options, environment)));
	}

	@Bean
	UnusedClientProperties quicTransportUnusedClientProperties(ConfigurableListableBeanFactory beanFactory,
			Environment environment, NodeClients clients) {
		return new UnusedClientProperties(beanFactory, environment, clients);
	}

	/**
	 * A transport that the application made itself may come without options as a bean.
	 */
	private static Duration timeout(ObjectProvider<QuicTransportOptions> options, Environment environment) {
		QuicTransportOptions known = options.getIfUnique();
		return (known != null) ? known.timeouts().request()
				: Binder.get(environment)
					.bind(REQUEST_TIMEOUT, Duration.class)
					.orElseGet(() -> new QuicTransportOptions().timeouts().request());
	}

	/**
	 * Configures JSON payloads if Jackson is on the class path.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JsonMapper.class)
	static final class Json {

		@Bean(name = JSON_CONVERTER_BEAN_NAME, defaultCandidate = false)
		@ConditionalOnBean(JsonMapper.class)
		JsonMessageConverter quicTransportJsonMessageConverter(JsonMapper mapper) {
			return new JsonMessageConverter(mapper);
		}

	}

	/**
	 * CBOR, where Jackson's module for it is.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(CBORMapper.class)
	static final class Cbor {

		@Bean(name = CBOR_CONVERTER_BEAN_NAME, defaultCandidate = false)
		@ConditionalOnBean(CBORMapper.class)
		TypedMessageConverter quicTransportCborMessageConverter(CBORMapper mapper) {
			return new TypedMessageConverter(new CborMessageConverter(mapper));
		}

	}

	/**
	 * Protobuf, where its library is.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ExtensionRegistry.class)
	static final class Protobuf {

		@Bean(name = PROTOBUF_CONVERTER_BEAN_NAME, defaultCandidate = false)
		TypedMessageConverter quicTransportProtobufMessageConverter(ObjectProvider<ExtensionRegistry> registry) {
			return new TypedMessageConverter(
					new ProtobufMessageConverter(registry.getIfUnique(ExtensionRegistry::newInstance)));
		}

	}

}
