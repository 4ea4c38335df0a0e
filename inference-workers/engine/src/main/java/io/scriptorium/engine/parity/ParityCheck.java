package io.scriptorium.engine.parity;

import ai.djl.engine.EngineException;
import io.scriptorium.engine.model.BadPromptException;
import io.scriptorium.engine.model.EmbeddingFamily;
import io.scriptorium.engine.model.Family;
import io.scriptorium.engine.text.ModelFolderException;
import io.scriptorium.engine.torch.CheckpointException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * Compares the engine, computing in 32 bits, with what the reference implementation answers:
 * logits, image features and embeddings by their largest difference, answers and drafts token for
 * token.
 */
public final class ParityCheck {
  private ParityCheck() {}

  /**
   * Checks a folder that holds a checkpoint and either {@code expected.json} with its tensors or
   * {@code expected-text.json}.
   */
  public static ParityReport run(Path folder) {
    String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    try {
      return new ParityReport(name, measures(folder), Optional.empty());
    } catch (CompletionException e) {
      return failed(name, String.valueOf(e.getCause()));
    } catch (CheckpointException | ModelFolderException | BadPromptException | EngineException e) {
      return failed(name, String.valueOf(e.getMessage()));
    }
  }

  private static List<Measure> measures(Path folder) {
    if (TextFixture.isIn(folder)) {
      return TextCheck.run(folder, TextFixture.read(folder));
    }
    try (Fixture fixture = Fixture.open(folder)) {
      if (Family.knows(EmbeddingFamily.class, folder)) {
        return EmbeddingCheck.run(folder, fixture);
      }
      List<Measure> measures = new ArrayList<>(FeatureCheck.run(folder, fixture));
      measures.addAll(AnswerCheck.run(folder, fixture));
      return measures;
    }
  }

  private static ParityReport failed(String name, String problem) {
    String line = problem.strip().replaceAll("\\s+", " ");
    return new ParityReport(name, List.of(), Optional.of(line));
  }
}
