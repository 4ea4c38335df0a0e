package io.scriptorium.engine.bench;

import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.Generator;
import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.image.GrayImage;
import io.scriptorium.engine.image.ImageDecoder;
import io.scriptorium.engine.image.ImageLimits;
import io.scriptorium.engine.image.ImageProcessorConfig;
import io.scriptorium.engine.image.ImageRejectedException;
import io.scriptorium.engine.image.LineProcessor;
import io.scriptorium.engine.layout.lines.PageLineFinder;
import io.scriptorium.engine.model.ImageTokens;
import io.scriptorium.engine.text.ChatMessage;
import io.scriptorium.engine.text.ChatTemplate;
import io.scriptorium.engine.text.GenerationDefaults;
import io.scriptorium.engine.text.PromptBuilder;
import io.scriptorium.engine.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Requests for the text lines of pages, as a model that reads line by line gets them.
 *
 * @param requests one a line, in an order that mixes the pages
 */
public record LineRequests(List<Request> requests) {
  private static final long SEED = 1;
  private static final int TOKENS_PER_IMAGE_TOKEN = 4;
  private static final int SLACK = 12;

  public LineRequests {
    requests = List.copyOf(requests);
  }

  /**
   * Finds the lines.
   *
   * @param folder the model
   * @param tokens how the model takes images
   * @throws ImageRejectedException if a page cannot be decoded
   */
  public static LineRequests of(Path folder, ImageTokens tokens, List<Path> pages)
      throws IOException, ImageRejectedException {
    List<PixelValues> lines = pixels(folder, pages);
    Collections.shuffle(lines, new Random(SEED));
    List<Request> requests = new ArrayList<>();
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      PromptBuilder prompts =
          new PromptBuilder(tokenizer, ChatTemplate.load(folder), OptionalInt.of(tokens.tokenId()));
      int[] prompt = prompts.conversation(List.of(ChatMessage.userWithImage("")));
      Set<Integer> stopTokens = GenerationDefaults.load(folder, tokenizer).stopTokens();
      for (PixelValues line : lines) {
        int images = tokens.tokens(line);
        requests.add(
            new Request(
                prompts.withImages(prompt, List.of(images)),
                List.of(line),
                TOKENS_PER_IMAGE_TOKEN * images + SLACK,
                stopTokens));
      }
    }
    return new LineRequests(requests);
  }

  private static List<PixelValues> pixels(Path folder, List<Path> pages)
      throws IOException, ImageRejectedException {
    LineProcessor processor = new LineProcessor(ImageProcessorConfig.load(folder));
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    List<PixelValues> lines = new ArrayList<>();
    try (PageLineFinder finder = new PageLineFinder(1)) {
      for (Path page : pages) {
        GrayImage image = decoder.gray(Files.readAllBytes(page));
        finder.find(image).stream()
            .flatMap(line -> processor.scaled(line.image()).stream())
            .map(processor::process)
            .forEach(lines::add);
      }
    }
    return lines;
  }

  /** Those of them whose answers end by themselves: a loop has no length of its own. */
  public LineRequests ending(Generator generator) {
    List<CompletableFuture<Completion>> answers = requests.stream().map(generator::submit).toList();
    List<Request> ending = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      if (answers.get(i).join().finishReason() == FinishReason.STOP) {
        ending.add(requests.get(i));
      }
    }
    return new LineRequests(ending);
  }

  /** These lines over and over, until there are so many. */
  public List<Request> cycle(int count) {
    List<Request> cycle = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      cycle.add(requests.get(i % requests.size()));
    }
    return cycle;
  }
}
