package io.scriptorium.engine.constrain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** How often something may come. */
record Times(int min, Optional<Integer> max) {
  private static final int MOST_TIMES = 10_000;

  static Times of(JsonNode schema, Place at, String minKeyword, String maxKeyword) {
    int min = number(schema, at, minKeyword).orElse(0);
    Optional<Integer> max = number(schema, at, maxKeyword);
    if (max.isPresent() && max.get() < min) {
      throw at.error("'%s' is above '%s'".formatted(minKeyword, maxKeyword));
    }
    return new Times(min, max);
  }

  Times lessOne() {
    return new Times(Math.max(0, min - 1), max.map(it -> it - 1));
  }

  private static Optional<Integer> number(JsonNode schema, Place at, String keyword) {
    if (!schema.has(keyword)) {
      return Optional.empty();
    }
    JsonNode value = schema.get(keyword);
    if (!Keywords.isOfType(value, "integer") || !value.canConvertToInt() || value.asInt() < 0) {
      throw at.error("'%s' is a number of times".formatted(keyword));
    }
    if (value.asInt() > MOST_TIMES) {
      throw at.error("'%s' is at most %,d".formatted(keyword, MOST_TIMES));
    }
    return Optional.of(value.asInt());
  }
}
