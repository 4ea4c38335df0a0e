package io.scriptorium.deploy.strimzi;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.schemas.Role;
import io.scriptorium.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The checked-in files are what the catalogues say. */
class WrittenManifestsTest {
  private static final Path TOPICS = Path.of("base", "topics.yaml");
  private static final Path USERS = Path.of("base", "users.yaml");
  private static final List<Role> ROLES = Arrays.asList(Role.values());

  /** The property {@code manifests.write} renews the files instead of only comparing them. */
  @BeforeAll
  static void write() throws IOException {
    if (Boolean.getBoolean("manifests.write")) {
      Files.writeString(TOPICS, TopicManifests.yaml(Topics.all()));
      Files.writeString(USERS, UserManifests.yaml(ROLES));
    }
  }

  @Test
  void topicsAreThoseOfTheCatalogue() {
    assertThat(TOPICS).hasContent(TopicManifests.yaml(Topics.all()));
  }

  @Test
  void usersAreTheRolesWithTheirRights() {
    assertThat(USERS).hasContent(UserManifests.yaml(ROLES));
  }
}
