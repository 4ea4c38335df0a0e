package io.scriptorium.chaos;

import io.scriptorium.producers.blob.BlobStore;
import io.scriptorium.producers.blob.FileBlobStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A blob store in the run's folder, as if it were mounted there: its root is a link, which leads
 * into the void of a mount that has failed as long as the store does. Only workers find it slow,
 * and only when they read.
 */
final class BlobFolder implements FaultyBlobs {
  private final Path root;
  private final Path content;
  private final Path broken;
  private final Mark slow;

  /** A store that works. */
  BlobFolder(Path folder) {
    root = folder.resolve("blobs");
    content = folder.resolve("blobs-content");
    broken = folder.resolve("blobs-broken");
    slow = new Mark(folder.resolve("blobs-slow"));
    try {
      Files.createDirectories(content);
      Files.createFile(broken);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    lead(content);
  }

  @Override
  public List<String> options() {
    return List.of("--blobs", root.toString());
  }

  @Override
  public List<String> workerOptions() {
    return List.of("--slow-mark", slow.file().toString());
  }

  @Override
  public List<String> jvmOptions() {
    return List.of();
  }

  @Override
  public BlobStore store() {
    return new FileBlobStore(root);
  }

  @Override
  public void awaitReady() {}

  @Override
  public void fail() {
    lead(broken);
  }

  @Override
  public void slowDown() {
    slow.set();
  }

  @Override
  public void mend() {
    lead(content);
    slow.clear();
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

  @Override
  public void close() {}
}
