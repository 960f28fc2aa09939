package dev.burdock.deploy.config;

import dev.burdock.deploy.config.ConfigCatalogue.Open;
import dev.burdock.deploy.config.ConfigCatalogue.Section;
import dev.burdock.schemas.config.Key;

/** The page docs/config.md, written from the keys themselves. */
public final class ConfigPage {
  private static final String HEAD =
      """
      # Configuration

      Written by `./burdock config --markdown`; a test compares it with the code.

      A value comes from, the later ones winning: the default, the properties file of `--config`, the
      environment (`burdock.sync.limit` is `BURDOCK_SYNC_LIMIT`: upper case, dots and dashes as `_`),
      and `--set key=value`. Nothing reloads: a change needs a restart of the role. A key below
      `burdock.` that is not listed here is refused.
      """;

  private ConfigPage() {}

  public static String markdown() {
    StringBuilder page = new StringBuilder(HEAD);
    for (Section section : ConfigCatalogue.SECTIONS) {
      page.append("\n## ").append(section.title()).append("\n\n");
      page.append("| key | type | default | expected | what it is |\n|---|---|---|---|---|\n");
      section.keys().forEach(key -> page.append(row(key)));
      section.open().forEach(open -> page.append(row(open)));
    }
    return page.toString();
  }

  private static String row(Key<?> key) {
    return "| `%s` | %s | %s | %s | %s |%n"
        .formatted(key.name(), key.type(), defaultOf(key), key.expected(), cell(key.doc()));
  }

  private static String row(Open open) {
    return "| `%s<%s>` | string | | a text | %s |%n"
        .formatted(open.prefix(), open.rest(), cell(open.doc()));
  }

  private static String defaultOf(Key<?> key) {
    if (key.defaultText() == null) {
      return "required";
    }
    return key.defaultText().isEmpty() ? "" : "`" + key.defaultText() + "`";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }
}
