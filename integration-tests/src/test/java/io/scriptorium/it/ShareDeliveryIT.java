package io.scriptorium.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scriptorium.avro.DeadLetter;
import io.scriptorium.kafka.KafkaCluster;
import io.scriptorium.kafka.KafkaExtension;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.schemas.Groups;
import io.scriptorium.schemas.Topic;
import io.scriptorium.schemas.TopicCreator;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.telemetry.Telemetry;
import io.scriptorium.worker.Worker;
import io.scriptorium.worker.settings.KafkaAccess;
import io.scriptorium.worker.settings.KafkaAccess.GroupProtocol;
import io.scriptorium.worker.settings.WorkerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Workers of a share group on one partition, at least once, and no more than that is promised. */
@ExtendWith(KafkaExtension.class)
@Timeout(420)
class ShareDeliveryIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Path LOGS = Path.of("target", "workers");
  private static final TopicPartition PARTITION = new TopicPartition(Topics.PAGE_JOBS.name(), 0);

  @Test
  void threeWorkersShareAPartitionAndKeepJobsThatOutlastTheLock(
      KafkaCluster cluster, @TempDir Path folder) throws Exception {
    String bootstrap = cluster.bootstrapServers();
    int pages = 60;
    oneOfEachPartition(bootstrap);
    lockFor(Duration.ofSeconds(3), bootstrap, "sharing");
    try (PageJobs jobs = new PageJobs(bootstrap, new FileBlobStore(folder));
        CommittedResults results = CommittedResults.reading(bootstrap);
        SlowReader reader = new SlowReader(Integer.MAX_VALUE, 8000)) {
      // Given jobs that were there before the group, in one partition
      jobs.submit("shared", pages);
      jobs.submitGarbage(new byte[] {1}, new byte[] {2});

      // When three workers work, whose jobs take up to three times as long as a record's lock
      try (Worker one = sharing(bootstrap, folder, reader);
          Worker two = sharing(bootstrap, folder, reader);
          Worker three = sharing(bootstrap, folder, reader)) {
        await("results").atMost(LIMIT).until(() -> results.count("shared") >= pages);
        await("a dead letter").atMost(LIMIT).until(() -> results.letters().size() == 1);
        awaitNothingLeft(bootstrap, "sharing");

        // Then each has had its share, and nothing was done twice, since nobody died
        for (Worker worker : List.of(one, two, three)) {
          assertThat(worker.stats().done()).as("jobs done").isPositive();
          assertThat(worker.stats().late()).as("locks lost").isZero();
        }
        results.assertEachPageOnce("shared", pages);
      }
    }
  }

  @Test
  void aKilledWorkersJobsAreDoneByAnother(KafkaCluster cluster, @TempDir Path folder)
      throws Exception {
    String bootstrap = cluster.bootstrapServers();
    int pages = 90;
    oneOfEachPartition(bootstrap);
    List<String> share = List.of("--delivery=share");
    try (PageJobs jobs = new PageJobs(bootstrap, new FileBlobStore(folder));
        CommittedResults results = CommittedResults.reading(bootstrap)) {
      jobs.submit("killed", pages);
      try (WorkerProcess first =
          WorkerProcess.fork(bootstrap, folder, LOGS.resolve("share-killed.log"), share)) {
        awaitPages(pages / 3, first, results);
        first.kill();
      }
      assertThat(results.pages("killed"))
          .as("results at the kill; it must come in the middle to prove anything")
          .hasSizeLessThan(pages);

      try (WorkerProcess second =
          WorkerProcess.fork(bootstrap, folder, LOGS.resolve("share-second.log"), share)) {
        awaitPages(pages, second, results);
        awaitNothingLeft(bootstrap, Groups.SHARE_WORKERS);
        assertThat(second.drain()).as("exit code after SIGTERM").isIn(0, 143);
      }
      assertThat(results.letters()).extracting(DeadLetter::getJobId).doesNotContain("killed");
      assertThat(results.count("killed")).as("results, repeated ones too").isLessThan(pages + 30);
    }
  }

  private static void awaitPages(int count, WorkerProcess worker, CommittedResults results) {
    await("%d pages".formatted(count))
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              worker.assertAlive();
              return results.pages("killed").size() >= count;
            });
  }

  private static Worker sharing(String bootstrap, Path blobs, SlowReader reader) {
    return Worker.startSharing(
        WorkerSettings.of(new KafkaAccess(bootstrap, "sharing", GroupProtocol.CONSUMER, Map.of())),
        6,
        reader,
        new Worker.Surroundings(new PayloadStore(new FileBlobStore(blobs)), Telemetry.none()));
  }

  /** Job topics of one partition, of which there are then fewer than workers. */
  private static void oneOfEachPartition(String bootstrap) throws Exception {
    List<Topic<?>> topics =
        List.of(Topics.PAGE_JOBS.withPartitions(1), Topics.IMAGE_JOBS.withPartitions(1));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      List<String> names = topics.stream().<String>map(Topic::name).toList();
      admin.deleteTopics(names).all().get();
      await("deletion of " + names)
          .atMost(LIMIT)
          .until(() -> Collections.disjoint(admin.listTopics().names().get(), names));
      new TopicCreator(admin).createMissing(topics);
    }
  }

  private static void lockFor(Duration time, String bootstrap, String group) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      ConfigEntry lock =
          new ConfigEntry("share.record.lock.duration.ms", Long.toString(time.toMillis()));
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.GROUP, group),
                  List.of(new AlterConfigOp(lock, AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  /** Waits until every record of the partition has an outcome. */
  private static void awaitNothingLeft(String bootstrap, String group) throws Exception {
    ListShareGroupOffsetsSpec partition =
        new ListShareGroupOffsetsSpec().topicPartitions(List.of(PARTITION));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      await("all records acknowledged")
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(
                          admin
                              .listShareGroupOffsets(Map.of(group, partition))
                              .partitionsToOffsetInfo(group)
                              .get()
                              .get(PARTITION))
                      .satisfies(info -> assertThat(info.lag()).as("%s", info).hasValue(0L)));
    }
  }
}
