package dev.burdock.tests.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may import whom (ADR 0005). */
@AnalyzeClasses(packages = "dev.burdock", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {
  private static final String KAFKA = "org.apache.kafka..";
  private static final String STREAMS_LIBRARY = "org.apache.kafka.streams..";
  private static final String VERTX = "io.vertx..";
  private static final String AVRO = "org.apache.avro..";
  private static final String SCHEMAS = "dev.burdock.schemas..";
  private static final String MATRIX = "dev.burdock.matrix..";
  private static final String HTTP = "dev.burdock.http..";
  private static final String INGEST = "dev.burdock.ingest..";
  private static final String STREAMS = "dev.burdock.streams..";
  private static final String FANOUT = "dev.burdock.fanout..";
  private static final String SYNC = "dev.burdock.fanout.sync..";
  private static final String FEDERATION = "dev.burdock.fanout.federation..";
  private static final String DEPLOY = "dev.burdock.deploy..";
  private static final String APP = "dev.burdock..app..";
  private static final String TESTKIT = "dev.burdock.testkit..";

  @ArchTest
  static final ArchRule schemas_know_no_other_module =
      noneIn(SCHEMAS, STREAMS_LIBRARY, VERTX, MATRIX, HTTP, INGEST, STREAMS, FANOUT, DEPLOY);

  @ArchTest
  static final ArchRule matrix_is_the_protocol_alone =
      noneIn(MATRIX, KAFKA, AVRO, VERTX, SCHEMAS, HTTP, INGEST, STREAMS, FANOUT, DEPLOY);

  @ArchTest
  static final ArchRule http_knows_no_role =
      noneIn(HTTP, KAFKA, AVRO, INGEST, STREAMS, FANOUT, DEPLOY);

  @ArchTest
  static final ArchRule ingest_knows_neither_streams_nor_fanout =
      noneIn(INGEST, STREAMS, FANOUT, DEPLOY, STREAMS_LIBRARY);

  @ArchTest
  static final ArchRule streams_know_neither_ingest_nor_fanout =
      noneIn(STREAMS, INGEST, FANOUT, DEPLOY);

  @ArchTest
  static final ArchRule streams_speak_http_in_the_room_reads_alone =
      noClasses()
          .that()
          .resideInAPackage(STREAMS)
          .and()
          .resideOutsideOfPackages("dev.burdock.streams.http..", "dev.burdock.streams.app..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(VERTX, "dev.burdock.http.server..", "dev.burdock.http.proxy..");

  @ArchTest
  static final ArchRule fanout_knows_neither_ingest_nor_streams =
      noneIn(FANOUT, INGEST, STREAMS, DEPLOY, STREAMS_LIBRARY);

  @ArchTest
  static final ArchRule nothing_that_ships_knows_the_testkit =
      noClasses()
          .that()
          .resideOutsideOfPackage(TESTKIT)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(TESTKIT);

  @ArchTest
  static final ArchRule sync_and_federation_do_not_know_each_other = noneIn(SYNC, FEDERATION);

  @ArchTest
  static final ArchRule federation_and_sync_do_not_know_each_other = noneIn(FEDERATION, SYNC);

  @ArchTest
  static final ArchRule domains_know_neither_kafka_nor_vertx =
      noClasses()
          .that()
          .resideInAPackage("dev.burdock..domain..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(KAFKA, VERTX);

  @ArchTest
  static final ArchRule only_the_registry_adapter_knows_the_registry_client =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.burdock.schemas.registry")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.flink..");

  @ArchTest
  static final ArchRule the_wall_clock_is_read_in_app_packages_alone =
      noClasses()
          .that()
          .resideOutsideOfPackages(APP, DEPLOY, TESTKIT)
          .should()
          .callMethod(System.class, "currentTimeMillis");

  @ArchTest
  static final ArchRule packages_are_free_of_circles =
      slices().matching("dev.burdock.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule what_is_wired_does_not_know_its_wiring =
      noClasses()
          .that()
          .resideOutsideOfPackages(APP, DEPLOY, TESTKIT)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(APP);

  private static ArchRule noneIn(String who, String... whom) {
    return noClasses()
        .that()
        .resideInAPackage(who)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(whom);
  }
}
