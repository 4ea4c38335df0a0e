package io.scriptorium.assembler;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an assembler needs to know.
 *
 * @param bootstrapServers {@code host:port,…}
 * @param stateFolder where the state stores lie; what is lost of it is restored from the cluster
 * @param timing its clock
 * @param kafka further properties of Kafka Streams and its clients, by Kafka's names, for instance
 *     {@code num.stream.threads} or those of TLS
 */
public record AssemblerSettings(
    String bootstrapServers, Path stateFolder, AssemblyTiming timing, Map<String, String> kafka) {

  /** Delivery rests on these; whoever sets them gets duplicates or losses. */
  private static final Set<String> RESERVED =
      Set.of("application.id", "bootstrap.servers", "processing.guarantee", "state.dir");

  /**
   * Checks everything.
   *
   * @throws IllegalArgumentException with all problems in one line
   */
  public AssemblerSettings {
    kafka = Map.copyOf(kafka);
    List<String> problems = new ArrayList<>(timing.problems());
    if (!bootstrapServers.matches("[^\\s,]+:\\d+(,[^\\s,]+:\\d+)*")) {
      problems.add("Bootstrap servers are host:port,… and not '%s'".formatted(bootstrapServers));
    }
    Set<String> reserved = new TreeSet<>(kafka.keySet());
    reserved.retainAll(RESERVED);
    for (String key : reserved) {
      problems.add("The assembler itself sets the property " + key);
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("Assembler: " + String.join("; ", problems));
    }
  }

  /** Without the properties' values, which may be secrets. */
  @Override
  public String toString() {
    return "AssemblerSettings[%s, %s, %s, %s]"
        .formatted(bootstrapServers, stateFolder, timing, new TreeSet<>(kafka.keySet()));
  }

  /** Defaults but for the places. */
  public static AssemblerSettings of(String bootstrapServers, Path stateFolder) {
    return new AssemblerSettings(bootstrapServers, stateFolder, AssemblyTiming.DEFAULT, Map.of());
  }
}
