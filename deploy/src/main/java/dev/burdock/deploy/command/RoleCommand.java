package dev.burdock.deploy.command;

import dev.burdock.deploy.app.FaultWatch;
import dev.burdock.deploy.app.Role;
import dev.burdock.deploy.app.RoleContext;
import dev.burdock.deploy.app.Roles;
import dev.burdock.deploy.app.Shutdown;
import dev.burdock.deploy.config.ManagementConfig;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Mixin;

/** Runs one role against a given Kafka until told to end. */
abstract class RoleCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(RoleCommand.class);

  @Mixin private ConfigOptions config;

  abstract Role role();

  @Override
  public final Integer call() throws InterruptedException {
    Roles roles = Roles.start(RoleContext.of(config.settings()), List.of(role()));
    Shutdown shutdown = Shutdown.closing(roles);
    FaultWatch.start(roles::fault, ManagementConfig.from(roles.context().settings()).faultGrace());
    log.info(
        "role={} ready=true port={} management_port={}",
        role(),
        roles.port(role()),
        roles.managementPort());
    shutdown.await();
    return 0;
  }
}
