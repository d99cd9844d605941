package io.quictransport.spring.boot.messaging;

import com.google.protobuf.Message;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.util.MimeType;

/**
 * Recognizes the classes that Protobuf has generated, if it is on the class path: they
 * have their own format.
 */
final class ProtobufTypes {

	static final MimeType PROTOBUF = new MimeType("application", "x-protobuf");

	private static final boolean PRESENT = ClassUtils.isPresent("com.google.protobuf.Message",
			ProtobufTypes.class.getClassLoader());

	private ProtobufTypes() {
	}

	static boolean isMessage(@Nullable Object value) {
		return PRESENT && Messages.isOne(value);
	}

	static boolean isMessageType(Class<?> type) {
		return PRESENT && Messages.isType(type);
	}

	/**
	 * Loaded only where Protobuf is.
	 */
	private static final class Messages {

		static boolean isOne(@Nullable Object value) {
			return value instanceof Message;
		}

		static boolean isType(Class<?> type) {
			return Message.class.isAssignableFrom(type);
		}

	}

}
