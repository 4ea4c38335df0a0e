package io.scriptorium.engine.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.scriptorium.engine.ImageSize;
import io.scriptorium.engine.layout.Box;
import io.scriptorium.engine.layout.PageText.Region;
import io.scriptorium.engine.layout.ReadLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Boxes that a model names in an answer, in the image as it was sent. Two ways of writing them are
 * known. Qwen-VL (arXiv 2308.12966) and Qwen2-VL mark a name and corners in thousandths of the
 * image: {@code <ref>the cat</ref><box>(12,40),(371,920)</box>}, the latter with marks of its own.
 * Qwen2.5-VL (arXiv 2502.13923) writes JSON objects with {@code bbox_2d} in pixels of the image as
 * it was resized for the model.
 *
 * @param image size of the image as it was sent
 * @param seen size of the image as the model saw it
 */
record Grounding(ImageSize image, ImageSize seen) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double THOUSANDTHS = 1000;
  private static final int MOST_DIGITS = 7;

  private static final Pattern MARKED =
      Pattern.compile(
          "(?:<ref>|<\\|object_ref_start\\|>)(?<name>.*?)(?:</ref>|<\\|object_ref_end\\|>)"
              + "|(?:<box>|<\\|box_start\\|>)\\s*\\((?<x0>D),(?<y0>D)\\),\\((?<x1>D),(?<y1>D)\\)\\s*"
                  .replace("D", "\\d{1," + MOST_DIGITS + "}")
              + "(?:</box>|<\\|box_end\\|>)",
          Pattern.DOTALL);

  private static final Pattern OBJECT = Pattern.compile("\\{[^{}]*\\}");

  /**
   * Finds them.
   *
   * @param answer with its special tokens written out; what is no box in it is passed over
   * @param confidence of the answer, 0 to 1
   * @return in the answer's order; empty if it names none
   */
  List<Region> regions(String answer, float confidence) {
    List<Named> found = new ArrayList<>(marked(answer));
    found.addAll(objects(answer));
    List<Region> regions = new ArrayList<>();
    for (Named named : found) {
      clipped(named)
          .ifPresent(
              box ->
                  regions.add(
                      new Region(
                          new ReadLine(box, named.name, confidence),
                          regions.size(),
                          OptionalInt.empty(),
                          OptionalInt.empty())));
    }
    return regions;
  }

  /** Two corners in shares of the image's width and height. */
  private record Named(String name, double x0, double y0, double x1, double y1) {}

  /** A name holds for all boxes up to the next one. */
  private static List<Named> marked(String answer) {
    List<Named> found = new ArrayList<>();
    String name = "";
    Matcher matcher = MARKED.matcher(answer);
    while (matcher.find()) {
      if (matcher.group("name") != null) {
        name = matcher.group("name").strip();
      } else {
        found.add(
            new Named(
                name,
                thousandths(matcher, "x0"),
                thousandths(matcher, "y0"),
                thousandths(matcher, "x1"),
                thousandths(matcher, "y1")));
      }
    }
    return found;
  }

  private static double thousandths(Matcher matcher, String group) {
    return Integer.parseInt(matcher.group(group)) / THOUSANDTHS;
  }

  /** Objects are read one by one, so that a list without its end has boxes too. */
  private List<Named> objects(String answer) {
    List<Named> found = new ArrayList<>();
    Matcher matcher = OBJECT.matcher(answer);
    while (matcher.find()) {
      JsonNode object = json(matcher.group());
      JsonNode corners = object.path("bbox_2d");
      if (corners.size() == 4) {
        found.add(
            new Named(
                object.path("label").asText(""),
                corners.get(0).asDouble(Double.NaN) / seen.width(),
                corners.get(1).asDouble(Double.NaN) / seen.height(),
                corners.get(2).asDouble(Double.NaN) / seen.width(),
                corners.get(3).asDouble(Double.NaN) / seen.height()));
      }
    }
    return found;
  }

  /** What stands in braces; a missing node if it is not JSON, as it need not be. */
  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /** The part of a box that lies in the image; empty if there is none. */
  private Optional<Box> clipped(Named named) {
    double x0 = within(Math.min(named.x0, named.x1)) * image.width();
    double y0 = within(Math.min(named.y0, named.y1)) * image.height();
    double x1 = within(Math.max(named.x0, named.x1)) * image.width();
    double y1 = within(Math.max(named.y0, named.y1)) * image.height();
    return x1 > x0 && y1 > y0
        ? Optional.of(new Box((float) x0, (float) y0, (float) x1, (float) y1))
        : Optional.empty();
  }

  private static double within(double share) {
    return Math.max(0, Math.min(1, share));
  }
}
