package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.stream.Stream;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.Version;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.ser.impl.UnknownSerializer;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Has Jackson refuse an object that has fields of which it sees none, which it would
 * write as an object without content. A class without fields is written so.
 */
final class SeenFields extends JacksonModule {

	@Override
	public String getModuleName() {
		return SeenFields.class.getName();
	}

	@Override
	public Version version() {
		return Version.unknownVersion();
	}

	@Override
	public void setupModule(SetupContext context) {
		context.addSerializerModifier(new Refusing());
	}

	private static boolean hasFields(Class<?> type) {
		for (Class<?> each = type; each != null; each = each.getSuperclass()) {
			if (Stream.of(each.getDeclaredFields()).anyMatch(SeenFields::isData)) {
				return true;
			}
		}
		return false;
	}

	private static boolean isData(Field field) {
		return !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic();
	}

	/**
	 * Replaces what Jackson writes objects with that show nothing.
	 */
	private static final class Refusing extends ValueSerializerModifier {

		private static final long serialVersionUID = 1L;

		@Override
		public ValueSerializer<?> modifySerializer(SerializationConfig config, BeanDescription.Supplier description,
				ValueSerializer<?> serializer) {
			return (serializer instanceof UnknownSerializer && hasFields(description.getBeanClass()))
					? new Unseen(description.getBeanClass()) : serializer;
		}

	}

	/**
	 * Writes nothing.
	 */
	private static final class Unseen extends StdSerializer<Object> {

		Unseen(Class<?> type) {
			super(type);
		}

		@Override
		public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
			context.reportBadDefinition(handledType(),
					"a " + handledType().getSimpleName() + " has fields, but none that Jackson sees: give it getters,"
							+ " make it a record, or annotate the fields with @JsonProperty");
		}

		@Override
		public void serializeWithType(Object value, JsonGenerator generator, SerializationContext context,
				TypeSerializer type) {
			serialize(value, generator, context);
		}

	}

}
