package io.quictransport.spring.boot.messaging;

import org.springframework.messaging.converter.MessageConversionException;

/**
 * Reports that no converter reads the content type that a message states. The text is
 * meant for the other node.
 */
final class UnknownContentTypeException extends MessageConversionException {

	UnknownContentTypeException(String description) {
		super(description);
	}

}
