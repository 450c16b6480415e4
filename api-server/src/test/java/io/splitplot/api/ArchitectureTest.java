package io.splitplot.api;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may know what. */
class ArchitectureTest {
  private static final List<String> SHARED =
      List.of("access", "batch", "database", "identity", "json", "problem", "state", "unit", "web");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.splitplot.api");

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.splitplot.api.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "attribute",
        "event",
        "experiment",
        "exposure",
        "forced",
        "layer",
        "metric",
        "owner",
        "privacy",
        "push",
        "ramp",
        "report",
        "segment"
      })
  void aFeatureKnowsNoOtherFeature(String feature) {
    checkKnows(feature, List.of(feature));
  }

  private static void checkKnows(String feature, List<String> features) {
    var known =
        Stream.concat(features.stream(), SHARED.stream()).map("io.splitplot.api."::concat).toList();
    classes()
        .that()
        .resideInAPackage("io.splitplot.api." + feature)
        .should()
        .onlyDependOnClassesThat(
            describe(
                "are of its own, shared, of statistics, or not ours",
                it ->
                    !it.getPackageName().startsWith("io.splitplot.")
                        || it.getPackageName().startsWith("io.splitplot.analysis")
                        || known.contains(it.getPackageName())))
        .check(CLASSES);
  }

  @Test
  void assignmentsKnowIdentitiesAndNoOtherFeature() {
    checkKnows("assignment", List.of("assignment", "identity"));
  }

  @Test
  void flagsKnowAssignmentsAndNoOtherFeature() {
    checkKnows("ofrep", List.of("ofrep", "assignment"));
  }

  @Test
  void onlyTheServerAndItsRoutesKnowTheHttpServer() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.splitplot.api", "io.splitplot.api.web..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.helidon..")
        .check(CLASSES);
  }
}
