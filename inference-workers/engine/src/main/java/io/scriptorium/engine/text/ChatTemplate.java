package io.scriptorium.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.interpret.TemplateError.ErrorType;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A model folder's Jinja template that makes a prompt of a conversation. Safe for use by several
 * threads.
 */
public final class ChatTemplate {
  private static final Jinjava JINJA = jinja();

  /** Jinja negates the test; Jinjava would test the negation. */
  private static final Pattern NEGATED_TEST =
      Pattern.compile("\\bnot\\s+([\\w.]+(?:\\[[^\\]]*\\])*)\\s+is\\s+(?!not\\b)(\\w+)");

  private final String template;
  private final Map<String, String> specialTokens;

  private ChatTemplate(String template, Map<String, String> specialTokens) {
    this.template = NEGATED_TEST.matcher(template).replaceAll("$1 is not $2");
    this.specialTokens = specialTokens;
  }

  /**
   * The folder's template, from {@code chat_template.jinja}, {@code chat_template.json} or {@code
   * tokenizer_config.json}, in that order, else the one of {@code chat_format} in {@code
   * generation_config.json}; empty if there is none.
   */
  public static Optional<ChatTemplate> load(Path modelFolder) {
    JsonNode config = ModelJson.read(modelFolder, "tokenizer_config.json");
    Map<String, String> tokens = new HashMap<>();
    for (String name : List.of("bos_token", "eos_token", "pad_token", "unk_token")) {
      tokens.put(name, ModelJson.token(config.path(name)));
    }
    return source(modelFolder, config).map(text -> new ChatTemplate(text, tokens));
  }

  private static Optional<String> source(Path modelFolder, JsonNode config) {
    Path file = modelFolder.resolve("chat_template.jinja");
    if (Files.isRegularFile(file)) {
      try {
        return Optional.of(Files.readString(file));
      } catch (IOException e) {
        throw new ModelFolderException("Cannot read " + file, e);
      }
    }
    Optional<String> own =
        template(ModelJson.read(modelFolder, "chat_template.json").path("chat_template"));
    return own.or(() -> template(config.path("chat_template")))
        .or(() -> ChatMl.isAskedFor(modelFolder) ? Optional.of(ChatMl.TEMPLATE) : Optional.empty());
  }

  /** A template, or the one named {@code default} of several. */
  private static Optional<String> template(JsonNode node) {
    if (node.isTextual()) {
      return Optional.of(node.asText());
    }
    for (JsonNode named : node) {
      if (named.path("name").asText().equals("default")) {
        return Optional.of(named.path("template").asText());
      }
    }
    return Optional.empty();
  }

  /**
   * The prompt that asks the model for the next turn.
   *
   * @throws ModelFolderException if the template refuses the conversation or cannot be rendered
   */
  public String render(List<ChatMessage> conversation) {
    Map<String, Object> variables = new HashMap<>(specialTokens);
    variables.put("messages", conversation.stream().map(ChatTemplate::variables).toList());
    variables.put("add_generation_prompt", true);
    RenderResult result = JINJA.renderForResult(template, variables);
    for (TemplateError error : result.getErrors()) {
      if (error.getSeverity() == ErrorType.FATAL) {
        throw new ModelFolderException("The model's chat template: " + reason(error));
      }
    }
    return result.getOutput();
  }

  /** What the template itself said if it refused the conversation, else what went wrong. */
  private static String reason(TemplateError error) {
    for (Throwable at = error.getException(); at != null; at = at.getCause()) {
      if (at instanceof ModelFolderException refusal && refusal.getMessage() != null) {
        return refusal.getMessage();
      }
    }
    return error.getMessage().lines().findFirst().orElse("unknown error");
  }

  /** Words alone go as a string, as templates of text models want it; else a list of parts. */
  private static Map<String, Object> variables(ChatMessage message) {
    List<ChatMessage.Content> parts = message.content();
    Object content =
        parts.size() == 1 && parts.get(0) instanceof ChatMessage.Text text
            ? text.text()
            : parts.stream().map(ChatTemplate::variables).toList();
    return Map.of("role", message.role().name().toLowerCase(Locale.ROOT), "content", content);
  }

  private static Map<String, Object> variables(ChatMessage.Content part) {
    if (part instanceof ChatMessage.Text text) {
      return Map.of("type", "text", "text", text.text());
    }
    return Map.of("type", "image");
  }

  /** Called by templates that refuse a conversation. */
  public static String raiseException(String message) {
    throw new ModelFolderException(message);
  }

  private static Jinjava jinja() {
    Jinjava jinja =
        new Jinjava(
            JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withNestedInterpretationEnabled(false)
                .withLegacyOverrides(
                    LegacyOverrides.newBuilder()
                        .withEvaluateMapKeys(true)
                        .withIterateOverMapKeys(true)
                        .withUsePyishObjectMapper(true)
                        .withUseNaturalOperatorPrecedence(true)
                        .withParseWhitespaceControlStrictly(true)
                        .withUseTrimmingForNotesAndExpressions(true)
                        .withKeepNullableLoopValues(true)
                        .build())
                .build());
    jinja
        .getGlobalContext()
        .registerFunction(
            new ELFunctionDefinition(
                "", "raise_exception", ChatTemplate.class, "raiseException", String.class));
    return jinja;
  }
}
