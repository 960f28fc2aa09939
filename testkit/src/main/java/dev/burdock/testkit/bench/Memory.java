package dev.burdock.testkit.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process holds: live objects of its heap, and what the machine keeps for it. Of a process
 * whose heap is touched at its start, the second grows by what is outside of the heap alone.
 *
 * @param liveBytes after a full collection
 * @param residentBytes of the machine's memory
 */
record Memory(long liveBytes, long residentBytes) {
  private static final Pattern RESIDENT =
      Pattern.compile("^VmRSS:\\s+(\\d+) kB", Pattern.MULTILINE);
  private static final int KIBIBYTE = 1_024;
  private static final double MEBIBYTE = 1 << 20;

  /** Options of a Java process that is measured so; its heap is as large as its bound. */
  static String options(int heapMebibytes) {
    return "-Xms" + heapMebibytes + "m -XX:+AlwaysPreTouch";
  }

  static Memory of(long pid) throws IOException, InterruptedException {
    long live = Heap.used(pid);
    Matcher resident = RESIDENT.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
    if (!resident.find()) {
      throw new IOException("process " + pid + " tells no resident memory");
    }
    return new Memory(live, Long.parseLong(resident.group(1)) * KIBIBYTE);
  }

  /** How much more this is, MiB: on the heap, and outside of it. */
  double mebibytesMoreThan(Memory before) {
    return BenchRun.rounded(
        (liveBytes - before.liveBytes + residentBytes - before.residentBytes) / MEBIBYTE);
  }

  /** How much of that is on the heap. */
  double liveMebibytesMoreThan(Memory before) {
    return BenchRun.rounded((liveBytes - before.liveBytes) / MEBIBYTE);
  }
}
