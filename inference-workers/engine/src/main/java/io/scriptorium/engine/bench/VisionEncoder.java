package io.scriptorium.engine.bench;

import io.scriptorium.engine.PixelValues;
import io.scriptorium.engine.batch.EngineSettings;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.EncoderInput;
import io.scriptorium.engine.model.ImageTokens;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelCache;
import io.scriptorium.engine.model.ModelLoader;
import io.scriptorium.engine.torch.TensorScope;
import io.scriptorium.engine.torch.Torch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A model's vision tower alone, with as many threads as the engine has replicas. */
public final class VisionEncoder implements AutoCloseable {
  private final EngineSettings settings;
  private final Model model;
  private final ExecutorService threads;

  private VisionEncoder(EngineSettings settings, Model model) {
    this.settings = settings;
    this.model = model;
    this.threads =
        Executors.newFixedThreadPool(
            settings.replicas(), task -> StaticMode.thread(task, "vision"));
  }

  /** Loads a model that takes images. */
  public static VisionEncoder load(Path folder, EngineSettings settings) {
    Torch.get().setOperationThreads(settings.operationThreads());
    return new VisionEncoder(
        settings, ModelLoader.load(folder, settings.computeType(), settings.device()));
  }

  /** How the model takes images. */
  public ImageTokens tokens() {
    return model.images().orElseThrow();
  }

  /** Numbers that it computes with. */
  public ComputeType numbers() {
    return model.shape().numbers().ofVision();
  }

  /** Encodes batches, each in one call; the seconds that all of them take. */
  public double seconds(List<List<PixelValues>> batches) {
    AtomicInteger next = new AtomicInteger();
    long start = System.nanoTime();
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (int i = 0; i < settings.replicas(); i++) {
      running.add(CompletableFuture.runAsync(() -> encode(batches, next), threads));
    }
    running.forEach(CompletableFuture::join);
    return (System.nanoTime() - start) / 1e9;
  }

  private void encode(List<List<PixelValues>> batches, AtomicInteger next) {
    int rows = batches.stream().mapToInt(this::tokens).max().orElse(0);
    try (TensorScope scope = Torch.get().open(settings.device())) {
      ModelCache cache = model.newCache(scope, 1, rows);
      for (int i = next.getAndIncrement(); i < batches.size(); i = next.getAndIncrement()) {
        try (TensorScope step = scope.open()) {
          model.encode(step, inputs(batches.get(i)), cache);
        }
      }
    }
  }

  private List<EncoderInput> inputs(List<PixelValues> images) {
    List<EncoderInput> inputs = new ArrayList<>();
    int row = 0;
    for (PixelValues image : images) {
      int count = tokens().tokens(image);
      inputs.add(new EncoderInput(image, IntStream.range(row, row + count).toArray()));
      row += count;
    }
    return inputs;
  }

  private int tokens(List<PixelValues> images) {
    return images.stream().mapToInt(image -> tokens().tokens(image)).sum();
  }

  @Override
  public void close() {
    threads.shutdown();
    model.close();
  }
}
