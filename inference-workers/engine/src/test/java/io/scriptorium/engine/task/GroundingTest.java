package io.scriptorium.engine.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.scriptorium.engine.ImageSize;
import io.scriptorium.engine.layout.Box;
import io.scriptorium.engine.layout.PageText.Region;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroundingTest {
  private static final Grounding GROUNDING =
      new Grounding(new ImageSize(2000, 500), new ImageSize(1000, 250));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<ref>the cat</ref><box>(100,200),(500,1000)</box>",
        "Here: <ref> the cat </ref>\n<box> (500,1000),(100,200) </box><|endoftext|>",
        "<|object_ref_start|>the cat<|object_ref_end|><|box_start|>(100,200),(500,1000)<|box_end|>",
        "```json\n[{\"bbox_2d\": [100, 50, 500, 250], \"label\": \"the cat\"}]\n```",
        "[{\"bbox_2d\": [100.0, 50, 500, 400], \"label\": \"the cat\"}, {\"bbox_2d\": [3, 4"
      })
  void boxesAreInPixelsOfTheImageAsItWasSent(String answer) {
    List<Region> regions = GROUNDING.regions(answer, 0.5f);

    assertThat(regions).hasSize(1);
    assertThat(regions.get(0).line().box()).isEqualTo(new Box(200, 100, 1000, 500));
    assertThat(regions.get(0).line().text()).isEqualTo("the cat");
    assertThat(regions.get(0).line().confidence()).isEqualTo(0.5f);
  }

  @Test
  void aNameHoldsForAllBoxesUpToTheNext() {
    String answer =
        "<ref>cats</ref><box>(0,0),(10,10)</box><box>(20,0),(30,10)</box>"
            + "<ref>a dog</ref><box>(40,0),(50,10)</box>";

    List<Region> regions = GROUNDING.regions(answer, 1);

    assertThat(regions).extracting(it -> it.line().text()).containsExactly("cats", "cats", "a dog");
    assertThat(regions).extracting(Region::block).containsExactly(0, 1, 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "There is no cat.",
        "<box>(1,2),(3)</box>",
        "<box>(5,5),(5,9)</box>",
        "<box>(12345678901,2),(3,4)</box>",
        "[{\"bbox_2d\": [1, 2, 3]}]",
        "[{\"bbox_2d\": [\"a\", 2, 3, 4]}]",
        "[{\"bbox_2d\": [1200, 0, 1300, 9]}]",
        "{x: [1, 2, 3, 4]}"
      })
  void whatIsNoBoxInTheImageIsPassedOver(String answer) {
    assertThat(GROUNDING.regions(answer, 1)).isEmpty();
  }
}
