package io.scriptorium.engine.task;

import java.util.Optional;

/**
 * What a model is told for a kind of task.
 *
 * @param version name and number of the wording, kept with every answer
 * @param instruction words that go with the image; {@code %s} stands for the task's own
 */
record TaskProfile(String version, String instruction) {
  static final TaskProfile OCR_PAGE =
      new TaskProfile(
          "ocr-page/1",
          "Transcribe all text on this page in reading order as Markdown, tables included. Write"
              + " only what stands on the page.");
  static final TaskProfile CAPTION =
      new TaskProfile("caption/1", "Describe this image in one or two sentences.");
  static final TaskProfile CAPTION_BEGINNING =
      new TaskProfile("caption-beginning/1", "a picture of");
  static final TaskProfile GROUND =
      new TaskProfile("ground/1", "Give the bounding box of the following in this image: %s");
  static final TaskProfile PROMPT = new TaskProfile("prompt/1", "%s");

  /** Its version when lines are read one by one, which takes no words. */
  static final String OCR_LINES = "ocr-lines/1";

  /** Its version when an image or text is embedded as it is. */
  static final String EMBED = "embed/1";

  /** Its version when labels are chosen from. */
  static final String LABEL = "label/1";

  /**
   * The wording for a model that goes on with a text's beginning; empty if that is no way to it.
   */
  Optional<TaskProfile> ofBeginning() {
    if (equals(CAPTION)) {
      return Optional.of(CAPTION_BEGINNING);
    }
    return Optional.of(this).filter(PROMPT::equals);
  }

  String with(String own) {
    return instruction.replace("%s", own);
  }
}
