package io.scriptorium.engine.model;

import io.scriptorium.engine.torch.CheckpointException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The model that comes with the program, on its class path under {@code models/reader-tiny}. */
public final class BundledModel {
  private static final String ROOT = "/models/reader-tiny/";
  private static final String WEIGHTS = "model.safetensors";
  private static final List<String> FILES =
      List.of(
          "config.json",
          "generation_config.json",
          "preprocessor_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          WEIGHTS);

  private BundledModel() {}

  /**
   * The model's folder. If the class path is a folder, it is within; else the files are unpacked,
   * once, below the user's cache folder, so that they can be memory-mapped.
   *
   * @throws CheckpointException if the model is not on the class path or cannot be unpacked
   */
  public static Path folder() {
    URL weights = BundledModel.class.getResource(ROOT + WEIGHTS);
    if (weights == null) {
      throw new CheckpointException("No bundled model on the class path; name a model folder");
    }
    try {
      return weights.getProtocol().equals("file")
          ? Path.of(weights.toURI()).resolve("..").normalize()
          : unpack(cacheFolder());
    } catch (IOException | URISyntaxException e) {
      throw new CheckpointException("Cannot unpack the bundled model: " + e.getMessage(), e);
    }
  }

  /** {@code $XDG_CACHE_HOME/scriptorium}, by default {@code ~/.cache/scriptorium}. */
  private static Path cacheFolder() {
    String configured = System.getenv("XDG_CACHE_HOME");
    Path cache =
        configured == null || configured.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(configured);
    return cache.resolve("scriptorium");
  }

  /** Unpacks into a folder named by the files' digest; complete or not at all. */
  static Path unpack(Path cache) throws IOException {
    Files.createDirectories(cache);
    Path unpacked = Files.createTempDirectory(cache, "unpacking-");
    Path folder = cache.resolve("reader-tiny-" + copy(unpacked));
    try {
      Files.move(unpacked, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      delete(unpacked);
      if (!Files.isRegularFile(folder.resolve(WEIGHTS))) {
        throw e;
      }
    }
    return folder;
  }

  private static String copy(Path target) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
    for (String file : FILES) {
      try (InputStream in = BundledModel.class.getResourceAsStream(ROOT + file)) {
        if (in == null) {
          throw new IOException(file + " is not on the class path");
        }
        Files.copy(new DigestInputStream(in, digest), target.resolve(file));
      }
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, 12);
  }

  private static void delete(Path folder) throws IOException {
    for (String file : FILES) {
      Files.deleteIfExists(folder.resolve(file));
    }
    Files.deleteIfExists(folder);
  }
}
