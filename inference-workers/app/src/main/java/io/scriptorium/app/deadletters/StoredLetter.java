package io.scriptorium.app.deadletters;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.avro.DeadLetter;

/**
 * A dead letter and its place on the topic.
 *
 * @param place where it lies
 * @param letter the letter
 */
record StoredLetter(Place place, DeadLetter letter) {

  /** A partition and an offset, as text {@code partition-offset}. */
  record Place(int partition, long offset) implements Comparable<Place> {

    /**
     * Reads a place.
     *
     * @throws ActionableException if it is none
     */
    static Place parse(String text) {
      int dash = text.indexOf('-');
      try {
        return new Place(
            Integer.parseInt(text.substring(0, Math.max(dash, 0))),
            Long.parseLong(text.substring(dash + 1)));
      } catch (NumberFormatException e) {
        throw new ActionableException(
            "%s is no dead letter's id; 'scriptorium dead-letters list' shows them, as 0-17"
                .formatted(text),
            e);
      }
    }

    @Override
    public int compareTo(Place other) {
      int partitions = Integer.compare(partition, other.partition);
      return partitions != 0 ? partitions : Long.compare(offset, other.offset);
    }

    @Override
    public String toString() {
      return partition + "-" + offset;
    }
  }
}
