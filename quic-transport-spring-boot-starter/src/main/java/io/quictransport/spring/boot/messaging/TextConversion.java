package io.quictransport.spring.boot.messaging;

import java.time.Instant;
import java.util.Date;

import org.springframework.core.convert.ConversionService;
import org.springframework.format.datetime.standard.DateTimeFormatterRegistrar;
import org.springframework.format.support.DefaultFormattingConversionService;

/**
 * Makes the conversion service that turns the values of headers and variables into texts
 * and back. Spring's own is for people: it writes dates and times as short as the locale
 * of a thread has it, without seconds and centuries. Here they are ISO 8601, whatever the
 * locales of two nodes are.
 */
final class TextConversion {

	private TextConversion() {
	}

	static ConversionService create() {
		DefaultFormattingConversionService conversion = new DefaultFormattingConversionService();
		DateTimeFormatterRegistrar times = new DateTimeFormatterRegistrar();
		times.setUseIsoFormat(true);
		times.registerFormatters(conversion);
		conversion.addConverter(Date.class, String.class, (date) -> Instant.ofEpochMilli(date.getTime()).toString());
		conversion.addConverter(String.class, Date.class, (text) -> Date.from(Instant.parse(text)));
		return conversion;
	}

}
