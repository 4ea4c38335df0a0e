package io.scriptorium.producers.blob;

import io.scriptorium.avro.BlobReference;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * A blob store in a folder, which may be shared over the network. Blobs are written beside their
 * place and moved into it, and so are never seen half-written; a crash leaves at most a file under
 * {@code incoming/}.
 */
public final class FileBlobStore implements BlobStore {
  private static final int BUFFER = 1 << 16;

  private final Path root;

  /** A store under a folder, which is created with the first blob. */
  public FileBlobStore(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  @Override
  public BlobReference put(byte[] content) throws IOException {
    String sha256 = HexFormat.of().formatHex(Sha256.digest().digest(content));
    Path place = place(sha256);
    if (!isStored(place, content.length)) {
      write(new ByteArrayInputStream(content));
    }
    return reference(place, content.length, sha256);
  }

  @Override
  public BlobReference put(Path file) throws IOException {
    try (InputStream content = Files.newInputStream(file)) {
      return write(content);
    }
  }

  @Override
  public boolean covers(URI address) {
    return named(address).filter(file -> file.startsWith(root)).isPresent();
  }

  @Override
  public InputStream open(BlobReference reference) throws IOException {
    Path file = fileOf(reference.getUri());
    return new VerifyingInputStream(
        Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), reference);
  }

  private BlobReference write(InputStream content) throws IOException {
    Path incoming = root.resolve("incoming");
    Files.createDirectories(incoming);
    Path temporary = incoming.resolve(UUID.randomUUID().toString());
    try {
      MessageDigest digest = Sha256.digest();
      long size = 0;
      try (OutputStream out = Files.newOutputStream(temporary)) {
        byte[] buffer = new byte[BUFFER];
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
          digest.update(buffer, 0, read);
          out.write(buffer, 0, read);
          size += read;
        }
      }
      String sha256 = Sha256.hex(digest);
      Path place = place(sha256);
      if (!isStored(place, size)) {
        Files.createDirectories(place.getParent());
        Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
      }
      return reference(place, size, sha256);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static boolean isStored(Path place, long size) throws IOException {
    return Files.isRegularFile(place) && Files.size(place) == size;
  }

  private Path place(String sha256) {
    return root.resolve("sha256").resolve(sha256.substring(0, 2)).resolve(sha256);
  }

  private static BlobReference reference(Path place, long size, String sha256) {
    return new BlobReference("file://" + place.toUri().getRawPath(), size, sha256);
  }

  /** The file that an address leads to; links are followed before its place is judged. */
  private Path fileOf(String address) throws IOException {
    Path named =
        Addresses.parse(address)
            .filter(this::covers)
            .flatMap(FileBlobStore::named)
            .orElseThrow(() -> new ForbiddenSourceException(address, "is outside of " + root));
    Path file = named.toRealPath();
    if (!file.startsWith(root.toRealPath())) {
      throw new ForbiddenSourceException(address, "leads out of " + root);
    }
    if (!Files.isRegularFile(file)) {
      throw new AccessDeniedException(address, null, "not a regular file");
    }
    return file;
  }

  /** The file that an address names; empty where it names none. */
  private static Optional<Path> named(URI address) {
    if (!"file".equalsIgnoreCase(address.getScheme())) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(address).normalize());
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      return Optional.empty();
    }
  }
}
