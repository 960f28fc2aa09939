package dev.burdock.schemas.run;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Folders of data that only their owner may enter: whatever is in them, nobody else reads it. */
public final class PrivateFolder {
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rwx------");

  private PrivateFolder() {}

  /**
   * Makes a folder, and those above it, where they are missing; takes one that is there away from
   * all but its owner.
   *
   * @return the folder
   */
  public static Path make(Path folder) throws IOException {
    if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      return Files.createDirectories(folder);
    }
    Path made = Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER));
    Files.setPosixFilePermissions(made, OWNER);
    return made;
  }
}
