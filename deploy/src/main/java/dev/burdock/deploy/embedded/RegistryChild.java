package dev.burdock.deploy.embedded;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * The main class of the registry's process: runs the registry's own main class, and ends the
 * process when its parent closes the pipe to it, be it by dying. It runs without any library of
 * ours.
 */
public final class RegistryChild {
  private static final long STOP_DEADLINE_MS = 5_000;

  private RegistryChild() {}

  /** Takes the registry's main class, then its arguments. */
  public static void main(String[] args)
      throws ClassNotFoundException, NoSuchMethodException, IllegalAccessException {
    Thread watch = new Thread(RegistryChild::endWithParent, "parent-watch");
    watch.setDaemon(true);
    watch.start();
    String[] rest = Arrays.copyOfRange(args, 1, args.length);
    try {
      Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static void endWithParent() {
    awaitEndOfInput();
    Thread halt = new Thread(RegistryChild::haltLater, "halt");
    halt.setDaemon(true);
    halt.start();
    System.exit(0);
  }

  private static void awaitEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // The parent says nothing; only the end of its pipe matters.
      }
    } catch (IOException e) {
      // A broken pipe is an ended one.
    }
  }

  private static void haltLater() {
    try {
      Thread.sleep(STOP_DEADLINE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(1);
  }
}
