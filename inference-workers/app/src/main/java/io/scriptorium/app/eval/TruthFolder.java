package io.scriptorium.app.eval;

import io.scriptorium.app.console.ActionableException;
import io.scriptorium.engine.eval.PageTruth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A folder of page images with their true words in {@code NAME.words.tsv} beside each.
 *
 * @param truths the words of each page
 * @param images the image of each page, by its name
 */
record TruthFolder(List<PageTruth> truths, Map<String, Path> images) {
  private static final List<String> EXTENSIONS =
      List.of(".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".gif", ".bmp");

  static TruthFolder open(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new ActionableException("%s is not a folder".formatted(folder));
    }
    List<PageTruth> truths = PageTruth.readAll(folder);
    if (truths.isEmpty()) {
      throw new ActionableException(
          "%s holds no ground truth (NAME%s beside each image)"
              .formatted(folder, PageTruth.SUFFIX));
    }
    Map<String, Path> images = new LinkedHashMap<>();
    List<String> without = new ArrayList<>();
    for (PageTruth truth : truths) {
      image(folder, truth.name())
          .ifPresentOrElse(
              image -> images.put(truth.name(), image), () -> without.add(truth.name()));
    }
    if (!without.isEmpty()) {
      throw new ActionableException(
          "%s: no image beside the truth of %s".formatted(folder, String.join(", ", without)));
    }
    return new TruthFolder(truths, images);
  }

  private static Optional<Path> image(Path folder, String name) {
    return EXTENSIONS.stream()
        .map(extension -> folder.resolve(name + extension))
        .filter(Files::isRegularFile)
        .findFirst();
  }
}
