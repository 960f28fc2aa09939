package dev.burdock.schemas.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFolderTest {
  @TempDir Path above;

  @Test
  void a_folder_of_data_is_its_owners_alone() throws IOException {
    Path made = PrivateFolder.make(above.resolve("a/data"));

    assertThat(permissions(made)).isEqualTo("rwx------");
  }

  @Test
  void one_that_was_open_to_others_is_closed() throws IOException {
    Path open = Files.createDirectory(above.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));

    PrivateFolder.make(open);

    assertThat(permissions(open)).isEqualTo("rwx------");
  }

  private static String permissions(Path folder) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
  }
}
