package io.scriptorium.producers.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scriptorium.producers.blob.S3Access.Addressing;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import software.amazon.awssdk.services.s3.S3Client;

class S3ClientsTest {
  private static final Optional<String> REGION = Optional.of("eu-central-1");
  private static final Optional<URI> ENDPOINT =
      Optional.of(URI.create("https://minio.example.com"));

  private AwsSettings aws;

  @BeforeEach
  void set() {
    aws = AwsSettings.withCredentials();
  }

  @AfterEach
  void reset() {
    aws.close();
  }

  private static String address(
      Optional<URI> endpoint, Optional<String> region, Optional<Addressing> addressing) {
    try (S3Client client =
        S3Clients.of(new S3Access(endpoint, region, addressing, Patience.DEFAULT))) {
      return client.utilities().getUrl(url -> url.bucket("bucket").key("a/b")).toString();
    }
  }

  @Test
  void bucketsOfAwsAreNamedInTheHost() {
    assertThat(address(Optional.empty(), REGION, Optional.empty()))
        .isEqualTo("https://bucket.s3.eu-central-1.amazonaws.com/a/b");
    assertThat(address(Optional.empty(), REGION, Optional.of(Addressing.PATH)))
        .isEqualTo("https://s3.eu-central-1.amazonaws.com/bucket/a/b");
  }

  @Test
  void bucketsOfOthersAreNamedInThePathAndNeedNoRegion() {
    assertThat(address(ENDPOINT, Optional.empty(), Optional.empty()))
        .isEqualTo("https://minio.example.com/bucket/a/b");
    assertThat(address(ENDPOINT, Optional.empty(), Optional.of(Addressing.VIRTUAL)))
        .isEqualTo("https://bucket.minio.example.com/a/b");
  }

  @Test
  @DisabledIfEnvironmentVariable(named = "AWS_REGION", matches = ".+")
  void anUnknownRegionIsToldInOneLine() {
    assertThatThrownBy(() -> address(Optional.empty(), Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("S3 in an unknown region: set --s3-region");
  }

  @Test
  void endpointsAreWebAddresses() {
    for (String endpoint : new String[] {"minio.example.com", "ftp://host", "https://u:p@host"}) {
      assertThatThrownBy(
              () ->
                  new S3Access(
                      Optional.of(URI.create(endpoint)),
                      REGION,
                      Optional.empty(),
                      Patience.DEFAULT))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("An endpoint of S3 is https://host or http://host:port, not ")
          .hasMessageNotContaining("u:p");
    }
  }
}
