package io.scriptorium.chaos;

import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.schemas.TopicCreator;
import io.scriptorium.schemas.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;

/**
 * What splitters, workers and assemblers rely on.
 *
 * @param brokers what everything goes through
 * @param blobs what is too long for that
 * @param registry where the schemas of records lie; empty: in the records' readers
 */
record Services(Brokers brokers, FaultyBlobs blobs, Optional<Registry> registry)
    implements AutoCloseable {

  /** Starts them; they work when this returns, and topics are there. */
  static Services start(Host host, Path folder, Plan plan) {
    FaultyBlobs blobs =
        plan.stores().blobs() == FaultyBlobs.Kind.S3
            ? BlobBucket.start(host, folder, plan.seed())
            : new BlobFolder(folder);
    try {
      return start(host, folder, plan, blobs);
    } catch (RuntimeException e) {
      blobs.close();
      throw e;
    }
  }

  /** Everything starts at once; brokers take longest. */
  private static Services start(Host host, Path folder, Plan plan, FaultyBlobs blobs) {
    Optional<Registry> registry =
        plan.hasRegistry() ? Optional.of(Registry.start(host, folder)) : Optional.empty();
    Optional<SmallDisk> disk =
        plan.faults().include(Fault.FILL_DISK) ? host.smallDisk() : Optional.empty();
    Brokers brokers = Brokers.start(host, folder, disk);
    createTopics(brokers.bootstrapServers());
    blobs.awaitReady();
    registry.map(Registry::service).ifPresent(HttpService::awaitAnswer);
    return new Services(brokers, blobs, registry);
  }

  private static void createTopics(String bootstrapServers) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      new TopicCreator(admin).createMissing(Topics.all());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  /** Brokers and registry, as clients see them. */
  Cluster cluster() {
    return new Cluster(brokers.bootstrapServers(), Map.of(), registry.map(Registry::access));
  }

  /** By which parts find all of them on their command lines. */
  List<String> options() {
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--bootstrap", brokers.bootstrapServers()));
    options.addAll(blobs.options());
    registry.ifPresent(
        known -> options.addAll(List.of("--schema-registry", known.url().toString())));
    return List.copyOf(options);
  }

  @Override
  public void close() {
    blobs.close();
  }
}
