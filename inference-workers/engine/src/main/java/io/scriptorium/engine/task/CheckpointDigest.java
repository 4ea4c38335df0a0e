package io.scriptorium.engine.task;

import io.scriptorium.engine.model.ModelFolder;
import io.scriptorium.engine.task.TaskRunner.ModelIdentity;
import io.scriptorium.engine.text.ModelFolderException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Names a model after its folders and the SHA-256 of its weights, those of an adapter included. */
final class CheckpointDigest {
  private static final int DIGITS = 12;
  private static final int CHUNK = 1 << 20;

  private CheckpointDigest() {}

  static ModelIdentity identify(ModelFolder model) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : weights(model.path())) {
        update(digest, file);
      }
      String name = name(model.path());
      for (Path file : model.adapterFiles()) {
        update(digest, file);
      }
      if (model.adapter().isPresent()) {
        name += "+" + name(model.adapter().get());
      }
      return new ModelIdentity(
          name, HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS));
    } catch (IOException e) {
      throw new ModelFolderException("Cannot read the model in " + model.path(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private static List<Path> weights(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".safetensors")).sorted().toList();
    }
  }

  private static String name(Path folder) throws IOException {
    return String.valueOf(folder.toRealPath().getFileName()).replaceFirst("-[0-9a-f]{12}$", "");
  }

  private static void update(MessageDigest digest, Path file) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    try (FileChannel channel = FileChannel.open(file)) {
      while (channel.read(chunk) >= 0) {
        digest.update(chunk.flip());
        chunk.clear();
      }
    }
  }
}
