package io.scriptorium.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a model folder says about ending an answer.
 *
 * @param stopTokens ids that end it; may be empty
 * @param maxNewTokens most tokens of it; empty if the folder does not say
 */
public record GenerationDefaults(Set<Integer> stopTokens, OptionalInt maxNewTokens) {
  public GenerationDefaults {
    stopTokens = Set.copyOf(stopTokens);
  }

  /**
   * Takes the stop tokens of {@code generation_config.json}, else of {@code config.json}, and in
   * any case the tokenizer's own token for the end, that of a turn where turns are named, and the
   * one that BERT's kind puts after a text.
   */
  public static GenerationDefaults load(Path modelFolder, Tokenizer tokenizer) {
    JsonNode generation = ModelJson.read(modelFolder, "generation_config.json");
    JsonNode config = ModelJson.read(modelFolder, "config.json");
    Set<Integer> stop = ids(generation.path("eos_token_id"));
    if (stop.isEmpty()) {
      stop.addAll(ids(config.path("eos_token_id")));
      stop.addAll(ids(config.path("text_config").path("eos_token_id")));
    }
    stop.addAll(ids(config.path("text_config").path("sep_token_id")));
    JsonNode tokens = ModelJson.read(modelFolder, "tokenizer_config.json");
    tokenizer.addedToken(ModelJson.token(tokens.path("eos_token"))).ifPresent(stop::add);
    if (ChatMl.isAskedFor(modelFolder)) {
      tokenizer.addedToken(ChatMl.END).ifPresent(stop::add);
    }
    JsonNode most = generation.path("max_new_tokens");
    return new GenerationDefaults(
        stop, most.canConvertToInt() ? OptionalInt.of(most.asInt()) : OptionalInt.empty());
  }

  private static Set<Integer> ids(JsonNode node) {
    Set<Integer> ids = new HashSet<>();
    if (node.isInt()) {
      ids.add(node.asInt());
    }
    node.forEach(id -> ids.add(id.asInt()));
    return ids;
  }
}
