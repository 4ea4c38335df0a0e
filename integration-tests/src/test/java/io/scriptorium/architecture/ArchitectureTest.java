package io.scriptorium.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.scriptorium.app.broker.EmbeddedBroker;

/** Arrows between the modules, and the house rules that a compiler does not check. */
@AnalyzeClasses(packages = "io.scriptorium", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String AVRO = "io.scriptorium.avro..";
  private static final String SCHEMAS = "io.scriptorium.schemas..";

  @ArchTest
  static final ArchRule arrowsPointOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("app")
          .definedBy("io.scriptorium.app..")
          .layer("assembler")
          .definedBy("io.scriptorium.assembler..")
          .layer("worker")
          .definedBy("io.scriptorium.worker..")
          .layer("producers")
          .definedBy("io.scriptorium.producers..")
          .layer("engine")
          .definedBy("io.scriptorium.engine..")
          .layer("schemas")
          .definedBy(SCHEMAS, AVRO)
          .whereLayer("app")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("assembler")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("worker")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("producers")
          .mayOnlyBeAccessedByLayers("app", "assembler", "worker")
          .whereLayer("engine")
          .mayOnlyBeAccessedByLayers("app", "worker", "producers")
          .whereLayer("schemas")
          .mayOnlyBeAccessedByLayers("app", "assembler", "worker", "producers");

  @ArchTest
  static final ArchRule theEngineKnowsNoKafkaAndNoAvro =
      noClasses()
          .that()
          .resideInAPackage("io.scriptorium.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "org.apache.avro..", AVRO);

  @ArchTest
  static final ArchRule theSchemasKnowNobody =
      noClasses()
          .that()
          .resideInAnyPackage(SCHEMAS, AVRO)
          .should()
          .dependOnClassesThat(
              are(describe("of other parts of the project", ArchitectureTest::isOurs)))
          .because("everybody else may depend on them");

  @ArchTest
  static final ArchRule oneClassTouchesTheBrokersInternals =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(EmbeddedBroker.class.getName())
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("kafka..", "org.apache.kafka.metadata..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.scriptorium.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packagesAreNamedAfterFeatures =
      noClasses().should().resideInAnyPackage("..util..", "..common..", "..impl..", "..helper..");

  @ArchTest
  static final ArchRule packagesAreNullMarked =
      classes().that().resideOutsideOfPackage(AVRO).should(new InNullMarkedPackage());

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().startsWith("io.scriptorium.")
        && !type.getPackageName().startsWith("io.scriptorium.schemas")
        && !type.getPackageName().startsWith("io.scriptorium.avro");
  }
}
