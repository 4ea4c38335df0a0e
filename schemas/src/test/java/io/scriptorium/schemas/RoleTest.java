package io.scriptorium.schemas;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoleTest {
  @Test
  void everyTopicThatIsReadIsWrittenByAnother() {
    assertThat(topicsOfAll(AclOperation.WRITE)).containsAll(topicsOfAll(AclOperation.READ));
  }

  @Test
  void everyTopicIsWrittenBySomebody() {
    assertThat(topicsOfAll(AclOperation.WRITE))
        .containsAll(Topics.all().stream().map(Topic::name).toList());
  }

  @ParameterizedTest
  @EnumSource
  void namesOnlyTopicsOfTheCatalogue(Role role) {
    assertThat(role.grants())
        .filteredOn(grant -> grant.resource().resourceType() == ResourceType.TOPIC)
        .filteredOn(grant -> grant.resource().patternType() == PatternType.LITERAL)
        .extracting(grant -> grant.resource().name())
        .isSubsetOf(Topics.all().stream().map(Topic::name).toList());
  }

  @ParameterizedTest
  @EnumSource(names = {"SPLITTER", "WORKER", "ASSEMBLER", "SUBMITTER", "READER"})
  void neverReadsDeadLetters(Role role) {
    assertThat(topics(role, AclOperation.READ)).doesNotContain(Topics.DEAD_LETTERS.name());
  }

  @Test
  void onlyStagesBelongToGroupsAndWriteInTransactions() {
    assertThat(Role.values())
        .filteredOn(
            role ->
                role.grants().stream()
                    .anyMatch(
                        grant -> grant.resource().resourceType() == ResourceType.TRANSACTIONAL_ID))
        .containsExactly(Role.SPLITTER, Role.WORKER, Role.ASSEMBLER);
  }

  @Test
  void bindingsAllowOneOperationEach() {
    var bindings = Role.SCALER.grants().get(9).bindings("User:CN=scriptorium-scaler");

    assertThat(bindings)
        .extracting(Object::toString)
        .containsExactly(
            "(pattern=ResourcePattern(resourceType=GROUP, name=scriptorium-workers,"
                + " patternType=LITERAL), entry=(principal=User:CN=scriptorium-scaler, host=*,"
                + " operation=DESCRIBE, permissionType=ALLOW))");
  }

  private static Set<String> topicsOfAll(AclOperation operation) {
    return Arrays.stream(Role.values())
        .flatMap(role -> topics(role, operation).stream())
        .collect(toSet());
  }

  private static Set<String> topics(Role role, AclOperation operation) {
    return role.grants().stream()
        .filter(grant -> grant.resource().resourceType() == ResourceType.TOPIC)
        .filter(grant -> grant.operations().contains(operation))
        .map(grant -> grant.resource().name())
        .collect(toSet());
  }
}
