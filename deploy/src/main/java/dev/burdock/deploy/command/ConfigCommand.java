package dev.burdock.deploy.command;

import dev.burdock.deploy.config.ConfigCatalogue;
import dev.burdock.deploy.config.ConfigPage;
import dev.burdock.schemas.config.Key;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code burdock config}. */
@Command(name = "config", description = "Prints every configuration key with its default.")
final class ConfigCommand implements Callable<Integer> {
  @Option(names = "--markdown", description = "Prints the page docs/config.md instead.")
  private boolean markdown;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    if (markdown) {
      out.print(ConfigPage.markdown());
    } else {
      ConfigCatalogue.keys().forEach(key -> out.println(properties(key)));
    }
    out.flush();
    return 0;
  }

  private static String properties(Key<?> key) {
    String line = key.name() + "=" + (key.defaultText() == null ? "" : key.defaultText());
    return "# " + key.doc() + "\n" + (key.defaultText() == null ? line : "#" + line) + "\n";
  }
}
