package io.scriptorium.engine.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.LoopDetection;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.Search;
import io.scriptorium.engine.StopRules;
import io.scriptorium.engine.StopStrings;
import io.scriptorium.engine.TokenText;
import io.scriptorium.engine.Urgency;
import io.scriptorium.engine.model.BundledModel;
import io.scriptorium.engine.sample.Filter;
import io.scriptorium.engine.sample.Penalties;
import io.scriptorium.engine.sample.Sampling;
import io.scriptorium.engine.text.IncrementalDecoder;
import io.scriptorium.engine.text.Tokenizer;
import io.scriptorium.engine.torch.Torch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where answers end whose tokens are known beforehand. */
class StopStringsTest {
  /** Ends an answer; it has no text. */
  private static final int END = 260;

  private static final Sampling THREE_ALTERNATIVES =
      new Sampling(0, Filter.OFF, Penalties.OFF, OptionalLong.empty(), 3);

  private static Tokenizer tokenizer;

  @BeforeAll
  static void load() {
    Torch.get().adoptThread();
    tokenizer = Tokenizer.load(BundledModel.folder());
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  @ParameterizedTest
  @CsvSource({
    "one two three, two, 'one ', 4",
    "one two three, 'o t', 'one tw', 6", // several tokens, and the first place that is whole
    "one two three, one, '', 0",
    "one two three, e, on, 2",
    "Größe in €, ß, Grö, 4", // two bytes, two tokens
    "Größe in €, €, 'Größe in ', 11",
    "Größe in €, 'e in €', Größ, 6",
    "smile 😀 now, 😀, 'smile ', 6",
    "smile 😀 now, ' now', 'smile 😀', 10",
  })
  void anAnswerEndsBeforeItsStopString(String script, String stop, String text, int tokens) {
    Completion answer = answer(bytes(script), request(40, stop));

    assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(answer.text(tokenizer::decode)).isEqualTo(text);
    assertThat(answer.tokens()).containsExactly(Arrays.copyOf(bytes(script), tokens));
    assertThat(answer.logProbabilities()).hasSize(tokens);
  }

  @Test
  void theStringThatBeginsFirstEndsTheAnswer() {
    Completion answer = answer(bytes("abcdef"), request(40, "f", "cde", "bcde"));

    assertThat(answer.text(tokenizer::decode)).isEqualTo("a");
  }

  @Test
  void anAnswerWithoutTheStringIsDecodedFromItsTokens() {
    Completion answer = answer(bytes("abcdef"), request(6, "x"));

    assertThat(answer.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(answer.beforeStopString()).isEmpty();
    assertThat(answer.text(tokenizer::decode)).isEqualTo("abcdef");
    assertThat(answer.logProbabilities()).hasSize(6);
  }

  @Test
  void aStringThatBeginsInsideATokenLeavesTheTokensWithAllTextBeforeIt() {
    StopStrings stop = new StopStrings(List.of("5-6"), Numbers::new);

    Completion answer = answer(new int[] {14, 25, 6, 7}, request(40, stop));

    assertThat(answer.text(tokens -> "unused")).isEqualTo("14-2");
    assertThat(answer.tokens()).containsExactly(14, 25);
    assertThat(answer.logProbabilities()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void alternativesAreThoseOfTheTokens(int drafts) {
    int[] script = bytes("abcabcabcabcX");

    Completion stopped = answer(script, request(40, "cX").withSampling(THREE_ALTERNATIVES), drafts);
    Completion ended =
        answer(
            IntStream.concat(IntStream.of(script), IntStream.of(END)).toArray(),
            request(40, "?").withSampling(THREE_ALTERNATIVES),
            drafts);

    assertThat(stopped.text(tokenizer::decode)).isEqualTo("abcabcabcab");
    assertThat(stopped.tokens()).hasSize(11);
    assertThat(stopped.logProbabilities()).hasSize(11);
    assertThat(stopped.alternatives()).hasSize(11).allMatch(at -> at.size() == 3);
    assertThat(ended.tokens()).hasSize(13);
    assertThat(ended.logProbabilities()).hasSize(14);
    assertThat(ended.alternatives()).hasSize(14);
    assertThat(ended.alternatives().get(13).get(0).token()).isEqualTo(END);
  }

  @Test
  void whatIsHeldBackAtTheLengthLimitIsLookedAt() {
    int[] half = Arrays.copyOf(bytes("ab€"), 4);

    Completion stopped = answer(half, request(4, "b\ufffd"));
    Completion unstopped = answer(half, request(4, "x"));

    assertThat(stopped.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(stopped.text(tokenizer::decode)).isEqualTo("a");
    assertThat(unstopped.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(unstopped.text(tokenizer::decode)).isEqualTo("ab\ufffd");
  }

  @Test
  void whatIsHeldBackBeforeAStopTokenIsLookedAt() {
    int[] half = {'a', 'b', 0xe2, 0x82, END};

    Completion stopped = answer(half, request(9, "\ufffd"));
    Completion unstopped = answer(half, request(9, "x"));

    assertThat(stopped.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(stopped.text(tokenizer::decode)).isEqualTo("ab");
    assertThat(stopped.tokens()).hasSize(2);
    assertThat(stopped.logProbabilities()).hasSize(2);
    assertThat(unstopped.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(unstopped.beforeStopString()).isEmpty();
    assertThat(unstopped.text(tokenizer::decode)).isEqualTo("ab\ufffd");
    assertThat(unstopped.logProbabilities()).hasSize(5);
  }

  @Test
  void aStopTokenHasNoTextToFindAStringIn() {
    StopStrings stop = new StopStrings(List.of("260"), Numbers::new);

    Completion answer = answer(new int[] {1, 2, END}, request(9, stop));

    assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(answer.beforeStopString()).isEmpty();
    assertThat(answer.tokens()).containsExactly(1, 2);
  }

  @Test
  void tokensThatHaveNoTextEndTheirRequestAlone() {
    StopStrings broken =
        new StopStrings(
            List.of("x"),
            () ->
                new Numbers() {
                  @Override
                  public String add(int token) {
                    if (token == 'c') {
                      throw new IllegalStateException("No text\nfor this");
                    }
                    return super.add(token);
                  }
                });

    List<Completion> answers =
        answers(bytes("abcdef"), 0, request(6, "e"), request(6, broken), request(6, "f"));

    assertThat(answers.get(0).text(tokenizer::decode)).isEqualTo("abcd");
    assertThat(answers.get(1).finishReason()).isEqualTo(FinishReason.ERROR);
    assertThat(answers.get(1).message()).isEqualTo("No text");
    assertThat(answers.get(1).logProbabilities()).hasSameSizeAs(answers.get(1).tokens());
    assertThat(answers.get(2).text(tokenizer::decode)).isEqualTo("abcde");
  }

  @Test
  void aTextThatCannotBeMadeEndsItsSampleAlone() {
    List<String> made = new ArrayList<>();
    StopStrings brokenOnce =
        new StopStrings(
            List.of("x"),
            () -> {
              made.add("one");
              if (made.size() == 2) {
                throw new IllegalStateException("No second text");
              }
              return new Numbers();
            });
    Request samples =
        request(6, brokenOnce)
            .withSampling(Sampling.ofTemperature(0.01).withSeed(1))
            .withSearch(new Search.Samples(3));

    List<Completion> answers = answers(bytes("abcdef"), 0, request(6, "e"), samples);

    assertThat(answers.get(0).text(tokenizer::decode)).isEqualTo("abcd");
    assertThat(answers.get(0).logProbabilities()).hasSize(4);
    List<Completion> all = all(answers.get(1));
    assertThat(all)
        .extracting(Completion::finishReason)
        .containsExactlyInAnyOrder(FinishReason.LENGTH, FinishReason.ERROR, FinishReason.LENGTH);
    assertThat(all.get(2).tokens()).containsExactly(bytes("abcdef"));
  }

  @Test
  void aTextThatCannotBeMadeEndsItsRequestAlone() {
    StopStrings broken =
        new StopStrings(
            List.of("x"),
            () -> {
              throw new IllegalStateException("No text");
            });

    List<Completion> answers = answers(bytes("abcdef"), 0, request(6, broken), request(6, "e"));

    assertThat(answers.get(0).finishReason()).isEqualTo(FinishReason.ERROR);
    assertThat(answers.get(0).message()).isEqualTo("No text");
    assertThat(answers.get(1).text(tokenizer::decode)).isEqualTo("abcd");
  }

  @Test
  void beamsDoNotEndInStopStrings() {
    Search beams = new Search.Beams(2, 1, false);

    assertThatThrownBy(() -> request(6, "x").withSearch(beams))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stop strings");
    Request plain = new Request(new int[] {0}, List.of(), 6, Set.of()).withSearch(beams);
    assertThatThrownBy(() -> plain.withStopRules(plain.stopRules().withStopStrings(strings("x"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void emptyStopStringsAreRefused() {
    assertThatThrownBy(() -> strings("a", "")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void loopsEndAnAnswerByItsRule() {
    int[] rule = bytes("|---|---|---|\n");

    assertThat(looped(rule, LoopDetection.TEXT).tokens()).hasSizeLessThan(256);
    assertThat(looped(rule, LoopDetection.TEXT).finishReason()).isEqualTo(FinishReason.REPETITION);
    assertThat(looped(rule, LoopDetection.TABLES).finishReason())
        .isEqualTo(FinishReason.REPETITION);
    assertThat(looped(rule, LoopDetection.TABLES).tokens()).hasSizeBetween(1024, 1040);
    assertThat(looped(rule, LoopDetection.OFF).finishReason()).isEqualTo(FinishReason.LENGTH);
  }

  /** An answer of 1,200 tokens that says the same over and over. */
  private static Completion looped(int[] pattern, LoopDetection detection) {
    int[] script = IntStream.range(0, 1200).map(i -> pattern[i % pattern.length]).toArray();
    StopRules rules = new StopRules(1200, Set.of()).withLoopDetection(detection);
    return answer(script, new Request(new int[] {0}, List.of(), 1, Set.of()).withStopRules(rules));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4})
  void draftsDoNotReachBeyondTheString(int drafts) {
    int[] script = bytes("abcd abcd abcd abcd");

    Completion answer = answer(script, request(40, "d abcd a"), drafts);

    assertThat(answer.text(tokenizer::decode)).isEqualTo("abc");
    assertThat(answer.tokens()).hasSize(3);
    assertThat(answer.logProbabilities()).hasSize(3);
  }

  @Test
  void eachSampleEndsByItsOwnStrings() {
    Request plain =
        new Request(new int[] {0}, List.of(), 30, Set.of())
            .withSampling(Sampling.ofTemperature(20).withSeed(3))
            .withSearch(new Search.Samples(4));
    List<Completion> unstopped = all(answer(bytes("abc"), plain));
    List<String> stop =
        List.of(
            "-" + unstopped.get(0).tokens()[6] + "-" + unstopped.get(0).tokens()[7] + "-",
            "-" + unstopped.get(2).tokens()[20] + "-" + unstopped.get(2).tokens()[21] + "-");
    StopStrings strings = new StopStrings(stop, Numbers::new);

    List<Completion> stopped =
        all(answer(bytes("abc"), plain.withStopRules(plain.stopRules().withStopStrings(strings))));

    assertThat(stopped).hasSize(4);
    assertThat(stopped.get(0).tokens())
        .containsExactly(Arrays.copyOf(unstopped.get(0).tokens(), 6));
    assertThat(stopped.get(2).tokens())
        .containsExactly(Arrays.copyOf(unstopped.get(2).tokens(), 20));
    for (int i = 0; i < 4; i++) {
      boolean ends = i % 2 == 0;
      assertThat(stopped.get(i).finishReason())
          .isEqualTo(ends ? FinishReason.STOP : FinishReason.LENGTH);
      assertThat(stopped.get(i).beforeStopString().isPresent()).isEqualTo(ends);
      assertThat(stopped.get(i).logProbabilities()).hasSameSizeAs(stopped.get(i).tokens());
      assertThat(unstopped.get(i).tokens()).startsWith(stopped.get(i).tokens());
    }
  }

  @Test
  void theStringIsFoundAfterPreemption() {
    Engine engine =
        new Engine(
            new ScriptedModel(bytes("one two three four five")),
            settings(1).withCache(CacheSettings.DEFAULT.withBytes(4 * 30).withBlockSize(1)),
            Torch.get().open(Device.cpu()));
    try (engine) {
      List<Sequence> sequences = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Request request = request(25, i % 2 == 0 ? "four" : "e f").withUrgency(Urgency.of(i));
        sequences.add(engine.sequence(request));
      }
      boolean preempted = false;
      sequences.forEach(engine::add);
      for (int step = 0; engine.hasWork(); step++) {
        assertThat(step).as("steps").isLessThan(2_000);
        engine.step();
        engine.checkIntegrity();
        preempted |=
            sequences.stream()
                .anyMatch(it -> it.generated() > 0 && it.state() instanceof SequenceState.Waiting);
      }

      assertThat(preempted).isTrue();
      for (int i = 0; i < 4; i++) {
        assertThat(sequences.get(i).answer().join().text(tokenizer::decode))
            .isEqualTo(i % 2 == 0 ? "one two three " : "one two thre");
      }
    }
  }

  private static Completion answer(int[] script, Request request) {
    return answer(script, request, 0);
  }

  private static Completion answer(int[] script, Request request, int drafts) {
    return answers(script, drafts, request).get(0);
  }

  private static List<Completion> answers(int[] script, int drafts, Request... requests) {
    try (Engine engine =
        new Engine(new ScriptedModel(script), settings(drafts), Torch.get().open(Device.cpu()))) {
      List<Sequence> sequences = Arrays.stream(requests).map(engine::sequence).toList();
      sequences.forEach(engine::add);
      for (int step = 0; engine.hasWork(); step++) {
        assertThat(step).as("steps").isLessThan(2_000);
        engine.step();
        engine.checkIntegrity();
      }
      assertThat(engine.usedBlocks()).isZero();
      assertThat(sequences).allMatch(sequence -> sequence.answer().isDone());
      return sequences.stream().map(sequence -> sequence.answer().join()).toList();
    }
  }

  private static EngineSettings settings(int drafts) {
    return EngineSettings.defaults()
        .withSpeculation(Speculation.fixed(drafts))
        .withCache(CacheSettings.DEFAULT.withBytes(1L << 16));
  }

  private static List<Completion> all(Completion first) {
    List<Completion> all = new ArrayList<>(List.of(first));
    all.addAll(first.others());
    return all;
  }

  private static Request request(int maxNewTokens, String... stop) {
    return request(maxNewTokens, strings(stop));
  }

  private static Request request(int maxNewTokens, StopStrings stop) {
    Request request = new Request(new int[] {0}, List.of(), maxNewTokens, Set.of(END));
    return request.withStopRules(request.stopRules().withStopStrings(stop));
  }

  private static StopStrings strings(String... stop) {
    Supplier<TokenText> text = () -> new IncrementalDecoder(tokenizer);
    return new StopStrings(List.of(stop), text);
  }

  /** Tokens of the bundled model's vocabulary: bytes. */
  private static int[] bytes(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return IntStream.range(0, bytes.length).map(i -> bytes[i] & 0xff).toArray();
  }

  /** A token's text is its number, with a dash between two. */
  private static class Numbers implements TokenText {
    private boolean begun;

    @Override
    public String add(int token) {
      String text = (begun ? "-" : "") + token;
      begun = true;
      return text;
    }

    @Override
    public String finish() {
      return "";
    }
  }
}
