package io.scriptorium.producers.blob;

import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Credentials as the SDK finds them; that it finds none can be told from other failures. */
final class S3Credentials implements AwsCredentialsProvider {
  private final AwsCredentialsProvider found = DefaultCredentialsProvider.builder().build();

  /** There are no credentials. */
  static final class MissingException extends SdkClientException {
    private static final long serialVersionUID = 1L;

    MissingException(SdkClientException cause) {
      super(
          SdkClientException.builder()
              .message("no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a role")
              .cause(cause));
    }
  }

  @Override
  public AwsCredentials resolveCredentials() {
    try {
      return found.resolveCredentials();
    } catch (SdkClientException e) {
      throw new MissingException(e);
    }
  }
}
