package io.quictransport.spring.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.quictransport.internal.text.Log;
import io.quictransport.spring.boot.messaging.ErrorMapping;
import io.quictransport.spring.boot.messaging.NodeCall;
import io.quictransport.spring.boot.messaging.NodeClientFactoryBean;
import io.quictransport.spring.boot.messaging.NodeErrors;
import io.quictransport.spring.boot.messaging.NodeEvents;
import io.quictransport.spring.boot.messaging.NodeHeaders;
import io.quictransport.spring.boot.messaging.NodeRetryPolicy;
import io.quictransport.spring.boot.messaging.NodeTransportOperations;
import io.quictransport.spring.boot.messaging.QuicMessageHandler;
import io.quictransport.spring.boot.messaging.RetryableCalls;
import io.quictransport.spring.boot.observation.NodeObservation;
import io.quictransport.spring.boot.security.PeerAuthentication;
import io.quictransport.spring.boot.security.RouteAccess;
import io.quictransport.spring.boot.security.RouteRules;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

@AnalyzeClasses(packages = "io.quictransport.spring.boot", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	private static final int MOST_IN_A_CYCLE = 2;

	@ArchTest
	static final ArchRule ONLY_THE_HEALTH_PACKAGE_KNOWS_HEALTH = noClasses().that()
		.resideOutsideOfPackage("..spring.boot.health..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework.boot.health..");

	@ArchTest
	static final ArchRule ONLY_METRICS_AND_OBSERVATION_KNOW_MICROMETER = noClasses().that()
		.resideOutsideOfPackages("..spring.boot.metrics..", "..spring.boot.observation..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.micrometer..", "io.quictransport.micrometer..");

	@ArchTest
	static final ArchRule ONLY_THE_MESSAGING_PACKAGE_KNOWS_SPRING_MESSAGING = noClasses().that()
		.resideOutsideOfPackage("..spring.boot.messaging..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework.messaging..");

	@ArchTest
	static final ArchRule ONLY_THE_SECURITY_PACKAGES_KNOW_SPRING_SECURITY = noClasses().that()
		.resideOutsideOfPackage("..security..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework.security..");

	@ArchTest
	static final ArchRule ONLY_THE_WEB_PACKAGE_KNOWS_SPRING_WEB = noClasses().that()
		.resideOutsideOfPackage("..spring.boot.web..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.web..", "org.springframework.http..");

	@ArchTest
	static final ArchRule NOTHING_KNOWS_NETTY = noClasses().should()
		.dependOnClassesThat()
		.resideInAPackage("io.netty..");

	/**
	 * Its lines are safe to read, cannot fail the caller, and are fields of logs in JSON.
	 */
	@ArchTest
	static final ArchRule ONLY_THE_LOG_OF_THE_CORE_WRITES_LOG_LINES = noClasses().should()
		.dependOnClassesThat()
		.resideInAPackage("org.slf4j..");

	@ArchTest
	static final ArchRule NOTHING_ELSE_OF_THE_CORE_IS_KNOWN_THAT_IT_HIDES = noClasses().should()
		.dependOnClassesThat(resideInAPackage("io.quictransport.internal..").and(not(equivalentTo(Log.class))));

	@ArchTest
	static final ArchRule NO_CYCLES = slices().matching("io.quictransport.spring.boot.(*)..").should().beFreeOfCycles();

	@ArchTest
	static void noCycleOfClassesIsLarge(JavaClasses all) {
		Map<String, Set<String>> reached = new TreeMap<>();
		all.forEach((type) -> type.getDirectDependenciesFromSelf()
			.forEach((dependency) -> reached.computeIfAbsent(whole(type), (name) -> new TreeSet<>())
				.add(whole(dependency.getTargetClass().getBaseComponentType()))));
		for (String by : reached.keySet()) {
			reached.forEach((from, to) -> {
				if (to.contains(by)) {
					to.addAll(reached.get(by));
				}
			});
		}
		assertThat(reached.keySet()).allSatisfy((type) -> assertThat(reached.get(type))
			.filteredOn((other) -> reached.getOrDefault(other, Set.of()).contains(type))
			.as("the cycle of %s", type)
			.hasSizeLessThanOrEqualTo(MOST_IN_A_CYCLE));
	}

	/** Nested classes are parts of the class around them. */
	private static String whole(JavaClass type) {
		return type.getEnclosingClass().map(ArchitectureTests::whole).orElseGet(type::getName);
	}

	/** A type without a release of its own is as old as its package. */
	@Test
	void everyPackageStatesInWhichReleaseItWasAdded() throws IOException {
		try (Stream<Path> walk = Files.walk(Path.of("src/main/java"))) {
			assertThat(walk.filter((file) -> file.endsWith("package-info.java"))).hasSizeGreaterThan(8)
				.allSatisfy((file) -> assertThat(file).content().contains("\n * @since "));
		}
	}

	@ArchTest
	static final ArchRule IMPLEMENTATIONS_ARE_FINAL = classes().that()
		.areNotInterfaces()
		.and()
		.areNotAnonymousClasses()
		.and()
		.doNotHaveModifier(JavaModifier.ABSTRACT)
		.should()
		.haveModifier(JavaModifier.FINAL);

	@ArchTest
	static final ArchRule WHAT_IS_PUBLIC_IS_MEANT_FOR_USERS = classes().that()
		.arePublic()
		.and()
		.doNotBelongToAnyOf(NodeCall.class, NodeHeaders.class, QuicMessageHandler.class, NodeOperation.class,
				NodeObservation.class, NodeEvents.class, ErrorMapping.class, NodeErrors.class, NodeRetryPolicy.class,
				RetryableCalls.class, PeerAuthentication.class, RouteAccess.class, RouteRules.class,
				NodeClientFactoryBean.class, ServedRoutes.Route.class)
		.should()
		.beInterfaces()
		.orShould()
		.haveSimpleNameEndingWith("AutoConfiguration")
		.orShould()
		.haveSimpleNameEndingWith("Event")
		.orShould()
		.haveSimpleNameEndingWith("Context")
		.orShould()
		.beAssignableTo(NodeTransportOperations.class);

}
