package io.scriptorium.engine.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.engine.TokenText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnswerPiecesTest {
  private static final int STOP = 0;

  private final List<TextSink.Piece> pieces = new ArrayList<>();
  private final Queue<Runnable> later = new ArrayDeque<>();
  private final TaskRun run =
      new TaskRun(
          new TaskRequest(
              new byte[0], TaskKind.PROMPT, OcrLayout.AUTO, Optional.empty(), AnswerRules.USUAL),
          pieces::add,
          new Load(1, 1));
  private final AnswerPieces answer = new AnswerPieces(run, text(), Set.of(STOP), later::add);

  /** A token is its character. */
  private static TokenText text() {
    return new TokenText() {
      @Override
      public String add(int token) {
        return Character.toString(token);
      }

      @Override
      public String finish() {
        return "";
      }
    };
  }

  private void choose(String tokens) {
    tokens.chars().forEach(answer::chosen);
  }

  private void catchUp() {
    while (!later.isEmpty()) {
      later.remove().run();
    }
  }

  @Test
  void tellsOfSixteenTokensAtATimeAndLeavesTheThreadThatChoosesThem() {
    choose("The harbour led");
    assertThat(later).isEmpty();
    choose("ger");
    assertThat(pieces).isEmpty();
    assertThat(later).hasSize(1);

    catchUp();

    assertThat(pieces).containsExactly(new TextSink.Piece(Optional.empty(), "The harbour ledger"));
  }

  @Test
  void goesOnWhereItEndedHoweverLateItIs() {
    choose("one two three four five six");
    catchUp();
    choose(" seven eight nine ten");
    catchUp();

    assertThat(pieces)
        .extracting(TextSink.Piece::text)
        .containsExactly("one two three four five six", " seven eight nine ten");
  }

  @Test
  void leavesStopTokensOut() {
    choose("fifteen tokens.");
    answer.chosen(STOP);
    assertThat(later).isEmpty();
  }

  @Test
  void isSilentOnceTheTaskHasEnded() {
    choose("sixteen tokens, or so");
    run.outcome().complete(new TaskOutcome.Failed(TaskOutcome.Reason.CANCELLED, "stopped"));

    catchUp();

    assertThat(pieces).isEmpty();
  }
}
