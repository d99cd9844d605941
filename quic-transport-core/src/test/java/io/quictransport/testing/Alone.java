package io.quictransport.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test whose behaviour can only be seen in real time: the build runs it after all
 * others, with nothing beside it. While it runs, a probe measures how long the machine
 * kept the JVM from running. A parameter of type {@link Stalls} gives the measurements to
 * the test, whose bounds allow for them; its report line states them.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Tag("alone")
@ExtendWith(AloneExtension.class)
public @interface Alone {

}
