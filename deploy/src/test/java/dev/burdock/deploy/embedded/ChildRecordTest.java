package dev.burdock.deploy.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The record of a child process")
class ChildRecordTest {
  @TempDir Path dir;

  @Test
  @DisplayName("finds the process that it names")
  void ours() throws IOException {
    ChildRecord record = new ChildRecord(dir.resolve("pid"));
    record.write(ProcessHandle.current());

    assertThat(record.leftover()).contains(ProcessHandle.current());
  }

  @Test
  @DisplayName("takes no stranger with the same number for it")
  void stranger() throws IOException {
    Path file = dir.resolve("pid");
    Files.writeString(file, ProcessHandle.current().pid() + " 1999-01-01T00:00:00Z");

    assertThat(new ChildRecord(file).leftover()).isEmpty();
  }

  @Test
  @DisplayName("finds nothing in a file that says nothing")
  void garbage() throws IOException {
    Path file = dir.resolve("pid");
    Files.writeString(file, "x");

    assertThat(new ChildRecord(file).leftover()).isEmpty();
    assertThat(new ChildRecord(dir.resolve("none")).leftover()).isEmpty();
  }
}
