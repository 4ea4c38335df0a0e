package io.scriptorium.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.scriptorium.app.cluster.Cluster;
import io.scriptorium.app.pipeline.SplitterThread;
import io.scriptorium.assembler.Assembler;
import io.scriptorium.assembler.AssemblerSettings;
import io.scriptorium.assembler.AssemblyTiming;
import io.scriptorium.it.SlowReader;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.producers.split.SplitLimits;
import io.scriptorium.producers.split.SplitRetries;
import io.scriptorium.producers.split.SplitterVitals;
import io.scriptorium.schemas.Grant;
import io.scriptorium.schemas.Groups;
import io.scriptorium.schemas.RecordFormat;
import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.RoleCheck;
import io.scriptorium.schemas.Topics;
import io.scriptorium.schemas.UnusableClusterException;
import io.scriptorium.schemas.telemetry.Telemetry;
import io.scriptorium.worker.Worker;
import io.scriptorium.worker.loop.LoopVitals;
import io.scriptorium.worker.settings.KafkaAccess;
import io.scriptorium.worker.settings.KafkaAccess.GroupProtocol;
import io.scriptorium.worker.settings.WorkerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What happens where a role lacks one of the rights that the access catalogue gives it. */
@Timeout(300)
class RightsIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private static Path shared;
  private static SecureBroker broker;

  @TempDir private Path folder;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = SecureBroker.start(shared);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  private Commands as(Role role) {
    return new Commands(broker.login(), folder, broker.byLogin(role));
  }

  private interface Action {
    void run() throws Exception;
  }

  private static void without(Role role, Grant grant, Action action) throws Exception {
    broker.withdraw(role, List.of(grant));
    try {
      action.run();
    } finally {
      broker.allow(role, List.of(grant));
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachRightThatARoleLacksIsNoticedBeforehand(Role role) throws Exception {
    Map<String, Object> settings = new HashMap<>(broker.byLogin(role));
    settings.put("bootstrap.servers", broker.login());
    try (Admin admin = Admin.create(settings)) {
      RoleCheck check = new RoleCheck(admin);
      for (Grant right : withdrawable(role)) {
        without(
            role,
            right,
            () ->
                await(right.inWords() + " missing")
                    .atMost(LIMIT)
                    .untilAsserted(
                        () ->
                            assertThat(check.missing(role.grants()))
                                .isEqualTo(new RoleCheck.Report(List.of(), List.of(right)))));
      }
      await("nothing missing")
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(check.missing(role.grants()))
                      .isEqualTo(new RoleCheck.Report(List.of(), List.of())));
    }
  }

  /**
   * Every single right of a role; reading and writing of topics that do not exist yet in one, since
   * a cluster does not tell these apart.
   */
  private static List<Grant> withdrawable(Role role) {
    List<Grant> rights = new ArrayList<>();
    for (Grant grant : role.grants()) {
      boolean isOwn =
          grant.resource().patternType() == PatternType.PREFIXED
              && grant.resource().resourceType() == ResourceType.TOPIC;
      Set<AclOperation> single = EnumSet.copyOf(grant.operations());
      if (isOwn) {
        single.retainAll(Set.of(AclOperation.CREATE));
        rights.add(new Grant(grant.resource(), EnumSet.of(AclOperation.READ, AclOperation.WRITE)));
      }
      single.forEach(operation -> rights.add(new Grant(grant.resource(), Set.of(operation))));
    }
    return rights;
  }

  private static Grant on(ResourceType type, String name, AclOperation operation) {
    return new Grant(new ResourcePattern(type, name, PatternType.LITERAL), Set.of(operation));
  }

  private static Grant onTopic(String name, AclOperation operation) {
    return on(ResourceType.TOPIC, name, operation);
  }

  static Stream<Arguments> lacking() {
    return Stream.of(
        Arguments.of(
            Role.SPLITTER,
            "splitter",
            onTopic(Topics.DOCUMENT_MANIFESTS.name(), AclOperation.WRITE),
            "WRITE on topic scriptorium.document-manifests"),
        Arguments.of(
            Role.SPLITTER,
            "splitter",
            new Grant(
                new ResourcePattern(
                    ResourceType.TRANSACTIONAL_ID, Groups.SPLITTER + "-", PatternType.PREFIXED),
                Set.of(AclOperation.WRITE)),
            "WRITE on transactional ids scriptorium-splitter-*"),
        Arguments.of(
            Role.WORKER,
            "worker",
            onTopic(Topics.PAGE_JOBS.name(), AclOperation.READ),
            "READ on topic scriptorium.page-jobs"),
        Arguments.of(
            Role.WORKER,
            "worker",
            on(ResourceType.GROUP, Groups.WORKERS, AclOperation.READ),
            "READ on group scriptorium-workers"),
        Arguments.of(
            Role.ASSEMBLER,
            "assembler",
            new Grant(
                new ResourcePattern(
                    ResourceType.TOPIC, Groups.ASSEMBLER + "-", PatternType.PREFIXED),
                Set.of(AclOperation.CREATE)),
            "CREATE on topics scriptorium-assembler-*"),
        Arguments.of(
            Role.SUBMITTER,
            "submit",
            onTopic(Topics.DOCUMENT_JOBS.name(), AclOperation.WRITE),
            "WRITE on topic scriptorium.document-jobs"),
        Arguments.of(
            Role.READER,
            "status",
            onTopic(Topics.JOB_STATUS.name(), AclOperation.READ),
            "READ on topic scriptorium.job-status"),
        Arguments.of(
            Role.OPERATOR,
            "dead-letters list",
            onTopic(Topics.DEAD_LETTERS.name(), AclOperation.READ),
            "READ on topic scriptorium.dead-letters"));
  }

  @ParameterizedTest(name = "{1} without {3}")
  @MethodSource("lacking")
  void aCommandNamesTheRightThatItLacks(Role role, String command, Grant right, String words)
      throws Exception {
    String[] arguments =
        command.equals("submit") ? new String[] {"../samples/receipt.png"} : new String[0];
    without(
        role,
        right,
        () ->
            assertThat(as(role).run(command, arguments).failure())
                .contains(words)
                .contains("docs/security.md"));
  }

  @Test
  void stagesNameTheirRole() throws Exception {
    without(
        Role.WORKER,
        onTopic(Topics.IMAGE_JOBS.name(), AclOperation.READ),
        () -> assertThat(as(Role.WORKER).run("worker").failure()).contains("scriptorium-worker"));
  }

  @Test
  void aWorkerWhoseRightIsWithdrawnStops() throws Exception {
    KafkaAccess access =
        new KafkaAccess(
            broker.login(), Groups.WORKERS, GroupProtocol.CONSUMER, broker.byLogin(Role.WORKER));
    try (SlowReader reader = new SlowReader(1, 100);
        Worker worker = Worker.start(WorkerSettings.of(access), reader, payloads())) {
      await("a member").atMost(LIMIT).until(() -> isMember(worker));
      without(
          Role.WORKER,
          onTopic(Topics.PAGE_JOBS.name(), AclOperation.READ),
          () ->
              assertStops(
                  worker.stopped(), "on topic scriptorium.page-jobs", "scriptorium-worker"));
    }
  }

  @Test
  void aWorkerOfAShareGroupNeedsTheRightsOfItsGroup() throws Exception {
    KafkaAccess access =
        new KafkaAccess(
            broker.login(),
            Groups.SHARE_WORKERS,
            GroupProtocol.CONSUMER,
            broker.byLogin(Role.WORKER));
    try (SlowReader reader = new SlowReader(1, 100)) {
      without(
          Role.WORKER,
          on(ResourceType.GROUP, Groups.SHARE_WORKERS, AclOperation.ALTER_CONFIGS),
          () ->
              assertThatThrownBy(() -> sharing(access, reader))
                  .isInstanceOf(UnusableClusterException.class)
                  .hasMessageContaining("ALTER_CONFIGS on group scriptorium-share-workers"));

      try (Worker worker = sharing(access, reader)) {
        await("a member").atMost(LIMIT).until(() -> isMember(worker));
        without(
            Role.WORKER,
            on(ResourceType.GROUP, Groups.SHARE_WORKERS, AclOperation.READ),
            () ->
                assertStops(
                    worker.stopped(), "on group scriptorium-share-workers", "scriptorium-worker"));
      }
    }
  }

  private Worker sharing(KafkaAccess access, SlowReader reader) {
    return Worker.startSharing(
        WorkerSettings.of(access),
        2,
        reader,
        new Worker.Surroundings(payloads(), Telemetry.none()));
  }

  private static boolean isMember(Worker worker) {
    return worker.vitals().membership() == LoopVitals.Membership.WORKING;
  }

  @Test
  void aSplitterWhoseRightIsWithdrawnStops() throws Exception {
    SplitterThread.Place place =
        new SplitterThread.Place(
            new Cluster(broker.login(), broker.byLogin(Role.SPLITTER)),
            payloads(),
            "one",
            folder.resolve("scratch"),
            RecordFormat.SINGLE_OBJECT);
    try (SplitterThread splitter =
        SplitterThread.start(place, SplitLimits.DEFAULT, SplitRetries.DEFAULT, Telemetry.none())) {
      await("a member")
          .atMost(LIMIT)
          .until(() -> splitter.stage().vitals().membership() == SplitterVitals.Membership.WORKING);
      without(
          Role.SPLITTER,
          onTopic(Topics.DOCUMENT_JOBS.name(), AclOperation.READ),
          () ->
              assertStops(
                  splitter.ended(),
                  "READ on topic scriptorium.document-jobs",
                  "scriptorium-splitter"));
    }
  }

  private static void assertStops(CompletableFuture<Void> ended, String... words) {
    assertThatThrownBy(() -> ended.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(UnusableClusterException.class)
        .message()
        .contains(words);
  }

  @Test
  void anAssemblerWhoseRightIsWithdrawnGivesUpAtOnce() throws Exception {
    AssemblerSettings settings =
        new AssemblerSettings(
            broker.login(),
            folder.resolve("state"),
            AssemblyTiming.DEFAULT,
            broker.byLogin(Role.ASSEMBLER));
    try (Assembler assembler = new Assembler(settings, payloads())) {
      assembler.start();
      await("a running assembler").atMost(LIMIT).until(assembler::isRunning);
      without(
          Role.ASSEMBLER,
          onTopic(Topics.PAGE_RESULTS.name(), AclOperation.READ),
          () ->
              await("its end")
                  .atMost(LIMIT)
                  .untilAsserted(
                      () ->
                          assertThat(assembler.failure())
                              .hasValueSatisfying(
                                  why ->
                                      assertThat(why)
                                          .hasMessageContaining(
                                              "READ on topic scriptorium.page-results")
                                          .hasMessageContaining("scriptorium-assembler"))));
    }
  }

  private PayloadStore payloads() {
    return new PayloadStore(new FileBlobStore(folder.resolve("blobs")));
  }
}
