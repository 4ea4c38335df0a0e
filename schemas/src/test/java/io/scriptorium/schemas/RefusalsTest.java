package io.scriptorium.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalsTest {

  @Test
  void namesTheRoleAndWhatItNeedsOnATopic() {
    var denied =
        new ExecutionException(
            new TopicAuthorizationException(
                Set.of(Topics.PAGE_JOBS.name(), "scriptorium.retry-10s")));

    assertThat(Refusals.describe(denied, Role.WORKER))
        .contains(
            "The cluster does not allow READ and WRITE on topic scriptorium.page-jobs, READ and"
                + " WRITE on topic scriptorium.retry-10s (role scriptorium-worker)");
  }

  @Test
  void namesWhatARoleNeedsOnTopicsOfItsOwn() {
    var denied = new TopicAuthorizationException(Set.of("scriptorium-assembler-rows-changelog"));

    assertThat(Refusals.describe(denied, Role.ASSEMBLER).orElseThrow())
        .contains("READ and WRITE and CREATE on topic scriptorium-assembler-rows-changelog");
  }

  @Test
  void namesAGroup() {
    var denied = GroupAuthorizationException.forGroupId(Groups.SPLITTER);

    assertThat(Refusals.describe(denied, Role.SPLITTER).orElseThrow())
        .contains("READ on group scriptorium-splitter");
  }

  @Test
  void aShareGroupIsFoundInTheWordsOfTheFailure() {
    var denied =
        new GroupAuthorizationException("Not authorized to access group: " + Groups.SHARE_WORKERS);

    assertThat(Refusals.describe(denied, Role.WORKER))
        .hasValueSatisfying(
            line ->
                assertThat(line)
                    .contains("READ")
                    .contains("on group " + Groups.SHARE_WORKERS)
                    .contains(Role.WORKER.user()));
  }

  @Test
  void namesTransactionalIds() {
    var denied = new TransactionalIdAuthorizationException("denied");

    assertThat(Refusals.describe(denied, Role.SPLITTER).orElseThrow())
        .contains("WRITE on transactional ids scriptorium-splitter-*");
  }

  @Test
  void namesAtLeastTheTopicWhereNoRoleIsKnown() {
    var denied = new TopicAuthorizationException(Set.of("any"));

    assertThat(Refusals.describe(denied).orElseThrow()).contains("use of topic any");
    assertThat(Refusals.describe(new TopicAuthorizationException("not so")).orElseThrow())
        .contains("not so");
  }

  @Test
  void saysWhichSettingsDecideAboutALogin() {
    var refused = new KafkaException(new SaslAuthenticationException("invalid credentials"));

    assertThat(Refusals.describe(refused).orElseThrow())
        .contains("invalid credentials")
        .contains("sasl.jaas.config");
  }

  @ParameterizedTest
  @CsvSource({
    "PKIX path building failed: unable to find valid certification path, ssl.truststore",
    "PKIX path validation failed: signature check failed, ssl.truststore",
    "Received fatal alert: bad_certificate, ssl.keystore",
    "No subject alternative DNS name matching localhost found., bootstrap.servers",
    "Unsupported or unrecognized SSL message, security.protocol"
  })
  void saysWhichSettingsDecideAboutAHandshake(String why, String setting) {
    var refused =
        new SslAuthenticationException("SSL handshake failed", new SSLHandshakeException(why));

    assertThat(Refusals.describe(refused).orElseThrow()).contains(why).contains(setting);
  }

  @Test
  void knowsWhatIsNoRefusal() {
    assertThat(Refusals.describe(new TimeoutException("late"))).isEmpty();
    assertThat(Refusals.describe(new KafkaException("any"), Role.WORKER)).isEmpty();
  }

  @Test
  void aClusterThatIsTooOldIsNoRefusalButUnusable() {
    assertThat(
            UnusableClusterException.of(
                new KafkaException(new UnsupportedVersionException("too old")), Role.WORKER))
        .hasValueSatisfying(e -> assertThat(e).hasMessageContaining("too old"));
    assertThat(UnusableClusterException.of(new KafkaException("any"), Role.WORKER)).isEmpty();
  }
}
