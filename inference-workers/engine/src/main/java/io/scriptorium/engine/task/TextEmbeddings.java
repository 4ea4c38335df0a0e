package io.scriptorium.engine.task;

import io.scriptorium.engine.model.BadPromptException;
import io.scriptorium.engine.model.ImageTextModel;
import io.scriptorium.engine.task.TaskOutcome.Reason;
import io.scriptorium.engine.text.Tokenizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Embeddings of lists of texts. The latest lists are kept, since the same labels come with many
 * images. Safe for use by several threads.
 */
final class TextEmbeddings {
  /** Texts of all lists that are kept. */
  private static final int MOST_KEPT = 10_000;

  /** Texts of one call, which bounds its memory. */
  private static final int MOST_TOGETHER = 64;

  private final EmbeddingThreads threads;
  private final ImageTextModel model;
  private final Tokenizer tokenizer;

  /** The list used last at the end. */
  private final Map<List<String>, CompletableFuture<List<float[]>>> known =
      new LinkedHashMap<>(16, 0.75f, true);

  private int kept;

  TextEmbeddings(EmbeddingThreads threads, ImageTextModel model, Tokenizer tokenizer) {
    this.threads = threads;
    this.model = model;
    this.tokenizer = tokenizer;
  }

  /** Tokens of a text as the model takes it. */
  int[] tokens(String text) {
    return tokenizer.encodeWithSpecialTokens(text);
  }

  /** The embedding of each text; the future fails with what a task fails with. */
  CompletableFuture<List<float[]>> of(List<String> texts) {
    CompletableFuture<List<float[]>> embeddings = new CompletableFuture<>();
    synchronized (this) {
      CompletableFuture<List<float[]>> before = known.get(texts);
      if (before != null) {
        return before.copy();
      }
      known.put(texts, embeddings);
      kept += texts.size();
      var eldest = known.keySet().iterator();
      while (kept > MOST_KEPT && known.size() > 1) {
        kept -= eldest.next().size();
        eldest.remove();
      }
    }
    var unused =
        compute(texts)
            .whenComplete(
                (result, error) -> {
                  if (error == null) {
                    embeddings.complete(result);
                  } else {
                    forget(texts, embeddings);
                    embeddings.completeExceptionally(failure(error));
                  }
                });
    return embeddings.copy();
  }

  /**
   * How well labels suit an image.
   *
   * @param texts embedding of each label's text
   * @return all labels, the best first
   */
  List<LabelScore> scores(float[] image, List<String> labels, List<float[]> texts) {
    return LabelScore.of(model, image, labels, texts);
  }

  private CompletableFuture<List<float[]>> compute(List<String> texts) {
    List<CompletableFuture<List<float[]>>> parts = new ArrayList<>();
    for (int first = 0; first < texts.size(); first += MOST_TOGETHER) {
      List<String> part = texts.subList(first, Math.min(texts.size(), first + MOST_TOGETHER));
      List<int[]> tokens = part.stream().map(this::tokens).toList();
      parts.add(threads.texts(() -> model.embedTexts(tokens)));
    }
    return LineReader.allOf(parts).thenApply(all -> all.stream().flatMap(List::stream).toList());
  }

  private synchronized void forget(List<String> texts, CompletableFuture<?> failed) {
    if (known.remove(texts, failed)) {
      kept -= texts.size();
    }
  }

  private static Throwable failure(Throwable error) {
    Throwable cause = error;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof BadPromptException bad
        ? new TaskFailedException(
            bad.isTooLong() ? Reason.PROMPT_TOO_LONG : Reason.INVALID_JOB, bad.reason())
        : cause;
  }
}
