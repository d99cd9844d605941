package io.quictransport.testing;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Measures stalls while a test runs, and reports them with the time that it took. */
final class AloneExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(AloneExtension.class);

	@Override
	public void beforeEach(ExtensionContext context) {
		context.getStore(NAMESPACE).put(Measurement.class, new Measurement(System.nanoTime(), StallProbe.start()));
	}

	@Override
	public void afterEach(ExtensionContext context) {
		Measurement measurement = of(context);
		measurement.probe().close();
		Stalls stalls = measurement.probe().stalls();
		Duration took = Duration.ofNanos(System.nanoTime() - measurement.begun());
		context.publishReportEntry(Map.of("took_ms", "" + took.toMillis(), "longest_stall_ms",
				"" + stalls.longest().toMillis(), "stalls_ms", "" + stalls.total().toMillis()));
		System.out.printf(Locale.ROOT, "alone: %s took %.1f s, %s%n", nameOf(context), took.toMillis() / 1000.0,
				stalls);
	}

	private static Measurement of(ExtensionContext context) {
		Measurement measurement = context.getStore(NAMESPACE).get(Measurement.class, Measurement.class);
		if (measurement == null) {
			throw new IllegalStateException("stalls are measured from @BeforeEach on, not before " + context);
		}
		return measurement;
	}

	private static String nameOf(ExtensionContext context) {
		String method = context.getRequiredTestMethod().getName();
		String shown = context.getDisplayName();
		return context.getRequiredTestClass().getSimpleName() + "#" + method
				+ (shown.startsWith(method) ? "" : " " + shown);
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == Stalls.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return of(context).probe().stalls();
	}

	/**
	 * What is measured of one test.
	 *
	 * @param begun when it began
	 * @param probe what looks for stalls
	 */
	private record Measurement(long begun, StallProbe probe) {

	}

}
