package io.scriptorium.chaos;

import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.blob.FileBlobStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A blob store in the run's folder, as if it were mounted there: its root is a link, which leads
 * into the void of a mount that has failed as long as the store does.
 */
final class BlobFolder implements FaultyBlobs {
  private final Path root;
  private final Path content;
  private final Path broken;
  private final Path slow;

  /** A store that works. */
  BlobFolder(Path folder) {
    Path home = folder.toAbsolutePath().normalize();
    root = home.resolve("blobs");
    content = home.resolve("blobs-content");
    broken = home.resolve("blobs-broken");
    slow = home.resolve("blobs-slow");
    try {
      Files.createDirectories(content);
      Files.createFile(broken);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    lead(content);
  }

  @Override
  public URI root() {
    return root.toUri();
  }

  @Override
  public BlobStore store() {
    return new FileBlobStore(root);
  }

  @Override
  public void fail() {
    lead(broken);
  }

  @Override
  public void slowDown() {
    try {
      Files.createFile(slow);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void mend() {
    lead(content);
    try {
      Files.deleteIfExists(slow);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** File that is there as long as readers are to be slow. */
  Path slowMark() {
    return slow;
  }

  /** Nobody sees a moment without a root. */
  private void lead(Path target) {
    Path next = root.resolveSibling("blobs-next");
    try {
      Files.createSymbolicLink(next, target);
      Files.move(next, root, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
