package io.scriptorium.producers.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3AddressTest {
  @Test
  void rootsAreBucketsAndPrefixes() {
    assertThat(root("s3://bucket")).isEqualTo(new S3Address("bucket", ""));
    assertThat(root("s3://bucket/")).isEqualTo(new S3Address("bucket", ""));
    assertThat(root("s3://my.bucket-1/a/b/")).isEqualTo(new S3Address("my.bucket-1", "a/b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3:bucket",
        "s3:///key",
        "s3://Bucket",
        "s3://b",
        "s3://bucket:80/key",
        "s3://user:word@bucket/key",
        "s3://bucket/a/../b",
        "s3://bucket/a//b",
        "s3://bucket/key?a=b",
        "s3://bucket/key#a",
        "https://bucket/key"
      })
  void othersAreRefusedInOneLine(String address) {
    assertThatThrownBy(() -> root(address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("write s3://bucket")
        .hasMessageNotContainingAny("word", "\n");
  }

  @Test
  void isWrittenAsItIsRead() {
    for (String address : new String[] {"s3://bucket", "s3://bucket/a%20b/%C3%A4%25"}) {
      assertThat(S3Address.of(URI.create(address)).orElseThrow()).hasToString(address);
    }
    assertThat(S3Address.of(URI.create("s3://bucket/a%20b")).orElseThrow().key()).isEqualTo("a b");
  }

  @Test
  void coversWhatLiesUnderIt() {
    S3Address folder = root("s3://bucket/a");

    assertThat(folder.covers(folder.child("sha256/ab"))).isTrue();
    assertThat(root("s3://bucket").covers(folder)).isTrue();
    assertThat(folder.covers(root("s3://bucket/ab"))).isFalse();
    assertThat(folder.covers(root("s3://bucket"))).isFalse();
    assertThat(folder.covers(root("s3://other/a/b"))).isFalse();
  }

  private static S3Address root(String address) {
    return S3Address.root(URI.create(address));
  }
}
