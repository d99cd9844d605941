package io.quictransport.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * States which programs of the machine a test needs: if one is missing, the test is
 * skipped with one line that names it. With the environment variable
 * {@code QUIC_TRANSPORT_PARTS=required}, as in {@code .ci/run}, it fails instead.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RealPartCondition.class)
public @interface Needs {

	/**
	 * The parts that are needed.
	 * @return one or more parts
	 */
	RealPart[] value();

}
