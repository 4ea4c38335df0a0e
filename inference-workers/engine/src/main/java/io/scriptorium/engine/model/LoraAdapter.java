package io.scriptorium.engine.model;

import ai.djl.ndarray.types.Shape;
import io.scriptorium.engine.torch.Checkpoint;
import io.scriptorium.engine.torch.CheckpointException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A LoRA adapter (arXiv 2106.09685) in a folder as PEFT saves one: {@code adapter_config.json} and
 * {@code adapter_model.safetensors}. Its factors are added to a checkpoint's matrices when these
 * are loaded, and what it stores whole takes their place. It is open until the weights are loaded.
 */
final class LoraAdapter implements AutoCloseable {
  private static final String WEIGHTS = "adapter_model.safetensors";
  private static final String PREFIX = "base_model.model.";

  private static final Pattern FACTOR =
      Pattern.compile("(?<module>.+)\\.lora_(?<part>[AB])(?:\\.\\w+)?\\.weight");
  private static final Pattern EMBEDDING_FACTOR =
      Pattern.compile("(?<module>.+)\\.lora_embedding_(?<part>[AB])(?:\\.\\w+)?");
  private static final Pattern SAVED =
      Pattern.compile(
          "(?<module>.+?)(?:\\.modules_to_save(?:\\.default)?)?\\.(?<part>weight|bias)");

  private final Path file;
  private final LoraConfig config;
  private final Checkpoint tensors;
  private final Map<String, Factors> factors = new TreeMap<>();
  private final Set<String> saved = new HashSet<>();

  /** Names of the two factors of a module, as far as they were found. */
  private record Factors(Optional<String> a, Optional<String> b, boolean ofEmbedding) {
    static final Factors NONE = new Factors(Optional.empty(), Optional.empty(), false);

    Factors with(String part, String name, boolean embedding) {
      return part.equals("A")
          ? new Factors(Optional.of(name), b, embedding)
          : new Factors(a, Optional.of(name), embedding);
    }
  }

  private LoraAdapter(Path file, LoraConfig config, Checkpoint tensors) {
    this.file = file;
    this.config = config;
    this.tensors = tensors;
  }

  /**
   * Opens a folder.
   *
   * @throws CheckpointException if it is no such adapter, is damaged, or asks for what is not built
   */
  static LoraAdapter open(Path folder) {
    LoraConfig config = LoraConfig.read(folder);
    Path file = folder.resolve(WEIGHTS);
    if (!Files.exists(file) && Files.exists(folder.resolve("adapter_model.bin"))) {
      throw new CheckpointException(
          "%s is not supported; save the adapter as %s"
              .formatted(folder.resolve("adapter_model.bin"), WEIGHTS));
    }
    return new LoraAdapter(file, config, Checkpoint.openFile(file));
  }

  /** Its files, by which it is known. */
  static List<Path> files(Path folder) {
    return List.of(folder.resolve(LoraConfig.FILE), folder.resolve(WEIGHTS));
  }

  /**
   * Has a checkpoint changed when it is loaded.
   *
   * @param canonicalName from a stored name to the checkpoint's
   * @throws CheckpointException for the first tensor that fits no weight of the checkpoint
   */
  void applyTo(Checkpoint base, UnaryOperator<String> canonicalName) {
    Names names = new Names(base.names(), canonicalName);
    new TreeSet<>(tensors.names()).forEach(name -> read(name, base, names));
    factors.forEach((module, both) -> change(module, both, base, names));
    for (String module : config.modulesToSave()) {
      if (saved.stream().noneMatch(name -> name.equals(module) || name.endsWith("." + module))) {
        throw new CheckpointException(
            "%s lacks %s, which %s has in modules_to_save"
                .formatted(file, module, config.node().file()));
      }
    }
  }

  private void read(String name, Checkpoint base, Names names) {
    if (!name.startsWith(PREFIX)) {
      throw refused(name, "its name does not begin with " + PREFIX);
    }
    String inner = name.substring(PREFIX.length());
    Matcher factor = FACTOR.matcher(inner);
    Matcher ofEmbedding = EMBEDDING_FACTOR.matcher(inner);
    if (factor.matches()) {
      note(factor, name, false);
    } else if (ofEmbedding.matches()) {
      note(ofEmbedding, name, true);
    } else if (inner.contains("lora_")) {
      throw refused(name, "only factors A and B are supported");
    } else {
      replace(name, inner, base, names);
    }
  }

  private void note(Matcher found, String name, boolean embedding) {
    String module = found.group("module");
    factors.merge(
        module,
        Factors.NONE.with(found.group("part"), name, embedding),
        (before, now) -> before.with(found.group("part"), name, embedding));
  }

  private void replace(String name, String inner, Checkpoint base, Names names) {
    Matcher whole = SAVED.matcher(inner);
    if (!whole.matches()) {
      throw refused(name, "it is neither a factor nor a weight");
    }
    String module = whole.group("module");
    String target = target(name, module, whole.group("part"), names);
    requireShape(name, base.shape(target));
    base.replace(target, tensors, name);
    saved.add(module);
  }

  private void change(String module, Factors both, Checkpoint base, Names names) {
    String known = both.a().or(both::b).orElseThrow();
    String a = both.a().orElseThrow(() -> refused(known, "it has no factor A beside it"));
    String b = both.b().orElseThrow(() -> refused(known, "it has no factor B beside it"));
    if (!config.targetModules().test(module)) {
      throw refused(a, "%s does not name it in target_modules".formatted(config.node().file()));
    }
    String target = target(a, module, "weight", names);
    Shape shape = base.shape(target);
    if (shape.dimension() != 2) {
      throw refused(a, "%s has the shape %s and is no matrix".formatted(target, shape));
    }
    long rank = config.rank(module);
    boolean isTransposed = both.ofEmbedding() || isTransposed(shape, a, b);
    requireShape(a, new Shape(rank, shape.get(isTransposed ? 0 : 1)));
    requireShape(b, new Shape(shape.get(isTransposed ? 1 : 0), rank));
    base.change(target, new LowRankChange(tensors, a, b, config.scale(module), isTransposed));
  }

  /** The configuration knows it of all modules together; one whose shape tells is its own. */
  private boolean isTransposed(Shape shape, String a, String b) {
    boolean isSquare = shape.get(0) == shape.get(1);
    if (isSquare || tensors.shape(a).dimension() != 2 || tensors.shape(b).dimension() != 2) {
      return config.fanInFanOut();
    }
    return tensors.shape(a).get(1) == shape.get(0) && tensors.shape(b).get(0) == shape.get(1);
  }

  private void requireShape(String name, Shape shape) {
    if (!tensors.shape(name).equals(shape)) {
      throw refused(
          name,
          "it has the shape %s, to fit it would have %s".formatted(tensors.shape(name), shape));
    }
    tensors.require(Map.of(name, shape));
  }

  private String target(String name, String module, String part, Names names) {
    return names
        .of(module + "." + part)
        .orElseThrow(() -> refused(name, "the model has no weight " + module + "." + part));
  }

  private CheckpointException refused(String name, String why) {
    return new CheckpointException("%s: %s: %s".formatted(file, name, why));
  }

  /**
   * Names of a checkpoint's weights by those that modules had when the adapter was trained, which
   * may have been inside or outside of the language model's own class.
   */
  private record Names(Set<String> known, UnaryOperator<String> canonicalName) {
    private static final String MODEL = "model.";

    Optional<String> of(String name) {
      String inside = name.startsWith(MODEL) ? name.substring(MODEL.length()) : MODEL + name;
      return Stream.of(name, inside)
          .flatMap(one -> Stream.of(canonicalName.apply(one), one))
          .filter(known::contains)
          .findFirst();
    }
  }

  @Override
  public void close() {
    tensors.close();
  }
}
