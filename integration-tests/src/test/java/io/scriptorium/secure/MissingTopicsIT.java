package io.scriptorium.secure;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.app.broker.BrokerSettings;
import io.scriptorium.app.broker.EmbeddedBroker;
import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.RoleCheck;
import io.scriptorium.schemas.Topic;
import io.scriptorium.schemas.TopicCreator;
import io.scriptorium.schemas.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stages on a cluster that lacks some of their topics. */
@Timeout(120)
class MissingTopicsIT {
  private static final List<Topic<?>> PRESENT =
      List.of(Topics.DOCUMENT_JOBS, Topics.DOCUMENT_MANIFESTS, Topics.IMAGE_JOBS);

  @TempDir private Path folder;

  @Test
  void stagesNameTheTopicsThatAreMissingUntilTheyAreMade() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.temporary());
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      new TopicCreator(admin).createMissing(PRESENT);
      Commands commands = new Commands(broker.bootstrapServers(), folder, Map.of());

      assertThat(commands.run("worker").failure())
          .contains("lacks the topics")
          .contains("scriptorium.page-jobs")
          .contains("scriptorium.retry-10s")
          .contains("scriptorium.retry-1m")
          .contains("scriptorium.retry-10m")
          .contains("'scriptorium topics'")
          .doesNotContainPattern("scriptorium\\.image-jobs(?!-)");
      assertThat(commands.run("splitter").failure())
          .contains("scriptorium.page-jobs")
          .doesNotContainPattern("scriptorium\\.document-jobs(?!-)");
      assertThat(commands.run("assembler").failure())
          .contains("scriptorium.page-results")
          .doesNotContain("scriptorium.document-manifests");
      assertThat(commands.run("status").failure())
          .contains("lacks the topic scriptorium.job-status;");

      assertThat(commands.run("topics").code()).isZero();
      RoleCheck check = new RoleCheck(admin);
      for (Role role : Role.values()) {
        assertThat(check.missing(role.grants()))
            .as(role.user())
            .isEqualTo(new RoleCheck.Report(List.of(), List.of()));
      }
    }
  }
}
