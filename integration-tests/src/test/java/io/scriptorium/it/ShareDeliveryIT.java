package io.scriptorium.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.scriptorium.avro.DeadLetter;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.ItemStatus;
import io.scriptorium.avro.PageResult;
import io.scriptorium.kafka.KafkaCluster;
import io.scriptorium.kafka.KafkaExtension;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.schemas.Groups;
import io.scriptorium.schemas.Topic;
import io.scriptorium.schemas.TopicCreator;
import io.scriptorium.schemas.Topics;
import io.scriptorium.worker.Worker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Workers of a share group on one partition: at least one result a page, whatever happens. */
@ExtendWith(KafkaExtension.class)
@Timeout(420)
class ShareDeliveryIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Path LOGS = Path.of("target", "workers");
  private static final TopicPartition PARTITION = new TopicPartition(Topics.PAGE_JOBS.name(), 0);

  private Path folder;
  private String bootstrap;
  private PageJobs jobs;
  private CommittedResults results;

  @BeforeAll
  static void onePartitionOfEach(KafkaCluster cluster) throws Exception {
    List<Topic<?>> topics =
        List.of(Topics.PAGE_JOBS.withPartitions(1), Topics.IMAGE_JOBS.withPartitions(1));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      List<String> names = topics.stream().<String>map(Topic::name).toList();
      admin.deleteTopics(names).all().get();
      await("deletion of " + names)
          .atMost(LIMIT)
          .until(() -> Collections.disjoint(admin.listTopics().names().get(), names));
      new TopicCreator(admin).createMissing(topics);
    }
  }

  @BeforeEach
  void open(KafkaCluster cluster, @TempDir Path blobs) {
    bootstrap = cluster.bootstrapServers();
    folder = blobs;
    jobs = new PageJobs(bootstrap, new FileBlobStore(folder));
    results = CommittedResults.reading(bootstrap);
  }

  @AfterEach
  void close() throws InterruptedException {
    jobs.close();
    results.close();
  }

  @Test
  void threeWorkersShareAPartitionAndKeepJobsThatOutlastTheLock() throws Exception {
    int pages = 60;
    setLock(OpType.SET, Duration.ofSeconds(3));
    try (SlowReader reader = new SlowReader(Integer.MAX_VALUE, 8000)) {
      // Given jobs that were there before the workers, in one partition, some of them written in
      // transactions, of which one was aborted, and some that are none
      submitInTransactions("shared", pages / 2);
      jobs.submit("shared", pages / 2 + 1, pages);
      jobs.submitGarbage(new byte[] {1}, new byte[] {2});

      // When three workers work, whose jobs take up to three times as long as a record's lock
      try (Worker one = SharingWorker.start(bootstrap, folder, 6, reader);
          Worker two = SharingWorker.start(bootstrap, folder, 6, reader);
          Worker three = SharingWorker.start(bootstrap, folder, 6, reader)) {
        awaitPages("shared", pages, List.of());
        awaitNothingLeft();

        // Then each has had its share, and nothing was done twice, since nobody died
        for (Worker worker : List.of(one, two, three)) {
          assertThat(worker.stats().done()).as("jobs done").isPositive();
          assertThat(worker.stats().late()).as("records lost to another worker").isZero();
        }
        results.assertEachPageOnce("shared", pages);
        assertThat(reader.begun()).as("jobs begun").isEqualTo(pages);
        assertThat(letters("shared")).isEmpty();
        assertThat(results.letters())
            .filteredOn(letter -> letter.getJobId() == null)
            .extracting(letter -> letter.getFailure().getReason())
            .containsExactly(FailureReason.UNDECODABLE_RECORD);
      }
    } finally {
      setLock(OpType.DELETE, Duration.ZERO);
    }
  }

  @Test
  void aKilledWorkersJobsAreDoneByTheOthers() throws Exception {
    int pages = 90;
    jobs.submit("killed", pages);
    try (SharingWorker one = fork("share-killed");
        SharingWorker two = fork("share-second");
        SharingWorker three = fork("share-third")) {
      awaitPages("killed", pages / 3, List.of(one, two, three));
      one.kill();
      assertThat(results.pages("killed"))
          .as("results at the kill; it must come in the middle to prove anything")
          .hasSizeLessThan(pages);

      awaitPages("killed", pages, List.of(two, three));
      awaitNothingLeft();
    }
    assertThat(results.of("killed")).allMatch(page -> page.getStatus() == ItemStatus.OK);
    assertThat(letters("killed")).isEmpty();
    assertThat(results.count("killed")).as("results, repeated ones too").isLessThan(pages + 9);
  }

  @Test
  void aJobOverWhichWorkersDieIsGivenUp() throws Exception {
    int pages = 30;
    List<SharingWorker> workers = new ArrayList<>();
    int deaths = 0;
    try {
      jobs.submit("deadly", 1, pages);
      jobs.submit("deadly", SharingWorker.DEADLY_PAGE, SharingWorker.DEADLY_PAGE);
      jobs.submit("deadly", pages + 1, 2 * pages);
      workers.add(fork("share-deadly-0"));
      workers.add(fork("share-deadly-1"));

      // When whoever dies is started again
      long end = System.nanoTime() + LIMIT.toNanos();
      while (results.pages("deadly").size() <= 2 * pages && System.nanoTime() < end) {
        for (int i = 0; i < workers.size(); i++) {
          if (!workers.get(i).isAlive()) {
            deaths++;
            workers.set(i, fork("share-deadly-" + (deaths + 1)));
          }
        }
        Thread.sleep(50);
      }
      awaitNothingLeft();
    } finally {
      workers.forEach(SharingWorker::close);
    }

    // Then that ends, and the other jobs have their results
    assertThat(results.of("deadly"))
        .filteredOn(page -> page.getStatus() != ItemStatus.OK)
        .extracting(PageResult::getPage)
        .containsExactly(SharingWorker.DEADLY_PAGE);
    assertThat(results.pages("deadly"))
        .containsAll(IntStream.rangeClosed(1, 2 * pages).boxed().toList());
    assertThat(letters("deadly"))
        .extracting(letter -> letter.getFailure().getMessage())
        .containsExactly("Given up: 5 times a worker died while it had this job under way");
    assertThat(deaths).as("workers that died").isBetween(5, 6);
  }

  @Test
  void aWorkerThatIsDrainedGivesBackWhatItHasNotDone() throws Exception {
    int pages = 4;
    jobs.submit("drained", pages);
    try (HeldReader stuck = new HeldReader(pages);
        SlowReader reader = new SlowReader()) {
      try (Worker first = SharingWorker.start(bootstrap, folder, pages, stuck)) {
        await("jobs under way").atMost(LIMIT).until(() -> stuck.running() == pages);
        first.drain(Duration.ofSeconds(1));
      }
      assertThat(results.count("drained")).isZero();

      // Long before the locks of the first one would have ended
      try (Worker second = SharingWorker.start(bootstrap, folder, pages, reader)) {
        await("results by another")
            .atMost(Duration.ofSeconds(20))
            .until(() -> results.pages("drained").size() == pages);
        awaitNothingLeft();
        assertThat(second.stats().late()).isZero();
      }
    }
    results.assertEachPageOnce("drained", pages);
  }

  @Test
  void theCommandSharesPartitions() throws Exception {
    int pages = 20;
    jobs.submit("command", pages);
    try (WorkerProcess worker =
        WorkerProcess.fork(
            bootstrap, folder, LOGS.resolve("share-command.log"), List.of("--delivery=share"))) {
      awaitPages("command", pages, List.of(worker));
      awaitNothingLeft();
      assertThat(worker.drain()).as("exit code after SIGTERM").isIn(0, 143);
    }
    results.assertEachPageOnce("command", pages);
  }

  private SharingWorker fork(String name) throws IOException {
    return SharingWorker.fork(bootstrap, folder, LOGS.resolve(name + ".log"));
  }

  private List<DeadLetter> letters(String jobId) {
    return results.letters().stream().filter(one -> jobId.equals(one.getJobId())).toList();
  }

  private void awaitPages(String jobId, int count, List<? extends ServiceProcess> workers) {
    await("%d pages of %s".formatted(count, jobId))
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              workers.forEach(ServiceProcess::assertAlive);
              return results.pages(jobId).size() >= count;
            });
  }

  /** As splitters write pages: a few in each transaction, whose end is a record, too. */
  private void submitInTransactions(String jobId, int pages) throws Exception {
    Producer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                ProducerConfig.TRANSACTIONAL_ID_CONFIG, jobId),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    try (PageJobs transactional = new PageJobs(producer, new FileBlobStore(folder))) {
      producer.initTransactions();
      for (int page = 1; page <= pages; page += 3) {
        producer.beginTransaction();
        transactional.submit(jobId, page, Math.min(pages, page + 2));
        producer.commitTransaction();
      }
      producer.beginTransaction();
      transactional.submit("aborted", 1, 3);
      producer.abortTransaction();
    }
  }

  private void setLock(OpType change, Duration time) throws Exception {
    ConfigEntry lock =
        new ConfigEntry("share.record.lock.duration.ms", Long.toString(time.toMillis()));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.GROUP, Groups.SHARE_WORKERS),
                  List.of(new AlterConfigOp(lock, change))))
          .all()
          .get();
    }
  }

  /** Waits until every record of the partition has an outcome. */
  private void awaitNothingLeft() {
    ListShareGroupOffsetsSpec partition =
        new ListShareGroupOffsetsSpec().topicPartitions(List.of(PARTITION));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      await("all records acknowledged")
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(
                          admin
                              .listShareGroupOffsets(Map.of(Groups.SHARE_WORKERS, partition))
                              .partitionsToOffsetInfo(Groups.SHARE_WORKERS)
                              .get()
                              .get(PARTITION))
                      .satisfies(info -> assertThat(info.lag()).as("%s", info).hasValue(0L)));
    }
  }
}
