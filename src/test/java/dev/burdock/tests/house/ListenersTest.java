package dev.burdock.tests.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;

/** Whatever listens is made by one class, whose bounds it has by that (ADR 80). */
@AnalyzeClasses(packages = "dev.burdock", importOptions = ImportOption.DoNotIncludeTests.class)
class ListenersTest {
  private static final String LISTENER = "dev.burdock.http.server";
  private static final String TESTKIT = "dev.burdock.testkit..";
  private static final Set<String> SERVERS =
      Set.of("createHttpServer", "createNetServer", "createDatagramSocket");

  @ArchTest
  static final ArchRule servers_are_made_by_the_listener_alone =
      noClasses()
          .that()
          .resideOutsideOfPackages(LISTENER, TESTKIT)
          .should(
              new ArchCondition<JavaClass>("create servers") {
                @Override
                public void check(JavaClass user, ConditionEvents events) {
                  user.getAccessesFromSelf().stream()
                      .filter(access -> SERVERS.contains(access.getTarget().getName()))
                      .map(JavaAccess::getDescription)
                      .forEach(text -> events.add(SimpleConditionEvent.satisfied(user, text)));
                }
              });

  @ArchTest
  static final ArchRule bodies_of_strangers_are_read_within_a_budget =
      noClasses()
          .that()
          .resideOutsideOfPackage(TESTKIT)
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("io.vertx.ext.web.handler.BodyHandler");
}
