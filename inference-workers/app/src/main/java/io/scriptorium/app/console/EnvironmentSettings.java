package io.scriptorium.app.console;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Settings from environment variables: {@code SCRIPTORIUM_MAX_PIXELS} is the default of {@code
 * --max-pixels}. An option on the command line wins.
 */
public final class EnvironmentSettings implements IDefaultValueProvider {
  private static final String PREFIX = "SCRIPTORIUM_";

  /** Variables for the launcher, image builds and integration tests; not options. */
  private static final Set<String> RESERVED =
      Set.of(
          "SCRIPTORIUM_JAVA_OPTS",
          "SCRIPTORIUM_JRE_IMAGE",
          "SCRIPTORIUM_KAFKA",
          "SCRIPTORIUM_KAFKA_IMAGE");

  private final Map<String, String> environment;

  public EnvironmentSettings(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    return argument instanceof OptionSpec option && isSetting(option)
        ? environment.get(key(option))
        : null;
  }

  /** Name of the environment variable that sets an option. */
  public static String key(OptionSpec option) {
    return PREFIX
        + option.longestName().replaceFirst("^-+", "").replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /**
   * Refuses variables that no option of any command answers to, all of them at once.
   *
   * @throws ParameterException naming them
   */
  public void refuseUnknown(CommandLine root) {
    Set<String> known = new TreeSet<>(RESERVED);
    collectKeys(root.getCommandSpec(), known);
    Set<String> unknown = new TreeSet<>();
    for (String name : environment.keySet()) {
      if (name.startsWith(PREFIX) && !known.contains(name)) {
        unknown.add(name);
      }
    }
    if (!unknown.isEmpty()) {
      throw new ParameterException(
          root,
          "No option answers to the environment variable%s %s; known are %s"
              .formatted(
                  unknown.size() == 1 ? "" : "s",
                  String.join(", ", unknown),
                  String.join(", ", known)));
    }
  }

  private static void collectKeys(CommandSpec command, Set<String> keys) {
    command.options().stream()
        .filter(EnvironmentSettings::isSetting)
        .forEach(option -> keys.add(key(option)));
    command.subcommands().values().forEach(sub -> collectKeys(sub.getCommandSpec(), keys));
  }

  private static boolean isSetting(OptionSpec option) {
    return !option.usageHelp() && !option.versionHelp() && option.longestName().startsWith("--");
  }
}
