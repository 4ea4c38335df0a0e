package io.scriptorium.chaos;

import io.scriptorium.chaos.Program.Seat;
import io.scriptorium.chaos.Program.Size;
import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.blob.Patience;
import io.scriptorium.producers.blob.S3Access;
import io.scriptorium.s3.AwsTestCredentials;
import io.scriptorium.s3.S3Mock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A blob store in a bucket of S3Mock. All requests, also this process's, go through a {@link
 * FaultyGate}, where they meet the faults.
 */
final class BlobBucket implements FaultyBlobs {
  private static final URI ROOT = URI.create("s3://" + S3Mock.BUCKET + "/chaos");

  private final AwsTestCredentials credentials = AwsTestCredentials.set();
  private final URI endpoint;
  private final FaultyGate.Marks marks;
  private final HttpService mock;
  private final HttpService gate;

  private BlobBucket(URI endpoint, FaultyGate.Marks marks, HttpService mock, HttpService gate) {
    this.endpoint = endpoint;
    this.marks = marks;
    this.mock = mock;
    this.gate = gate;
  }

  /**
   * Starts one.
   *
   * @param folder the run's
   * @param seed of the faults that requests meet
   */
  static BlobBucket start(Host host, Path folder, long seed) {
    List<Address> addresses = host.addresses(2);
    Address behind = addresses.get(0);
    Address before = addresses.get(1);
    URI target = URI.create("http://" + behind.client());
    URI endpoint = URI.create("http://" + before.client());
    FaultyGate.Marks marks = FaultyGate.Marks.in(folder);
    Path files = folder.resolve("s3");
    try {
      Files.createDirectory(files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Program mock =
        new Program(
            "s3mock",
            Size.SERVICE,
            S3Mock.invocation(files, behind.port(), behind.secondPort()),
            Seat.at(behind));
    Program gate =
        Program.of(
                "s3",
                Size.STAGE,
                FaultyGate.class,
                List.of(
                    target.toString(),
                    before.host(),
                    Integer.toString(before.port()),
                    folder.toString(),
                    Long.toString(seed)))
            .at(Seat.at(before));
    return new BlobBucket(
        endpoint,
        marks,
        HttpService.start(host, mock, target.resolve("/" + S3Mock.BUCKET)),
        HttpService.start(host, gate, endpoint.resolve("/" + S3Mock.BUCKET)));
  }

  @Override
  public List<String> options() {
    return List.of("--blobs", ROOT.toString(), "--s3-endpoint", endpoint.toString());
  }

  @Override
  public List<String> workerOptions() {
    return List.of();
  }

  @Override
  public List<String> jvmOptions() {
    return AwsTestCredentials.jvmOptions();
  }

  @Override
  public BlobStore store() {
    return BlobStore.at(
        ROOT,
        new S3Access(Optional.of(endpoint), Optional.empty(), Optional.empty(), Patience.DEFAULT));
  }

  @Override
  public void awaitReady() {
    mock.awaitAnswer();
    gate.awaitAnswer();
  }

  @Override
  public void fail() {
    marks.failing().set();
  }

  @Override
  public void slowDown() {
    marks.slow().set();
  }

  @Override
  public void mend() {
    marks.failing().clear();
    marks.slow().clear();
  }

  @Override
  public void close() {
    credentials.close();
  }
}
