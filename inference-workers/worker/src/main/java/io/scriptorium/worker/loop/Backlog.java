package io.scriptorium.worker.loop;

import io.scriptorium.avro.Priority;
import io.scriptorium.producers.share.FairShares;
import io.scriptorium.worker.settings.Limits;
import io.scriptorium.worker.settings.Shares;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Jobs that wait, lane by lane. Each lane has its share of the tokens begun, and holds a bounded
 * number of them, so that a full one keeps none from being taken for another. Owned by the poll
 * thread.
 */
final class Backlog {
  /** Most bytes of records that wait in a lane. */
  private static final long MOST_BYTES = 16 << 20;

  private static final List<Priority> LANES = List.of(Priority.HIGH, Priority.NORMAL, Priority.LOW);

  private final long mostTokens;
  private final Map<Priority, Lane> lanes = new EnumMap<>(Priority.class);
  private final FairShares<Priority> shares;

  /** What came from the topics of each lane, and from those that give jobs of several, waits. */
  private final Map<Optional<Priority>, Cost> held = new HashMap<>();

  Backlog(Limits limits) {
    Shares by = limits.shares();
    mostTokens = limits.maxInFlightTokens();
    shares = new FairShares<>(by::of);
    LANES.forEach(lane -> lanes.put(lane, new Lane(by::of)));
  }

  void add(Waiting waiting) {
    lane(waiting.lane()).add(waiting);
    held.merge(source(waiting), waiting.held(), Cost::plus);
  }

  private Lane lane(Priority priority) {
    return lanes.computeIfAbsent(priority, key -> new Lane(tenant -> 1));
  }

  private static Optional<Priority> source(Waiting waiting) {
    return Waiting.lane(waiting.received().record().topic());
  }

  private List<Priority> busy() {
    return LANES.stream().filter(lane -> !lane(lane).isEmpty()).toList();
  }

  /** Whether nothing waits. */
  boolean isEmpty() {
    return busy().isEmpty();
  }

  /** Jobs that wait in a lane. */
  int size(Priority lane) {
    return lane(lane).size();
  }

  /** Tenants of which jobs wait in a lane to be chosen. */
  int tenants(Priority lane) {
    return lane(lane).tenants();
  }

  /** Whether so much of a topic's kind waits that no more should be polled. */
  boolean isFull(String topic) {
    Cost cost = held.getOrDefault(Waiting.lane(topic), Cost.NONE);
    return cost.tokens() >= mostTokens || cost.bytes() >= MOST_BYTES;
  }

  /** Who is next; empty if nothing waits. */
  Optional<Lane.Head> head() {
    List<Priority> busy = busy();
    return busy.isEmpty() ? Optional.empty() : Optional.of(lane(shares.next(busy)).head());
  }

  /** Takes out the next, which is counted. */
  Waiting start() {
    Priority lane = shares.next(busy());
    Waiting next = lane(lane).start();
    shares.charge(lane, (double) next.cost().tokens());
    release(next);
    return next;
  }

  private void release(Waiting waiting) {
    held.computeIfPresent(source(waiting), (source, cost) -> cost.minus(waiting.held()));
  }

  /** Chooses jobs of each lane until so many have been or may start. */
  void choose(int ahead) {
    lanes.values().forEach(lane -> lane.choose(ahead));
  }

  /** Those whose attempts the next commit is to count. */
  Stream<Waiting> chosen() {
    return lanes.values().stream().flatMap(Lane::chosen);
  }

  /** Notes that the attempts at the chosen ones are committed. */
  void count() {
    lanes.values().forEach(Lane::count);
  }

  /** Takes out those that are meant. */
  void removeIf(Predicate<Waiting> which, Consumer<Waiting> taker) {
    lanes
        .values()
        .forEach(
            lane ->
                lane.removeIf(
                    which,
                    waiting -> {
                      release(waiting);
                      taker.accept(waiting);
                    }));
  }
}
