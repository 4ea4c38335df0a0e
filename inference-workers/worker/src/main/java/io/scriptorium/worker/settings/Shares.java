package io.scriptorium.worker.settings;

import io.scriptorium.avro.Priority;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a worker is shared where there is more work than it can do. What one does not use, the others
 * have.
 *
 * @param high share of jobs of high priority, in parts of the sum of the three; 1 to 1,000
 * @param normal share of jobs of normal priority
 * @param low share of bulk
 * @param tenants what tenants have of their lane, in proportion; 1 to 1,000; 1 for those not named
 */
public record Shares(int high, int normal, int low, Map<String, Integer> tenants) {
  /** Sixty, thirty and ten hundredths; all tenants alike. */
  public static final Shares DEFAULT = new Shares(60, 30, 10, Map.of());

  private static final int MOST = 1000;

  public Shares {
    tenants = Map.copyOf(tenants);
  }

  /** Share of a lane. */
  public int of(Priority lane) {
    return switch (lane) {
      case HIGH -> high;
      case NORMAL -> normal;
      case LOW -> low;
    };
  }

  /** Share of a tenant within its lane. */
  public int of(String tenant) {
    return tenants.getOrDefault(tenant, 1);
  }

  List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (Priority lane : Priority.values()) {
      if (!isShare(of(lane))) {
        problems.add("A lane's share is 1 to 1,000, not %d (%s)".formatted(of(lane), lane));
      }
    }
    tenants.forEach(
        (tenant, share) -> {
          if (!isShare(share)) {
            problems.add("A tenant's share is 1 to 1,000, not %d (%s)".formatted(share, tenant));
          }
        });
    return problems;
  }

  private static boolean isShare(int parts) {
    return parts >= 1 && parts <= MOST;
  }
}
