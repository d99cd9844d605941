package io.quictransport.spring.boot.messaging;

import org.springframework.messaging.converter.MessageConversionException;

/**
 * Says that no converter reads what has come in the type that it is stated to have. The
 * text is meant for the other node.
 */
final class UnknownContentTypeException extends MessageConversionException {

	UnknownContentTypeException(String description) {
		super(description);
	}

}
