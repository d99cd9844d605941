package io.quictransport.spring.boot.messaging;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.lang.reflect.WildcardType;
import java.nio.channels.Channel;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageException;
import io.quictransport.MessagePayload;
import io.quictransport.Outcome;
import org.jspecify.annotations.Nullable;

import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.InputStreamSource;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.AbstractMessageConverter;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.ClassUtils;
import org.springframework.util.MimeType;

/**
 * Converts objects to payloads and back. Null is written as a payload without bytes, and
 * such a payload is read as null, except for types that have an empty value.
 */
final class Payloads {

	/** What a converter gives that has read nothing: null means that it cannot read. */
	static final Object NULL = new Object();

	/**
	 * Types that nothing can be read as, and of which Jackson writes whatever they have.
	 */
	private static final List<Class<?>> OF_BYTES = List.of(InputStream.class, OutputStream.class, Reader.class,
			Channel.class, InputStreamSource.class);

	private static final byte[] NOTHING = {};

	private static final MessageHeaders NO_HEADERS = new MessageHeaders(Map.of());

	private final MessageConverter converter;

	Payloads(MessageConverter converter) {
		this.converter = converter;
	}

	/** Writes a value in the default type. */
	byte[] write(@Nullable Object value) {
		return write(value, null);
	}

	/**
	 * Writes a value.
	 * @param type the content type, null for the default; bytes are left as they are
	 * @throws MessageConversionException if the value cannot be written so
	 */
	byte[] write(@Nullable Object value, @Nullable MimeType type) {
		return write(value, type, null);
	}

	private byte[] write(@Nullable Object value, @Nullable MimeType type, @Nullable Declared declared) {
		byte[] bytes = written(value, type, declared);
		if (bytes == null) {
			throw new MessageConversionException(unwritable(Objects.requireNonNull(contentOf(value)), type));
		}
		return bytes;
	}

	/**
	 * Writes the answer to a request: in the type that its caller accepts, or else in
	 * that of the request if there is a converter for it, or else in the default type.
	 * @param types what the request states
	 * @param declared what is declared of the value
	 * @param answered takes the type of an answer that must state it
	 * @throws MessageException if the caller accepts only what the value cannot be
	 * written as
	 */
	byte[] reply(@Nullable Object value, ContentTypes types, Declared declared, Consumer<MimeType> answered) {
		Object content = contentOf(value);
		if (content == null || content instanceof byte[] || content instanceof ByteBuffer) {
			return write(content);
		}
		if (types.accepted() != null) {
			MimeType accepted = ContentTypes.isDefault(types.accepted()) ? null : types.accepted();
			byte[] bytes = writeBack(content, accepted, declared);
			state(accepted, answered);
			return bytes;
		}
		MimeType type = types.payload();
		byte[] bytes = (type != null) ? written(content, type, declared) : null;
		if (bytes == null) {
			type = ProtobufTypes.isMessage(content) ? ProtobufTypes.PROTOBUF : null;
			bytes = write(content, type, declared);
		}
		state(type, answered);
		return bytes;
	}

	private static void state(@Nullable MimeType type, Consumer<MimeType> answered) {
		if (type != null) {
			answered.accept(type);
		}
	}

	/**
	 * Writes a value in the type that the other end has asked for.
	 * @param declared what is declared of the value, null if nothing is
	 * @throws MessageException if the value cannot be written so
	 */
	byte[] writeBack(Object value, @Nullable MimeType type, @Nullable Declared declared) {
		byte[] bytes = written(value, type, declared);
		if (bytes == null) {
			throw new MessageException(ErrorCode.HANDLER_FAILED, Outcome.UNKNOWN, unwritable(value, type),
					ErrorContext.NONE, null);
		}
		return bytes;
	}

	/** Null if no converter knows how. */
	private byte @Nullable [] written(@Nullable Object value, @Nullable MimeType type, @Nullable Declared declared) {
		if (value instanceof Declared.Typed typed) {
			return written(typed.value(), type, typed.declared());
		}
		Object content = contentOf(value);
		if (content == null) {
			return NOTHING;
		}
		if (content instanceof byte[] bytes) {
			return bytes;
		}
		if (content instanceof ByteBuffer buffer) {
			return MessagePayload.of(buffer).array();
		}
		if (ReactiveTypes.kind(content.getClass()) != ReactiveTypes.Kind.NONE || content instanceof Future
				|| content instanceof Callable) {
			throw new MessageConversionException(
					"a " + content.getClass().getName() + " is no payload: it stands for values to come");
		}
		if (type != null && !canEncode(type)) {
			return null;
		}
		if (type == null && ProtobufTypes.isMessage(content) && !hasJsonOfProtobuf()) {
			return null;
		}
		MessageHeaders headers = (type != null) ? new TypeHeaders(type) : NO_HEADERS;
		Message<?> message = (this.converter instanceof SmartMessageConverter smart)
				? smart.toMessage(content, headers, declared) : this.converter.toMessage(content, headers);
		return (message != null && message.getPayload() instanceof byte[] bytes) ? bytes : null;
	}

	/** Whether a converter of Protobuf's messages writes them as JSON, too. */
	private boolean hasJsonOfProtobuf() {
		return converters(this.converter).anyMatch((known) -> matches(typesOf(known), ProtobufTypes.PROTOBUF)
				&& matches(typesOf(known), ContentTypes.JSON));
	}

	private static @Nullable Object contentOf(@Nullable Object value) {
		return Optionals.contentOf((value instanceof Declared.Typed typed) ? typed.value() : value);
	}

	private String unwritable(Object value, @Nullable MimeType type) {
		String name = value.getClass().getName();
		if (type != null) {
			return "nothing here turns " + name + " into " + ContentTypes.nameOf(type) + "; what there is here: "
					+ knownTypes() + "; have the library of the type, or a MessageConverter bean for it";
		}
		return ProtobufTypes.isMessage(value)
				? "a " + name + " travels as " + ProtobufTypes.PROTOBUF
						+ "; state that, by withContentType or withAccept"
				: "nothing here turns " + name + " into bytes; for JSON, have Jackson and a JsonMapper bean";
	}

	/**
	 * The type that a payload is sent in.
	 * @param stated what the caller states, null for nothing
	 * @param preferred what is meant where nothing is stated, null for the default
	 * @return the type, null for the default, which no header states
	 */
	static @Nullable MimeType typeOf(@Nullable Object value, @Nullable MimeType stated, @Nullable MimeType preferred) {
		Object content = contentOf(value);
		if (content == null) {
			return null;
		}
		if (stated != null) {
			return ContentTypes.isDefault(stated) ? null : stated;
		}
		if (content instanceof byte[] || content instanceof ByteBuffer) {
			return null;
		}
		return ProtobufTypes.isMessage(content) ? ProtobufTypes.PROTOBUF : preferred;
	}

	/** Whether values of a type are payloads as they are, in any content type. */
	static boolean isBytes(@Nullable Type type) {
		return type == byte[].class || type == ByteBuffer.class;
	}

	/** Whether a converter knows a type, for whatever values. */
	boolean knows(MimeType type) {
		return ContentTypes.isDefault(type)
				|| converters(this.converter).anyMatch((known) -> !isTyped(known) || matches(typesOf(known), type));
	}

	/** Some charsets of Java's can be read and not written. */
	private static boolean canEncode(MimeType type) {
		Charset charset = type.getCharset();
		return charset == null || charset.canEncode();
	}

	private static boolean matches(List<MimeType> types, MimeType type) {
		return types.stream().anyMatch((known) -> known.includes(type));
	}

	/** Of one that is not, nobody knows what it knows. */
	private static boolean isTyped(MessageConverter converter) {
		return converter instanceof AbstractMessageConverter || converter instanceof TypedMessageConverter;
	}

	private static List<MimeType> typesOf(MessageConverter converter) {
		if (converter instanceof TypedMessageConverter typed) {
			return typed.types();
		}
		return (converter instanceof AbstractMessageConverter known) ? known.getSupportedMimeTypes() : List.of();
	}

	private static Stream<MessageConverter> converters(MessageConverter converter) {
		return (converter instanceof CompositeMessageConverter all)
				? all.getConverters().stream().flatMap(Payloads::converters) : Stream.of(converter);
	}

	/** For people: the types that converters know. */
	String knownTypes() {
		return converters(this.converter).flatMap((known) -> typesOf(known).stream())
			.filter(MimeType::isConcrete)
			.map(ContentTypes::nameOf)
			.distinct()
			.sorted()
			.collect(Collectors.joining(", "));
	}

	/**
	 * Refuses to read a type that no converter knows, before anything of it has come.
	 * @throws UnknownContentTypeException if it is one
	 */
	void checkReadable(@Nullable MimeType type) {
		if (type != null && !knows(type)) {
			throw unknown(type, "");
		}
	}

	/**
	 * Refuses to answer in a type that no converter knows, or in a charset that can only
	 * be read, before the handler has run.
	 * @throws MessageException if it is one
	 */
	void checkWritable(@Nullable MimeType type) {
		if (type != null && !canEncode(type)) {
			throw MessageException.refusal(ErrorCode.UNSUPPORTED_CONTENT_TYPE,
					"this node does not write the charset " + type.getCharset() + "; accept another, such as UTF-8");
		}
		if (type != null && !knows(type)) {
			throw MessageException.refusal(ErrorCode.UNSUPPORTED_CONTENT_TYPE,
					"this node does not write " + ContentTypes.nameOf(type) + "; accept one of " + knownTypes()
							+ ", or have a converter for it there");
		}
	}

	private UnknownContentTypeException unknown(MimeType type, String target) {
		return new UnknownContentTypeException("this node does not read " + ContentTypes.nameOf(type) + target
				+ "; send one of " + knownTypes() + ", or have a converter for it there");
	}

	/** Reads a payload of the default type. */
	@Nullable Object read(byte[] payload, Type type) {
		return read(payload, null, type);
	}

	/**
	 * Reads a payload.
	 * @param stated its content type, null for the default
	 * @param type the type to read it as
	 * @return the value, null for nothing
	 * @throws MessageException if it is no such value
	 */
	@Nullable Object read(byte[] payload, @Nullable MimeType stated, Type type) {
		// Needs no hint, which is made anew for each payload.
		if (type == byte[].class) {
			return payload;
		}
		return read(payload, stated, ResolvableType.forType(type).toClass(), new TypeHint(type, null));
	}

	/**
	 * Makes a reader of many payloads.
	 * @param stated their content type, null for the default
	 * @param parameter where the type stands, at its nesting level
	 * @return gives the value, null for nothing, or fails with a {@link MessageException}
	 */
	Function<byte[], @Nullable Object> reader(@Nullable MimeType stated, MethodParameter parameter) {
		Class<?> type = classOf(parameter);
		MethodParameter hint = hintOf(parameter);
		return (payload) -> read(payload, stated, type, hint);
	}

	private @Nullable Object read(byte[] payload, @Nullable MimeType stated, Class<?> type, MethodParameter hint) {
		try {
			return convert(payload, stated, type, hint);
		}
		catch (UnknownContentTypeException ex) {
			throw new MessageException(ErrorCode.UNSUPPORTED_CONTENT_TYPE, Outcome.UNKNOWN,
					Objects.requireNonNull(ex.getMessage()), ErrorContext.NONE, ex);
		}
		catch (MessageConversionException ex) {
			throw new MessageException(ErrorCode.INVALID_MESSAGE, Outcome.UNKNOWN, unreadable(type), ErrorContext.NONE,
					ex);
		}
	}

	/**
	 * Reads a payload. Of the headers that came with it, only the content type matters.
	 * @param stated its content type, null for the default
	 * @param parameter where the type stands, at its nesting level
	 * @return the value, null for nothing
	 * @throws MessageConversionException if it is no such value
	 */
	@Nullable Object convert(byte[] payload, @Nullable MimeType stated, MethodParameter parameter) {
		return convert(payload, stated, classOf(parameter), hintOf(parameter));
	}

	private @Nullable Object convert(byte[] payload, @Nullable MimeType stated, Class<?> type, MethodParameter hint) {
		if (type == byte[].class) {
			return payload;
		}
		if (type == ByteBuffer.class) {
			return ByteBuffer.wrap(payload);
		}
		if (type == Void.class || (payload.length == 0 && !hasEmptyValue(type, stated))) {
			return Optionals.emptyOf(type);
		}
		Message<byte[]> message = new GenericMessage<>(payload,
				(stated != null) ? new TypeHeaders(stated) : NO_HEADERS);
		Object value = (this.converter instanceof SmartMessageConverter smart) ? smart.fromMessage(message, type, hint)
				: this.converter.fromMessage(message, type);
		if (value == null) {
			throw (stated != null) ? unknown(stated, " as " + type.getSimpleName())
					: new MessageConversionException(message, unreadable(type));
		}
		return (value != NULL) ? value : Optionals.emptyOf(type);
	}

	/**
	 * The class of what a parameter holds at its nesting level, where a variable or
	 * wildcard may stand for it.
	 */
	static Class<?> classOf(MethodParameter parameter) {
		return (parameter.getNestingLevel() == 1) ? parameter.getParameterType()
				: ResolvableType.forType(nestedTypeOf(parameter)).resolve(Object.class);
	}

	private static Type nestedTypeOf(MethodParameter parameter) {
		Type type = parameter.getNestedGenericParameterType();
		return GenericTypeResolver.resolveType(
				(type instanceof WildcardType bounded) ? bounded.getUpperBounds()[0] : type,
				parameter.getContainingClass());
	}

	/**
	 * Converters unwrap an {@link java.util.Optional} or a message themselves, and would
	 * do so once more from where the parameter stands.
	 */
	private static MethodParameter hintOf(MethodParameter parameter) {
		return (parameter.getNestingLevel() == 1) ? parameter : new TypeHint(nestedTypeOf(parameter), parameter);
	}

	/** Whether a type stands for bytes that are still to be read. */
	static boolean isOfBytes(Class<?> type) {
		for (Class<?> each : OF_BYTES) {
			if (each.isAssignableFrom(type)) {
				return true;
			}
		}
		return false;
	}

	/** A message of Protobuf without any field that is set has no bytes. */
	private static boolean hasEmptyValue(Class<?> type, @Nullable MimeType stated) {
		return type == String.class || (stated != null && ProtobufTypes.isMessageType(type));
	}

	/**
	 * Takes what was read as a class for an object of it, also where that is the class of
	 * a primitive type, of which there are no objects.
	 */
	@SuppressWarnings("unchecked") // such a class has the type of its wrapper
	static <T> @Nullable T cast(@Nullable Object value, Class<T> type) {
		return (T) ClassUtils.resolvePrimitiveIfNecessary(type).cast(value);
	}

	private static String unreadable(Class<?> type) {
		return "the payload cannot be read as " + type.getSimpleName();
	}

	/**
	 * States the type to converters, without an id and a timestamp, which cost time.
	 */
	private static final class TypeHeaders extends MessageHeaders {

		TypeHeaders(MimeType type) {
			super(Map.of(CONTENT_TYPE, type), ID_VALUE_NONE, -1L);
		}

	}

	/**
	 * Tells converters a generic type: they know such types only from parameters.
	 */
	private static final class TypeHint extends MethodParameter {

		private static final Constructor<?> ANY = Object.class.getConstructors()[0];

		private final Type type;

		/** What the type stands in, null if in no signature. */
		private final @Nullable MethodParameter parameter;

		TypeHint(Type type, @Nullable MethodParameter parameter) {
			super(ANY, -1);
			this.type = type;
			this.parameter = parameter;
		}

		@Override
		public Class<?> getParameterType() {
			return ResolvableType.forType(this.type).toClass();
		}

		@Override
		public Type getNestedGenericParameterType() {
			return this.type;
		}

		/** As if the type was that of a result: it has no index. */
		@Override
		public <A extends Annotation> @Nullable A getMethodAnnotation(Class<A> annotation) {
			return (this.parameter != null) ? this.parameter.getParameterAnnotation(annotation) : null;
		}

		@Override
		public MethodParameter nestedIfOptional() {
			return this;
		}

		@Override
		public TypeHint clone() {
			return new TypeHint(this.type, this.parameter);
		}

	}

}
