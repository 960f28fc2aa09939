package dev.burdock.tests.clients;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A test of a real client, once for each {@link SdkOptions}. It waits for the client more than it
 * computes, and has users and rooms of its own: others of its class run beside it, but for those
 * that need the {@link #HOMESERVER} to stand still.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@MethodSource("dev.burdock.tests.clients.SdkOptions#ways")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = EachWayToSync.HOMESERVER, mode = ResourceAccessMode.READ)
public @interface EachWayToSync {
  /** What a test locks whose homeserver must tell the same twice. */
  String HOMESERVER = "homeserver";
}
