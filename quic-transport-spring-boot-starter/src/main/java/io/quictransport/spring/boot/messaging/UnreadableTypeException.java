package io.quictransport.spring.boot.messaging;

import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;

/**
 * Reports a type that no payload could be read as, whatever the sender has sent: that is
 * the fault of its reader.
 */
final class UnreadableTypeException extends MessageConversionException {

	UnreadableTypeException(Message<?> message, Class<?> type, Throwable cause) {
		super(message, "no payload can be read as " + type.getName() + ": " + cause.getMessage(), cause);
	}

}
