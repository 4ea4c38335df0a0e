package io.scriptorium.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.app.console.EnvironmentSettings;
import io.scriptorium.avro.BlobReference;
import io.scriptorium.avro.FailureReason;
import io.scriptorium.avro.Payload;
import io.scriptorium.producers.blob.FileBlobStore;
import io.scriptorium.producers.blob.Patience;
import io.scriptorium.producers.blob.PayloadException;
import io.scriptorium.producers.blob.PayloadStore;
import io.scriptorium.producers.blob.S3Access;
import io.scriptorium.producers.blob.S3Access.Addressing;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class SourceOptionsTest {
  @TempDir private Path folder;

  @Command
  private static final class Asking {
    @Mixin private SourceOptions sources;
  }

  private PayloadStore payloads(Map<String, String> environment, String... arguments) {
    Asking asking = new Asking();
    new CommandLine(asking)
        .setDefaultValueProvider(new EnvironmentSettings(environment))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(arguments);
    return asking.sources.payloads();
  }

  private Payload in(String name) throws IOException {
    BlobReference reference = new FileBlobStore(folder.resolve(name)).put(new byte[1000]);
    return Payload.newBuilder().setMediaType("image/png").setReference(reference).build();
  }

  private static FailureReason refusal(PayloadStore payloads, Payload payload) {
    return catchThrowableOfType(PayloadException.class, () -> payloads.read(payload, 1000))
        .reason();
  }

  @Test
  void onlyTheBlobStoreIsReadByDefault() throws Exception {
    PayloadStore payloads = payloads(Map.of(), "--blobs=" + folder.resolve("blobs"));

    assertThat(payloads.read(in("blobs"), 1000)).hasSize(1000);
    assertThat(refusal(payloads, in("scans"))).isEqualTo(FailureReason.FORBIDDEN_SOURCE);
  }

  @Test
  void foldersAndAddressesAreAllowedByOptionAndByVariable() throws Exception {
    String scans = folder.resolve("scans").toString();
    String inbox = folder.resolve("inbox").toUri().toString();
    String blobs = "--blobs=" + folder.resolve("blobs");

    for (PayloadStore payloads :
        new PayloadStore[] {
          payloads(Map.of(), blobs, "--allow-source=" + scans, "--allow-source=" + inbox),
          payloads(Map.of("SCRIPTORIUM_ALLOW_SOURCE", scans + "," + inbox), blobs)
        }) {
      assertThat(payloads.read(in("blobs"), 1000)).hasSize(1000);
      assertThat(payloads.read(in("scans"), 1000)).hasSize(1000);
      assertThat(payloads.read(in("inbox"), 1000)).hasSize(1000);
      assertThat(refusal(payloads, in("else"))).isEqualTo(FailureReason.FORBIDDEN_SOURCE);
    }
  }

  @Test
  void whatMakesNoSenseIsOneLineThatNamesTheOption() {
    assertRefused("--blobs: ", "--blobs=gs://bucket");
    assertRefused("--blobs: ", "--blobs=s3://No");
    assertRefused("--s3-endpoint: ", "--blobs=s3://bucket", "--s3-endpoint=ftp://host");
    assertRefused("--allow-source: ", "--blobs=" + folder, "--allow-source=ftp://host/");
  }

  private void assertRefused(String beginning, String... arguments) {
    assertThatThrownBy(() -> payloads(Map.of(), arguments))
        .isInstanceOf(ActionableException.class)
        .hasMessageStartingWith(beginning)
        .hasMessageNotContaining("\n");
  }

  @Test
  void s3IsReachedAsTheOptionsSay() throws Exception {
    Asking asking = new Asking();
    new CommandLine(asking)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(
            "--blobs=s3://bucket",
            "--s3-endpoint=https://minio.example.com",
            "--s3-region=eu-west-1",
            "--s3-addressing=virtual");

    assertThat(asking.sources.blobs().access())
        .isEqualTo(
            new S3Access(
                Optional.of(URI.create("https://minio.example.com")),
                Optional.of("eu-west-1"),
                Optional.of(Addressing.VIRTUAL),
                Patience.DEFAULT));
  }
}
