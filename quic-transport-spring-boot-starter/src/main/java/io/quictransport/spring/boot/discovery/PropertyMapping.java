package io.quictransport.spring.boot.discovery;

import java.util.function.BiFunction;

import io.quictransport.ConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Applies properties to immutable options: a property that is not set changes nothing, a
 * value that is refused is reported under the name of the property.
 *
 * @param <O> the type of the options
 * @param prefix what the properties' names begin with
 * @param options the options as far as they are set
 */
record PropertyMapping<O>(String prefix, O options) {

	<T> PropertyMapping<O> set(String property, @Nullable T value, BiFunction<O, T, O> with) {
		if (value == null) {
			return this;
		}
		try {
			return new PropertyMapping<>(this.prefix, with.apply(this.options, value));
		}
		catch (ConfigurationException ex) {
			throw new InvalidConfigurationPropertyValueException(this.prefix + "." + property, value, ex.detail());
		}
	}

}
