package io.scriptorium.producers.blob;

import java.util.Optional;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes clients of S3. */
final class S3Clients {
  private S3Clients() {}

  /**
   * A client that retries what may pass, with growing pauses, and follows no redirect.
   *
   * @throws IllegalArgumentException with one line for a person if the region is unknown
   */
  static S3Client of(S3Access access) {
    Patience patience = access.patience();
    S3ClientBuilder client =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(patience.connect())
                    .socketTimeout(patience.read()))
            .credentialsProvider(new S3Credentials())
            .forcePathStyle(access.byPath())
            // Blobs have a digest of their own, and not every store knows the SDK's checksums.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .overrideConfiguration(
                all ->
                    all.apiCallTimeout(patience.part())
                        .retryStrategy(
                            AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(patience.tries())
                                .build()));
    access.endpoint().ifPresent(client::endpointOverride);
    region(access).ifPresent(client::region);
    try {
      return client.build();
    } catch (SdkClientException e) {
      throw new IllegalArgumentException("S3 in an unknown region: set --s3-region", e);
    }
  }

  /** The region, where the SDK is not to look for it by itself. */
  private static Optional<Region> region(S3Access access) {
    if (access.region().isPresent() || access.endpoint().isEmpty()) {
      return access.region().map(Region::of);
    }
    try {
      return Optional.of(new SystemSettingsRegionProvider().getRegion());
    } catch (SdkClientException e) {
      return Optional.of(Region.US_EAST_1);
    }
  }
}
