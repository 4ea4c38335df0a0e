package io.scriptorium.chaos;

import io.scriptorium.chaos.Input.Document;
import io.scriptorium.chaos.Input.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * All that is submitted in a run.
 *
 * @param images jobs of one image each
 * @param documents jobs of several pages each
 */
record Inputs(List<Image> images, List<Document> documents) {

  /**
   * How many there are.
   *
   * @param images jobs of one image
   * @param deadly so many of them end every process that begins them
   * @param documents jobs of several pages
   * @param pages of each document
   */
  record Amount(int images, int deadly, int documents, int pages) {
    Amount {
      if (deadly > images) {
        throw new IllegalArgumentException("More deadly images than images");
      }
    }
  }

  /** Where contents and their texts come from. */
  interface Source extends AutoCloseable {
    /** An image and its text. */
    CompletableFuture<Image> image(String jobId, Random random);

    /** A document and its pages' texts. */
    CompletableFuture<Document> document(int number, int pages, Random random);

    @Override
    void close();
  }

  /** Makes them; the same ones of the same seed. */
  static Inputs make(Amount amount, Source source, Random random) {
    List<CompletableFuture<Image>> images = new ArrayList<>();
    for (int i = 0; i < amount.images(); i++) {
      images.add(source.image("image-" + i, random));
    }
    List<CompletableFuture<Document>> documents = new ArrayList<>();
    for (int i = 0; i < amount.documents(); i++) {
      documents.add(source.document(i, amount.pages(), random));
    }
    List<Image> all = new ArrayList<>(images.stream().map(CompletableFuture::join).toList());
    random
        .ints(0, amount.images())
        .distinct()
        .limit(amount.deadly())
        .forEach(i -> all.set(i, deadly(all.get(i).jobId())));
    return new Inputs(List.copyOf(all), documents.stream().map(CompletableFuture::join).toList());
  }

  private static Image deadly(String jobId) {
    return new Image(jobId, new byte[] {ChaosReader.DEADLY}, Optional.empty());
  }

  int jobs() {
    return images.size() + documents.size();
  }

  /** Images and pages: what a model answers. */
  int answers() {
    return images.size() + documents.stream().mapToInt(document -> document.pages().size()).sum();
  }
}
