package dev.burdock.tests.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.platform.suite.api.SelectClasses;

/** What the build runs is what there is. */
class ForksTest {
  private static final String SUITES = "dev.burdock.tests.forks";

  @Test
  @DisplayName("every integration test is in one suite, once")
  void everyTestRunsOnce() {
    List<JavaClass> classes =
        new ClassFileImporter().importPackages("dev.burdock.tests").stream().toList();
    List<String> there =
        classes.stream().map(JavaClass::getName).filter(name -> name.matches("[\\w.]+IT")).toList();

    Stream<String> selected =
        classes.stream()
            .filter(each -> each.getPackageName().equals(SUITES))
            .filter(each -> each.isAnnotatedWith(SelectClasses.class))
            .flatMap(each -> Stream.of(each.getAnnotationOfType(SelectClasses.class).value()))
            .map(Class::getName);

    assertThat(there).isNotEmpty();
    assertThat(selected).containsExactlyInAnyOrderElementsOf(there);
  }
}
