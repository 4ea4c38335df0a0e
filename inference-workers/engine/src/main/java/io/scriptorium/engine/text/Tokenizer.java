package io.scriptorium.engine.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import io.scriptorium.engine.constrain.ConstraintCache;
import io.scriptorium.engine.constrain.VocabularyTrie;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A model folder's {@code tokenizer.json} or {@code qwen.tiktoken}: text to token ids and back.
 * Never truncates and never pads. Safe for use by several threads until it is closed.
 */
public final class Tokenizer implements AutoCloseable {
  static final String FILE = "tokenizer.json";

  /** The library truncates at 512 tokens unless told not to. */
  private static final Map<String, String> OPTIONS =
      Map.of("truncation", "false", "padding", "false");

  /** Stands for an incomplete character. */
  private static final String BROKEN = "\ufffd";

  private final HuggingFaceTokenizer tokenizer;
  private final Path modelFolder;
  private final Map<String, Integer> addedTokens;
  private final boolean removesSpaces;
  private final ConstraintCache constraints = new ConstraintCache(this::vocabulary);
  private Optional<VocabularyTrie> vocabulary = Optional.empty();

  private Tokenizer(
      HuggingFaceTokenizer tokenizer,
      Path modelFolder,
      Map<String, Integer> addedTokens,
      boolean removesSpaces) {
    this.tokenizer = tokenizer;
    this.modelFolder = modelFolder;
    this.addedTokens = addedTokens;
    this.removesSpaces = removesSpaces;
  }

  /** Whether a model folder has a tokenizer. */
  public static boolean isIn(Path modelFolder) {
    return Files.exists(modelFolder.resolve(FILE)) || isOfTiktoken(modelFolder);
  }

  /**
   * Loads a tokenizer.
   *
   * @throws ModelFolderException if the folder has none or a damaged one
   */
  public static Tokenizer load(Path modelFolder) {
    Path file = modelFolder.resolve(FILE);
    Map<String, Integer> added = new HashMap<>();
    JsonNode content = content(modelFolder);
    for (JsonNode token : content.path("added_tokens")) {
      added.put(token.path("content").asText(), token.path("id").asInt());
    }
    try (InputStream in =
        isOfTiktoken(modelFolder)
            ? new ByteArrayInputStream(content.toString().getBytes(StandardCharsets.UTF_8))
            : Files.newInputStream(file)) {
      return new Tokenizer(
          HuggingFaceTokenizer.newInstance(in, OPTIONS),
          modelFolder,
          Map.copyOf(added),
          WordPieceSpaces.areIn(modelFolder, content));
    } catch (IOException e) {
      throw new ModelFolderException("Cannot read the tokenizer " + file, e);
    } catch (RuntimeException e) {
      throw new ModelFolderException("%s is no tokenizer: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** What {@code tokenizer.json} holds, or would hold; a missing node without any tokenizer. */
  static JsonNode content(Path modelFolder) {
    return isOfTiktoken(modelFolder)
        ? TiktokenFile.read(modelFolder)
        : ModelJson.read(modelFolder, FILE);
  }

  private static boolean isOfTiktoken(Path modelFolder) {
    return !Files.exists(modelFolder.resolve(FILE))
        && Files.exists(modelFolder.resolve(TiktokenFile.FILE));
  }

  /** Token ids of a text; special tokens written in it are recognised, none are added. */
  public int[] encode(String text) {
    return ids(text, false);
  }

  /** The same with what the tokenizer puts around every text, such as a token for its beginning. */
  public int[] encodeWithSpecialTokens(String text) {
    return ids(text, true);
  }

  private int[] ids(String text, boolean addSpecialTokens) {
    long[] ids = tokenizer.encode(text, addSpecialTokens, false).getIds();
    return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
  }

  /** The text of token ids; special tokens leave no trace. Broken UTF-8 becomes U+FFFD. */
  public String decode(int[] ids) {
    String text = tokenizer.decode(longs(ids), true);
    return removesSpaces ? WordPieceSpaces.removed(text) : text;
  }

  /** Whether the end of a decoded text may be another one with the next token. */
  boolean mayChange(String text) {
    return text.endsWith(BROKEN) || (removesSpaces && WordPieceSpaces.mayFollow(text));
  }

  /** The text of token ids, special tokens written out. */
  public String decodeWithSpecialTokens(int[] ids) {
    return tokenizer.decode(longs(ids), false);
  }

  private static long[] longs(int[] ids) {
    return Arrays.stream(ids).asLongStream().toArray();
  }

  /** Id of a token that was added to the vocabulary, such as {@code <|im_end|>}. */
  public OptionalInt addedToken(String content) {
    Integer id = addedTokens.get(content);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /**
   * All tokens that are text, for constraints; read when first asked for.
   *
   * @throws ModelFolderException if it is not known how its tokens become text
   */
  public synchronized VocabularyTrie vocabulary() {
    VocabularyTrie known = vocabulary.orElseGet(() -> TokenBytes.read(modelFolder));
    vocabulary = Optional.of(known);
    return known;
  }

  /** Constraints in this tokenizer's tokens. */
  public ConstraintCache constraints() {
    return constraints;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
