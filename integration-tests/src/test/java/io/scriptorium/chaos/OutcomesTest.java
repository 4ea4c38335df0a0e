package io.scriptorium.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.chaos.Input.Document;
import io.scriptorium.chaos.Input.Image;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutcomesTest {
  private static final byte[] ANY = {0};
  private static final Image IMAGE = new Image("image", ANY, Optional.of("right"));
  private static final Image DEADLY = new Image("deadly", ANY, Optional.empty());
  private static final Document DOCUMENT = new Document("document", ANY, List.of("one", "two"));

  private final Outcomes outcomes =
      new Outcomes(new Inputs(List.of(IMAGE, DEADLY), List.of(DOCUMENT)));

  @Test
  void whatIsRightOnceIsGood() {
    noteAll();

    assertThat(outcomes.isComplete()).isTrue();
    assertThat(outcomes.answered()).isEqualTo(outcomes.asked()).isEqualTo(5);
    assertThat(outcomes.lost()).isEmpty();
    assertThat(outcomes.duplicated()).isEmpty();
    assertThat(outcomes.wrong()).isEmpty();
  }

  @Test
  void whatDoesNotComeIsLost() {
    assertThat(outcomes.isComplete()).isFalse();
    assertThat(outcomes.lost())
        .containsExactly(
            "image",
            "deadly",
            "document page 1",
            "document page 2",
            "document as a whole",
            "the dead letter of deadly");
  }

  @Test
  void whatComesTwiceIsADuplicateEvenIfItIsRight() {
    noteAll();
    outcomes.note(Outcomes.page("document", 2), Optional.of("two"));

    assertThat(outcomes.duplicated()).containsExactly("document page 2");
    assertThat(outcomes.wrong()).isEmpty();
  }

  @Test
  void pagesInAnotherOrderAreWrong() {
    outcomes.note(Outcomes.document("document"), Optional.of("two\fone"));

    assertThat(outcomes.wrong()).containsExactly("document as a whole");
  }

  @Test
  void whatShouldFailAndDoesNotIsWrong() {
    outcomes.note(Outcomes.image("deadly"), Optional.of("text"));

    assertThat(outcomes.wrong()).containsExactly("deadly");
  }

  @Test
  void whatNobodyAskedForIsWrong() {
    outcomes.note(Outcomes.page("document", 3), Optional.of("three"));
    outcomes.noteLetter("image", "reason");

    assertThat(outcomes.wrong())
        .containsExactly("a result of document page 3", "a dead letter of image: reason");
  }

  @Test
  void aSecondDeadLetterIsWrong() {
    noteAll();
    outcomes.noteLetter("deadly", "again");

    assertThat(outcomes.wrong()).containsExactly("a dead letter of deadly: again");
  }

  private void noteAll() {
    outcomes.note(Outcomes.image("image"), Optional.of("right"));
    outcomes.note(Outcomes.image("deadly"), Optional.empty());
    outcomes.noteLetter("deadly", "died");
    outcomes.note(Outcomes.page("document", 1), Optional.of("one"));
    outcomes.note(Outcomes.page("document", 2), Optional.of("two"));
    outcomes.note(Outcomes.document("document"), Optional.of("one\ftwo"));
  }
}
