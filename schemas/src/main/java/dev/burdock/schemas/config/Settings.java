package dev.burdock.schemas.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The texts that an operator configured, read through {@link Key}s. Immutable. */
public final class Settings {
  private final Map<String, String> texts;

  private Settings(Map<String, String> texts) {
    this.texts = Map.copyOf(texts);
  }

  /** Settings of {@code texts} alone. */
  public static Settings of(Map<String, String> texts) {
    return new Settings(texts);
  }

  /**
   * Settings of a properties file.
   *
   * @throws ConfigException when the file cannot be read
   */
  public static Settings load(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be read (" + e + ")");
    }
    return new Settings(
        properties.stringPropertyNames().stream()
            .collect(Collectors.toMap(name -> name, properties::getProperty)));
  }

  /** The same settings with {@code texts} taking precedence. */
  public Settings with(Map<String, String> texts) {
    Map<String, String> merged = new TreeMap<>(this.texts);
    merged.putAll(texts);
    return new Settings(merged);
  }

  /** The same settings with the environment variables of {@code keys} taking precedence. */
  public Settings withEnvironment(Map<String, String> environment, Collection<Key<?>> keys) {
    Map<String, String> merged = new TreeMap<>(texts);
    for (Key<?> key : keys) {
      String text = environment.get(key.environmentName());
      if (text != null) {
        merged.put(key.name(), text);
      }
    }
    return new Settings(merged);
  }

  /**
   * The value of {@code key}.
   *
   * @throws ConfigException when it is required and missing, or outside of its bound
   */
  public <T> T get(Key<T> key) {
    String text = texts.getOrDefault(key.name(), key.defaultText());
    if (text == null) {
      throw new ConfigException(key.name() + ": missing (expected: " + key.expected() + ")");
    }
    try {
      return key.reader().apply(text.strip());
    } catch (IllegalArgumentException e) {
      String shown = key.type().equals("secret") ? "(secret)" : text;
      throw ConfigException.of(key.name(), shown, key.expected());
    }
  }

  /**
   * The values of a list, each of them read.
   *
   * @param reader throws for a text that is none
   * @throws ConfigException naming the text, when it does
   */
  public <T> List<T> get(Key<List<String>> key, Function<String, T> reader, String expected) {
    return get(key).stream().map(text -> read(key.name(), text, text, reader, expected)).toList();
  }

  /** What {@link #below(String)} says, names and values read as that does. */
  public <T> Map<T, T> below(String prefix, Function<String, T> reader, String expected) {
    Map<T, T> found = new HashMap<>();
    below(prefix)
        .forEach(
            (name, text) ->
                found.put(
                    read(prefix + name, text, name, reader, expected),
                    read(prefix + name, text, text.strip(), reader, expected)));
    return found;
  }

  private static <T> T read(
      String key, String shown, String text, Function<String, T> reader, String expected) {
    try {
      return reader.apply(text);
    } catch (RuntimeException e) {
      throw ConfigException.of(key, shown, expected);
    }
  }

  /** What was configured under keys that start with {@code prefix}, without the prefix. */
  public Map<String, String> below(String prefix) {
    return texts.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .collect(
            Collectors.toMap(
                entry -> entry.getKey().substring(prefix.length()), Map.Entry::getValue));
  }

  /**
   * Refuses keys below {@code burdock.} that nobody reads: a typing mistake would otherwise be a
   * silent default.
   *
   * @param known every key there is
   * @param openPrefixes prefixes below which any key is allowed, such as {@code
   *     burdock.kafka.client.}
   * @throws ConfigException naming the first unknown key
   */
  public void rejectUnknown(Collection<Key<?>> known, Collection<String> openPrefixes) {
    var names = known.stream().map(Key::name).collect(Collectors.toSet());
    texts.keySet().stream()
        .filter(name -> name.startsWith("burdock."))
        .filter(name -> !names.contains(name))
        .filter(name -> openPrefixes.stream().noneMatch(name::startsWith))
        .sorted()
        .findFirst()
        .ifPresent(
            name -> {
              throw new ConfigException(name + ": unknown key (see docs/config.md)");
            });
  }
}
