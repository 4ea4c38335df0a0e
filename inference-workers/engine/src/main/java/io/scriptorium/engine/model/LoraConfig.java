package io.scriptorium.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * An {@code adapter_config.json} of a LoRA adapter (arXiv 2106.09685), as PEFT writes it. Fields
 * carry its names.
 *
 * @param targetModules whether a module's name is among those that are adapted
 * @param modulesToSave last parts of the names of modules that are stored whole
 */
record LoraConfig(
    ConfigNode node,
    Predicate<String> targetModules,
    List<String> modulesToSave,
    Patterns rankPattern,
    Patterns alphaPattern) {
  static final String FILE = "adapter_config.json";

  /** Names the checkpoint that an adapter is for. */
  static final String BASE = "base_model_name_or_path";

  private static final String TARGETS = "target_modules";
  private static final String ALL_LINEAR = "all-linear";

  /** Ways to begin with that change the base's weights, too, which an adapter alone cannot undo. */
  private static final Set<String> CHANGING_THE_BASE = Set.of("pissa", "olora", "corda", "loftq");

  static LoraConfig read(Path folder) {
    ConfigNode node = ConfigNode.read(folder, FILE);
    if (!node.text("peft_type", "LORA").equals("LORA")) {
      throw node.unsupported("peft_type", "LORA");
    }
    node.only("use_dora", false);
    node.only("use_qalora", false);
    node.only("bias", "none");
    node.only("lora_bias", false);
    for (String key :
        List.of(
            "layer_replication",
            "trainable_token_indices",
            "target_parameters",
            "alora_invocation_tokens")) {
      if (node.has(key) && !node.node().get(key).isEmpty()) {
        throw node.unsupported(key, "null");
      }
    }
    String beginning = node.node().path("init_lora_weights").asText("");
    if (CHANGING_THE_BASE.stream().anyMatch(beginning::startsWith)) {
      throw node.unsupported("init_lora_weights", "true, gaussian, eva, orthogonal");
    }
    return new LoraConfig(
        node,
        targets(node),
        texts(node, "modules_to_save"),
        Patterns.of(node, "rank_pattern", node.positive("r")),
        Patterns.of(node, "alpha_pattern", node.factor("lora_alpha")));
  }

  private static Predicate<String> targets(ConfigNode node) {
    JsonNode targets = node.node().path(TARGETS);
    if (targets.isTextual() && targets.textValue().equals(ALL_LINEAR)) {
      return module -> true;
    }
    if (targets.isTextual()) {
      return pattern(node, TARGETS, targets.textValue()).asMatchPredicate();
    }
    List<String> names = texts(node, TARGETS);
    return module ->
        names.stream().anyMatch(name -> module.equals(name) || module.endsWith("." + name));
  }

  private static List<String> texts(ConfigNode node, String key) {
    if (!node.has(key)) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode text : node.node().get(key)) {
      texts.add(text.asText());
    }
    return texts;
  }

  private static Pattern pattern(ConfigNode node, String key, String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw node.refused(
          "%s has \"%s\", which is no regular expression: %s"
              .formatted(key, text, e.getDescription()));
    }
  }

  /** The rank of a module's factors. */
  int rank(String module) {
    return (int) rankPattern.of(module);
  }

  /** What the product of a module's factors is multiplied with. */
  double scale(String module) {
    double rank = rankPattern.of(module);
    return alphaPattern.of(module) / (node.flag("use_rslora", false) ? Math.sqrt(rank) : rank);
  }

  /** Whether matrices are stored (in, out), as GPT-2's are. */
  boolean fanInFanOut() {
    return node.flag("fan_in_fan_out", false);
  }

  /**
   * Numbers that some modules have instead of the usual one.
   *
   * @param others by regular expressions of the ends of their names; the first that matches holds
   */
  record Patterns(Map<Pattern, Double> others, double usual) {
    static Patterns of(ConfigNode node, String key, double usual) {
      Map<Pattern, Double> others = new LinkedHashMap<>();
      if (node.has(key)) {
        ConfigNode patterns = node.child(key);
        patterns
            .node()
            .fieldNames()
            .forEachRemaining(
                text ->
                    others.put(
                        pattern(node, key, "(?:.*\\.)?(?:" + text + ")"), patterns.factor(text)));
      }
      return new Patterns(others, usual);
    }

    double of(String module) {
      Optional<Double> other =
          others.entrySet().stream()
              .filter(entry -> entry.getKey().matcher(module).matches())
              .map(Map.Entry::getValue)
              .findFirst();
      return other.orElse(usual);
    }
  }
}
