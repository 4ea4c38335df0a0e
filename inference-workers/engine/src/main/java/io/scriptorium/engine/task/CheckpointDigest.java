package io.scriptorium.engine.task;

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

/** Names a model after its folder and the SHA-256 of its weights. */
final class CheckpointDigest {
  private static final int DIGITS = 12;
  private static final int CHUNK = 1 << 20;

  private CheckpointDigest() {}

  static ModelIdentity identify(Path modelFolder) {
    try (Stream<Path> files = Files.list(modelFolder)) {
      List<Path> weights =
          files.filter(file -> file.toString().endsWith(".safetensors")).sorted().toList();
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : weights) {
        update(digest, file);
      }
      String version = HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
      String folder = String.valueOf(modelFolder.toRealPath().getFileName());
      return new ModelIdentity(folder.replaceFirst("-[0-9a-f]{12}$", ""), version);
    } catch (IOException e) {
      throw new ModelFolderException("Cannot read the model in " + modelFolder, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
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
