package io.scriptorium.engine.task;

import io.scriptorium.engine.TokenListener;
import io.scriptorium.engine.TokenText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Tells of an answer while its tokens come, some of them at a time. The engine's thread only puts
 * them down.
 */
final class AnswerPieces implements TokenListener {
  /** Tokens of a piece: about as many as a line has. */
  private static final int TOKENS = 16;

  private final TaskRun run;
  private final TokenText text;
  private final Set<Integer> stopTokens;
  private final Executor afterwards;
  private final List<Integer> waiting = new ArrayList<>(TOKENS);

  /**
   * @param text turns the tokens into text; used by the executor's thread alone
   * @param afterwards runs one thing after the other
   */
  AnswerPieces(TaskRun run, TokenText text, Set<Integer> stopTokens, Executor afterwards) {
    this.run = run;
    this.text = text;
    this.stopTokens = stopTokens;
    this.afterwards = afterwards;
  }

  @Override
  public void chosen(int token) {
    if (!stopTokens.contains(token) && add(token) == TOKENS) {
      afterwards.execute(this::tell);
    }
  }

  private synchronized int add(int token) {
    waiting.add(token);
    return waiting.size();
  }

  private synchronized List<Integer> takeAll() {
    List<Integer> all = List.copyOf(waiting);
    waiting.clear();
    return all;
  }

  private void tell() {
    StringBuilder piece = new StringBuilder();
    takeAll().forEach(token -> piece.append(text.add(token)));
    if (!piece.isEmpty()) {
      run.tell(new TextSink.Piece(Optional.empty(), piece.toString()));
    }
  }
}
