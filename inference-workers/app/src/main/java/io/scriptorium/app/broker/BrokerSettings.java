package io.scriptorium.app.broker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How an embedded broker is to run.
 *
 * @param port port on the loopback interface, 1 to 65535; empty: a free one is chosen
 * @param folder where topics are kept; it is created where missing, and a broker that is started on
 *     it again finds them there; empty: a temporary folder, deleted on close
 * @param overrides broker properties that replace the embedded broker's own, by Kafka's names
 */
public record BrokerSettings(
    OptionalInt port, Optional<Path> folder, Map<String, String> overrides) {

  public BrokerSettings {
    overrides = Map.copyOf(overrides);
    List<String> problems = new ArrayList<>();
    if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 65535)) {
      problems.add("port must be from 1 to 65535, not " + port.getAsInt());
    }
    for (String key : BrokerProperties.FIXED) {
      if (overrides.containsKey(key)) {
        problems.add(key + " cannot be overridden");
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("Embedded broker: " + String.join("; ", problems));
    }
  }

  /** A broker on a free port and in a temporary folder. */
  public static BrokerSettings temporary() {
    return new BrokerSettings(OptionalInt.empty(), Optional.empty(), Map.of());
  }

  /** The same with another port. */
  public BrokerSettings withPort(int port) {
    return new BrokerSettings(OptionalInt.of(port), folder, overrides);
  }

  /** The same with a folder that outlives the broker. */
  public BrokerSettings withFolder(Path folder) {
    return new BrokerSettings(port, Optional.of(folder), overrides);
  }

  /** The same with other overrides. */
  public BrokerSettings withOverrides(Map<String, String> overrides) {
    return new BrokerSettings(port, folder, overrides);
  }
}
