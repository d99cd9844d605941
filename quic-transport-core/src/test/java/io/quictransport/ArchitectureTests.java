package io.quictransport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.quic.CongestionControl;
import io.quictransport.quic.QuicCodecCustomizer;
import io.quictransport.quic.QuicSettings;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.quic.ReplacementOptions;
import io.quictransport.quic.TransportLimits;
import io.quictransport.quic.TransportTimeouts;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The arrows of docs/architecture.md, and the rules that keep classes small and hidden.
 */
@AnalyzeClasses(packages = "io.quictransport", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	private static final Path SOURCES = Path.of("src/main/java");

	/** What is longer has more than one idea, most likely. */
	private static final int MOST_LINES = 700;

	private static final int MOST_PUBLIC = 30;

	private static final int MOST_IN_A_CYCLE = 15;

	@ArchTest
	static final ArchRule arrowsRunDownwards = layeredArchitecture().consideringOnlyDependenciesInLayers()
		.layer("api")
		.definedBy("io.quictransport")
		.layer("tls")
		.definedBy("io.quictransport.tls")
		.layer("discovery")
		.definedBy("io.quictransport.discovery")
		.layer("micrometer")
		.definedBy("io.quictransport.micrometer")
		.layer("nodes")
		.definedBy("io.quictransport.nodes")
		.layer("quic")
		.definedBy("io.quictransport.quic")
		.layer("wire")
		.definedBy("io.quictransport.internal.wire")
		.layer("loop")
		.definedBy("io.quictransport.internal.loop")
		.layer("endpoint")
		.definedBy("io.quictransport.internal.endpoint")
		.layer("connection")
		.definedBy("io.quictransport.internal.connection")
		.layer("messaging")
		.definedBy("io.quictransport.internal.messaging")
		.layer("peer")
		.definedBy("io.quictransport.internal.peer")
		.layer("engine")
		.definedBy("io.quictransport.internal.discovery")
		.layer("trust")
		.definedBy("io.quictransport.internal.tls")
		.layer("text")
		.definedBy("io.quictransport.internal.text")
		.whereLayer("quic")
		.mayNotBeAccessedByAnyLayer()
		.whereLayer("micrometer")
		.mayNotBeAccessedByAnyLayer()
		.whereLayer("nodes")
		.mayNotBeAccessedByAnyLayer()
		.whereLayer("peer")
		.mayOnlyBeAccessedByLayers("quic")
		.whereLayer("messaging")
		.mayOnlyBeAccessedByLayers("peer", "quic")
		.whereLayer("connection")
		.mayOnlyBeAccessedByLayers("messaging", "peer", "quic")
		.whereLayer("endpoint")
		.mayOnlyBeAccessedByLayers("peer", "quic")
		.whereLayer("wire")
		.mayOnlyBeAccessedByLayers("connection", "messaging", "peer", "quic")
		.whereLayer("engine")
		.mayOnlyBeAccessedByLayers("peer")
		.whereLayer("loop")
		.mayOnlyBeAccessedByLayers("endpoint", "connection", "messaging", "peer", "engine", "discovery", "quic",
				"nodes")
		.whereLayer("tls")
		.mayOnlyBeAccessedByLayers("peer", "quic")
		.whereLayer("trust")
		.mayOnlyBeAccessedByLayers("tls", "connection", "peer", "quic")
		.whereLayer("discovery")
		.mayOnlyBeAccessedByLayers("engine", "peer", "quic")
		.whereLayer("api")
		.mayOnlyBeAccessedByLayers("wire", "tls", "trust", "discovery", "micrometer", "loop", "endpoint", "connection",
				"messaging", "peer", "engine", "text", "quic", "nodes");

	/** A class can be understood without more than this number of others. */
	@ArchTest
	static void noCycleOfClassesIsLarge(JavaClasses all) {
		assertThat(ClassCycles.of(all).largest()).hasSizeLessThanOrEqualTo(MOST_IN_A_CYCLE);
	}

	/** What is public for another room only is a door that somebody has to keep. */
	@ArchTest
	static void fewInternalTypesArePublic(JavaClasses all) {
		assertThat(
				all.stream()
					.filter((type) -> type.getPackageName().startsWith("io.quictransport.internal.")
							&& type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC)))
			.hasSizeLessThanOrEqualTo(MOST_PUBLIC);
	}

	@ArchTest
	static final ArchRule theCoreKnowsNoSpring = noClasses().should()
		.dependOnClassesThat(resideInAPackage("org.springframework.."));

	/** Its lines are safe to read and cannot fail the caller. */
	@ArchTest
	static final ArchRule onlyTheSafeLogWritesLogLines = noClasses().that()
		.resideOutsideOfPackage("io.quictransport.internal.text")
		.should()
		.dependOnClassesThat(resideInAPackage("org.slf4j.."));

	/**
	 * What is posted to something that has ended, or fails to take it, comes back to
	 * whoever waits for it.
	 */
	@ArchTest
	static final ArchRule whatRunsLaterHasOneOwner = noClasses().that()
		.resideInAnyPackage("io.quictransport.quic", "io.quictransport.internal..")
		.and(describe("do not own what runs later",
				(JavaClass type) -> !type.getPackageName().equals("io.quictransport.internal.loop")
						|| !Set.of("LoopTasks", "GuardedExecutor", "CallerFuture").contains(type.getSimpleName())))
		.should()
		.callMethodWhere(describe("it hands a task to an executor",
				(JavaMethodCall call) -> Set.of("execute", "schedule", "submit").contains(call.getName())
						&& call.getTargetOwner().isAssignableTo(Executor.class)
						&& !call.getTargetOwner().isEquivalentTo(LoopTasks.class)
						&& !call.getTargetOwner().getSimpleName().equals("SerialExecutor")));

	@ArchTest
	static final ArchRule onlyTheMicrometerPackageKnowsMicrometer = noClasses().that()
		.resideOutsideOfPackage("io.quictransport.micrometer")
		.should()
		.dependOnClassesThat(resideInAPackage("io.micrometer.."));

	@ArchTest
	static final ArchRule whatAnApplicationSeesKnowsNoNetty = noClasses().that()
		.resideInAPackage("io.quictransport")
		.should()
		.dependOnClassesThat(resideInAPackage("io.netty.."));

	@ArchTest
	static final ArchRule framesKnowNoChannel = noClasses().that()
		.resideInAPackage("io.quictransport.internal.wire")
		.should()
		.dependOnClassesThat(resideInAnyPackage("io.netty.channel..", "io.netty.handler.."));

	/**
	 * The collections that these make are searched from end to end where hashes meet, and
	 * peers may choose them so.
	 */
	@ArchTest
	static final ArchRule nothingThatAPeerNamesIsCopiedIntoATableThatItsHashesCanFill = noClasses().that()
		.resideInAnyPackage("io.quictransport.internal.wire", "io.quictransport.internal.text",
				"io.quictransport.internal.connection")
		.or()
		.belongToAnyOf(NetworkMessage.class, NodeInfo.class, StreamOpening.class)
		.should()
		.callMethod(Map.class, "copyOf", Map.class)
		.orShould()
		.callMethod(Set.class, "copyOf", Collection.class)
		.orShould()
		.callMethod(Collectors.class, "toUnmodifiableMap", Function.class, Function.class)
		.orShould()
		.callMethod(Collectors.class, "toUnmodifiableSet");

	@ArchTest
	static final ArchRule noCycles = slices().matching("io.quictransport.(**)").should().beFreeOfCycles();

	@ArchTest
	static final ArchRule theTransportIsHiddenBehindItsFrontDoor = classes().that()
		.resideInAPackage("io.quictransport.quic")
		.and()
		.areTopLevelClasses()
		.and(describe("are not what users touch",
				(JavaClass type) -> !belongToAnyOf(QuicTransport.class, QuicTransportOptions.class,
						TransportTimeouts.class, TransportLimits.class, ReplacementOptions.class, QuicSettings.class,
						QuicCodecCustomizer.class, CongestionControl.class)
					.test(type)))
		.should()
		.notBePublic();

	@ArchTest
	static final ArchRule classesAreFinalUnlessMadeToBeExtended = classes().that()
		.areNotInterfaces()
		.and()
		.areNotAnonymousClasses()
		.and()
		.areNotEnums()
		.and()
		.doNotHaveModifier(JavaModifier.ABSTRACT)
		.and()
		.doNotHaveSimpleName("TransportFuture")
		.and()
		.areNotAssignableFrom(ApplicationException.class)
		.and()
		.doNotHaveSimpleName("package-info")
		.and(describe("are not constants of an enum", (JavaClass type) -> !type.isAssignableTo(Enum.class)))
		.should()
		.haveModifier(JavaModifier.FINAL);

	/** Options are immutable values, and no second pattern stands beside this one. */
	@ArchTest
	static void configurationIsMadeByNewAndChangedByWith(JavaClasses all) {
		List<JavaClass> types = all.stream()
			.filter((type) -> type.isTopLevelClass() && isPublic(type.getModifiers())
					&& !type.getPackageName().contains(".internal.")
					&& type.getSimpleName().matches("\\w+(Options|Timeouts|Limits|Settings)"))
			.toList();
		assertThat(types).hasSizeGreaterThan(7).allSatisfy((type) -> {
			assertThat(type.getConstructors()).filteredOn((each) -> isPublic(each.getModifiers()))
				.as(type.getName())
				.singleElement()
				.satisfies((each) -> assertThat(each.getRawParameterTypes()).isEmpty());
			assertThat(type.getMethods())
				.filteredOn((each) -> isPublic(each.getModifiers()) && each.getRawReturnType().equals(type))
				.as(type.getName())
				.isNotEmpty()
				.allSatisfy((each) -> assertThat(each.getName()).startsWith("with"))
				.noneMatch((each) -> each.getModifiers().contains(JavaModifier.STATIC));
			assertThat(type.getMethods()).extracting(JavaMethod::getName)
				.as(type.getName())
				.noneMatch((name) -> name.startsWith("set"));
		});
		assertThat(all).extracting(JavaClass::getSimpleName).noneMatch((name) -> name.endsWith("Builder"));
	}

	private static boolean isPublic(Set<JavaModifier> modifiers) {
		return modifiers.contains(JavaModifier.PUBLIC);
	}

	/** A copy of something that has state would share or lose a part of it. */
	@ArchTest
	static void nothingIsCloned(JavaClasses all) {
		assertThat(all).isNotEmpty()
			.noneMatch((type) -> type.getRawInterfaces()
				.stream()
				.anyMatch((implemented) -> implemented.isEquivalentTo(Cloneable.class)))
			.noneMatch((type) -> type.getMethods().stream().anyMatch((each) -> each.getName().equals("clone")));
	}

	@ArchTest
	static final ArchRule everyPackageIsNullMarked = classes().that()
		.haveSimpleName("package-info")
		.should()
		.beAnnotatedWith(NullMarked.class);

	/**
	 * Timeouts and intervals are measured by {@link System#nanoTime}, which no change of
	 * the wall clock moves (fault F32). The one thing that is held against the wall clock
	 * is whether a certificate is valid now, and that is left to the JDK;
	 * {@code CertificateDates} shows that clock beside the dates. What people are shown
	 * is translated by {@code WallTime}.
	 */
	@ArchTest
	static final ArchRule nothingReadsTheWallClock = noClasses().that()
		.doNotHaveSimpleName("WallTime")
		.and()
		.doNotHaveSimpleName("CertificateDates")
		.should()
		.callMethod(System.class, "currentTimeMillis")
		.orShould()
		.callConstructor(Date.class)
		.orShould()
		.callMethodWhere(describe("it asks for the time of day",
				(JavaMethodCall call) -> (call.getTargetOwner().getPackageName().equals("java.time")
						&& call.getName().equals("now")) || call.getTargetOwner().isEquivalentTo(Clock.class)
						|| (call.getTargetOwner().isEquivalentTo(Calendar.class)
								&& call.getName().equals("getInstance"))));

	/** A type without a release of its own is as old as its package. */
	@Test
	void everyExportedPackageStatesInWhichReleaseItWasAdded() throws IOException {
		List<String> exported = Pattern.compile("exports ([\\w.]+);")
			.matcher(Files.readString(SOURCES.resolve("module-info.java")))
			.results()
			.map((match) -> match.group(1))
			.toList();
		assertThat(exported).contains("io.quictransport.nodes")
			.allSatisfy(
					(name) -> assertThat(SOURCES.resolve(name.replace('.', '/')).resolve("package-info.java")).content()
						.contains("\n * @since "));
	}

	@Test
	void noSourceFileIsLongAndEveryPackageSaysWhatItIs() throws IOException {
		try (Stream<Path> walk = Files.walk(SOURCES)) {
			List<Path> files = walk
				.filter((file) -> file.toString().endsWith(".java") && !file.endsWith("module-info.java"))
				.toList();
			assertThat(files).isNotEmpty();
			for (Path file : files) {
				assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThanOrEqualTo(MOST_LINES);
				assertThat(file.resolveSibling("package-info.java")).exists();
			}
		}
	}

}
