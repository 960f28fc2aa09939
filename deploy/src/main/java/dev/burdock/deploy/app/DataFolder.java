package dev.burdock.deploy.app;

import dev.burdock.schemas.run.PrivateFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The folder of one standalone installation, held by one process at a time. */
final class DataFolder implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;

  private DataFolder(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Takes the folder, creating it when it is missing; only its owner may enter it.
   *
   * @throws IOException when it cannot be used, or another process holds it
   */
  static DataFolder take(Path data) throws IOException {
    Path path = PrivateFolder.make(data).toAbsolutePath();
    FileChannel channel =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return new DataFolder(path, channel);
      }
    } catch (OverlappingFileLockException e) {
      // Held within this very process.
    }
    channel.close();
    throw new IOException(path + ": in use by another standalone");
  }

  Path path() {
    return path;
  }

  Path kafka() {
    return path.resolve("kafka");
  }

  Path registry() {
    return path.resolve("registry");
  }

  Path streams() {
    return path.resolve("streams");
  }

  @Override
  public void close() {
    Closing.quietly("data folder", channel);
  }
}
