package io.scriptorium.app.deadletters;

import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.app.cluster.CommittedRecords;
import io.scriptorium.app.console.ActionableException;
import io.scriptorium.avro.DeadLetter;
import io.scriptorium.schemas.AvroCodec;
import io.scriptorium.schemas.Decoded;
import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.Topics;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads dead letters. */
final class LetterBox {
  private static final Logger LOG = LoggerFactory.getLogger(LetterBox.class);

  private LetterBox() {}

  /** Those on the topic now that match, oldest first. */
  static List<StoredLetter> read(Cluster cluster, Predicate<StoredLetter> which) {
    SortedMap<StoredLetter.Place, StoredLetter> letters = new TreeMap<>();
    AvroCodec<DeadLetter> codec = Topics.DEAD_LETTERS.codec(cluster.format(Role.READER));
    try (CommittedRecords records =
        CommittedRecords.of(cluster, CommittedRecords.Start.OLDEST, List.of(Topics.DEAD_LETTERS))) {
      records.readToEnd(
          record -> {
            StoredLetter.Place place = new StoredLetter.Place(record.partition(), record.offset());
            if (record.value() != null
                && codec.tryDecode(record.value()) instanceof Decoded.Ok<DeadLetter> letter) {
              StoredLetter stored = new StoredLetter(place, letter.value());
              if (which.test(stored)) {
                letters.put(place, stored);
              }
            } else {
              LOG.warn("record_skipped topic={} place={}", record.topic(), place);
            }
          });
    }
    return letters.values().stream()
        .sorted(Comparator.comparing(stored -> stored.letter().getFailedAt()))
        .toList();
  }

  /**
   * Those at some places.
   *
   * @throws ActionableException if there is none at one of them
   */
  static List<StoredLetter> at(Cluster cluster, Collection<String> ids) {
    Set<StoredLetter.Place> places = new TreeSet<>();
    ids.forEach(id -> places.add(StoredLetter.Place.parse(id)));
    List<StoredLetter> letters = read(cluster, letter -> places.contains(letter.place()));
    letters.forEach(letter -> places.remove(letter.place()));
    if (!places.isEmpty()) {
      throw new ActionableException("There is no dead letter " + places.iterator().next());
    }
    return letters;
  }
}
