package io.scriptorium.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.scriptorium.engine.Completion;
import io.scriptorium.engine.FinishReason;
import io.scriptorium.engine.LoopDetection;
import io.scriptorium.engine.Request;
import io.scriptorium.engine.Search;
import io.scriptorium.engine.StopRules;
import io.scriptorium.engine.StopStrings;
import io.scriptorium.engine.TokenListener;
import io.scriptorium.engine.Urgency;
import io.scriptorium.engine.constrain.Constraint;
import io.scriptorium.engine.constrain.TokenAutomaton;
import io.scriptorium.engine.constrain.VocabularyTrie;
import io.scriptorium.engine.constrain.VocabularyTrie.LeadingSpace;
import io.scriptorium.engine.model.BundledModel;
import io.scriptorium.engine.model.ComputeType;
import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelLoader;
import io.scriptorium.engine.parity.Fixtures;
import io.scriptorium.engine.sample.Filter;
import io.scriptorium.engine.sample.Penalties;
import io.scriptorium.engine.sample.Sampling;
import io.scriptorium.engine.text.IncrementalDecoder;
import io.scriptorium.engine.text.Tokenizer;
import io.scriptorium.engine.torch.Torch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Answers that must match, of the bundled model, whose tokens are bytes, and of a toy model. */
class ConstrainedAnswersTest {
  private static final int STOP = 260;

  private static final List<String> REGEXES =
      List.of(
          "\\d{4}-\\d\\d-\\d\\d",
          "(yes|no|perhaps)( (yes|no)){0,3}",
          "[é€日😀]{3}",
          "[A-Z][a-z]{2,8}( [A-Z][a-z]{0,5}\\.?)?",
          "#~&@<>\"{1,4}",
          "größe|日本語|😀");

  private static final List<String> SCHEMAS =
      Stream.of(
              "{'type':'object','properties':{'name':{'type':'string','maxLength':8},"
                  + "'age':{'type':'integer','minimum':0,'maximum':120},"
                  + "'tags':{'type':'array','items':{'enum':['größe','日本語','😀']},'maxItems':3}},"
                  + "'required':['name'],'additionalProperties':false}",
              "{'type':'string','format':'date-time'}",
              "{'type':['number','boolean','null']}",
              "{'type':'array','items':{'$ref':'#/$defs/p'},'minItems':2,'maxItems':2,"
                  + "'$defs':{'p':{'properties':{'x':{'type':'integer','maximum':9,'minimum':-9},"
                  + "'y':{'type':'boolean'}},'additionalProperties':false}}}",
              "{'enum':['größe','日本語',3,{'k':[1, 2]}]}")
          .map(schema -> schema.replace('\'', '"'))
          .toList();

  private static final Sampling SAMPLED = Sampling.ofTemperature(1.5).withSeed(3);

  private static final List<Sampling> SAMPLINGS =
      List.of(
          Sampling.GREEDY,
          SAMPLED,
          SAMPLED.withFilter(new Filter(5, 0.8, 0.01)),
          SAMPLED.withSeed(4).withTopLogProbabilities(3),
          Sampling.GREEDY.withPenalties(Penalties.ofRepetition(1.3)));

  private static Model model;
  private static Tokenizer tokenizer;

  @BeforeAll
  static void load() {
    Torch.get().adoptThread();
    model = ModelLoader.load(BundledModel.folder(), ComputeType.FLOAT32, Device.cpu());
    tokenizer = Tokenizer.load(BundledModel.folder());
  }

  @AfterAll
  static void close() {
    tokenizer.close();
    model.close();
  }

  @Test
  void everyAnswerMatchesItsRegularExpression() {
    for (String regex : REGEXES) {
      for (Completion answer : answers(Constraint.regex(regex))) {
        assertThat(answer.text(tokenizer::decode)).matches(Pattern.compile(regex));
      }
    }
  }

  @Test
  void everyAnswerIsValidByItsSchema() throws Exception {
    for (String schema : SCHEMAS) {
      for (Completion answer : answers(Constraint.jsonSchema(schema))) {
        assertValid(schema, answer.text(tokenizer::decode));
      }
    }
  }

  /** Of each kind of sampling, all ended by the stop token. */
  private static List<Completion> answers(Constraint constraint) {
    TokenAutomaton automaton = constraint.over(tokenizer.vocabulary());
    List<Request> requests =
        SAMPLINGS.stream()
            .map(sampling -> request("Line: ", 250, automaton).withSampling(sampling))
            .toList();
    List<Completion> answers = run(model, settings(Speculation.OFF), requests).answers();
    assertThat(answers).extracting(Completion::finishReason).containsOnly(FinishReason.STOP);
    return answers;
  }

  private static void assertValid(String schema, String text) throws Exception {
    ObjectMapper json = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    assertThat(
            JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(schema)
                .validate(json.readTree(text)))
        .as(text)
        .isEmpty();
  }

  @Test
  void answersOfAToyModelWithTokensOfSeveralCharactersMatchToo() throws Exception {
    byte[][] tokens = toyTokens();
    VocabularyTrie vocabulary = new VocabularyTrie(tokens, LeadingSpace.KEPT);
    Constraint first = Constraint.jsonSchema(SCHEMAS.get(0));
    List<Request> requests = new ArrayList<>();
    for (Request prompt : Prompts.ofTokens(90).subList(0, 10)) {
      Request constrained =
          new Request(prompt.prompt(), List.of(), 120, Set.of(0))
              .withConstraint(first.over(vocabulary));
      requests.add(constrained);
      requests.add(constrained.withSampling(SAMPLED));
    }
    try (Model toy = toy()) {
      List<Completion> answers = run(toy, settings(Speculation.OFF), requests).answers();
      List<Completion> drafted = run(toy, settings(Speculation.fixed(3)), requests).answers();

      for (int i = 0; i < requests.size(); i++) {
        assertThat(answers.get(i).finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(drafted.get(i).tokens()).containsExactly(answers.get(i).tokens());
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int token : answers.get(i).tokens()) {
          text.writeBytes(tokens[token]);
        }
        assertValid(SCHEMAS.get(0), text.toString(StandardCharsets.UTF_8));
      }
    }
  }

  /** 0 ends; characters, pieces of JSON, and parts of characters that are more than a byte long. */
  private static byte[][] toyTokens() {
    List<byte[]> tokens = new ArrayList<>(List.of(new byte[0]));
    for (char c : "0123456789{}[]\",: abcdegmnrstofzö\\".toCharArray()) {
      tokens.add(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
    }
    for (String text :
        List.of("{\"", "\":", "\": \"", "\", \"", "\"}", "name", "ag", "tags", "\":[")) {
      tokens.add(text.getBytes(StandardCharsets.UTF_8));
    }
    for (int part : new int[] {0xc3, 0xb6, 0x9f, 0xe6, 0xe8, 0xaa, 0xf0, 0x98, 0x80, 0x97, 0x9c}) {
      tokens.add(new byte[] {(byte) part});
    }
    tokens.add(new byte[] {(byte) 0xe6, (byte) 0x97});
    tokens.add(new byte[] {(byte) 0xa5, (byte) 0xe6, (byte) 0x9c, (byte) 0xac, (byte) 0xe8});
    tokens.add(new byte[] {(byte) 0xac, (byte) 0xe8});
    tokens.add(new byte[] {(byte) 0xa5});
    tokens.add(new byte[] {(byte) 0xac});
    tokens.add(new byte[] {(byte) 0x9e});
    tokens.add(new byte[] {(byte) 0xaa});
    return tokens.toArray(byte[][]::new);
  }

  @Test
  void draftsChangeNoAnswer() {
    List<Request> requests = new ArrayList<>();
    for (String regex : List.of("((abc|abd) ){9}", REGEXES.get(3))) {
      TokenAutomaton automaton = Constraint.regex(regex).over(tokenizer.vocabulary());
      for (Sampling sampling : SAMPLINGS) {
        requests.add(request("abc abc abc ", 50, automaton).withSampling(sampling));
      }
    }

    Run without = run(model, settings(Speculation.OFF), requests);
    Run with = run(model, settings(Speculation.fixed(3)), requests);

    assertSameTokens(with, without);
  }

  @Test
  void draftsThatTheConstraintTakesSaveSteps() {
    TokenAutomaton forced =
        Constraint.regex("(abcd){15}").over(new VocabularyTrie(toyTokens(), LeadingSpace.KEPT));
    Request request =
        new Request(
            new int[] {5, 6, 7},
            List.of(),
            new StopRules(100, Set.of(0)).withLoopDetection(LoopDetection.OFF),
            Sampling.GREEDY,
            Urgency.USUAL,
            Search.ONE,
            Optional.of(forced),
            TokenListener.NONE);
    try (Model toy = toy()) {
      Run without = run(toy, settings(Speculation.OFF), List.of(request));
      Run with = run(toy, settings(Speculation.fixed(3)), List.of(request));

      assertSameTokens(with, without);
      assertThat(with.answers().get(0).finishReason()).isEqualTo(FinishReason.STOP);
      assertThat(without.steps()).isEqualTo(61);
      assertThat(with.steps()).isLessThan(40);
    }
  }

  private static void assertSameTokens(Run actual, Run expected) {
    for (int i = 0; i < expected.answers().size(); i++) {
      assertThat(actual.answers().get(i).tokens())
          .as("request %d", i)
          .containsExactly(expected.answers().get(i).tokens());
    }
  }

  private static Model toy() {
    Path folder = Fixtures.folder("parity/models").resolve("qwen2");
    return ModelLoader.load(folder, ComputeType.FLOAT32, Device.cpu());
  }

  @Test
  void anAnswerIsTheSameAloneInABatchAndAfterPreemption() {
    List<Request> requests = new ArrayList<>();
    for (String schema : List.of(SCHEMAS.get(0), SCHEMAS.get(3))) {
      TokenAutomaton automaton = Constraint.jsonSchema(schema).over(tokenizer.vocabulary());
      requests.add(request("abc ".repeat(4), 60, automaton));
      requests.add(request("Line", 60, automaton).withSampling(SAMPLED));
      requests.add(request("Line", 60, automaton).withSampling(SAMPLED.withSeed(9)));
    }
    requests.add(new Request(prompt("Line"), List.of(), 20, Set.of(STOP)));
    List<int[]> alone =
        requests.stream()
            .map(it -> run(model, settings(Speculation.OFF), List.of(it)).answers().get(0).tokens())
            .toList();
    Random random = new Random(2);
    double preemptions = 0;

    for (int round = 0; round < 3; round++) {
      EngineSettings crowded =
          settings(Speculation.fixed(round))
              .withLimits(new BatchLimits(4, 8 + random.nextInt(30), 64))
              .withCache(
                  CacheSettings.DEFAULT
                      .withBytes((100 + random.nextInt(40)) * model.shape().cacheBytesPerToken())
                      .withBlockSize(4));
      Run together = run(model, crowded, requests);
      preemptions += together.preemptions();
      for (int i = 0; i < requests.size(); i++) {
        assertThat(together.answers().get(i).tokens())
            .as("request %d", i)
            .containsExactly(alone.get(i));
      }
    }
    assertThat(preemptions).isPositive();
  }

  @Test
  void eachSampleMatchesByItself() throws Exception {
    Request request =
        request("x", 250, Constraint.jsonSchema(SCHEMAS.get(0)).over(tokenizer.vocabulary()))
            .withSampling(SAMPLED)
            .withSearch(new Search.Samples(5));

    Completion first =
        run(model, settings(Speculation.fixed(2)), List.of(request)).answers().get(0);

    List<String> texts =
        Stream.concat(Stream.of(first), first.others().stream())
            .map(answer -> answer.text(tokenizer::decode))
            .toList();
    assertThat(texts).hasSize(5);
    assertThat(Set.copyOf(texts)).hasSizeGreaterThan(1);
    for (String text : texts) {
      assertValid(SCHEMAS.get(0), text);
    }
  }

  @Test
  void anAnswerThatIsCutIsNotComplete() {
    Constraint constraint = Constraint.regex("\\d{30}");

    Completion cut =
        run(
                model,
                settings(Speculation.OFF),
                List.of(request("x", 7, constraint.over(tokenizer.vocabulary()))))
            .answers()
            .get(0);

    assertThat(cut.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(tokenizer.decode(cut.tokens())).matches("\\d{7}");
  }

  @Test
  void whatMustFollowIsCertain() {
    TokenAutomaton automaton = Constraint.regex("only this").over(tokenizer.vocabulary());

    Completion answer =
        run(model, settings(Speculation.OFF), List.of(request("x", 20, automaton)))
            .answers()
            .get(0);

    assertThat(tokenizer.decode(answer.tokens())).isEqualTo("only this");
    assertThat(answer.logProbabilities()).hasSize(10).containsOnly(0f);
  }

  @Test
  void whereNoTokenCanFollowTheAnswerEndsAloneWithTheReason() {
    byte[][] noDigits = new byte[100][];
    for (int id = 0; id < noDigits.length; id++) {
      noDigits[id] = id >= '0' && id <= '9' ? new byte[0] : new byte[] {(byte) id};
    }
    TokenAutomaton stuck =
        Constraint.regex("ab1").over(new VocabularyTrie(noDigits, LeadingSpace.KEPT));
    TokenAutomaton fine = Constraint.regex("ab1").over(tokenizer.vocabulary());

    List<Completion> answers =
        run(
                model,
                settings(Speculation.OFF),
                List.of(request("x", 9, stuck), request("x", 9, fine)))
            .answers();

    assertThat(answers.get(0).finishReason()).isEqualTo(FinishReason.NO_MATCH);
    assertThat(answers.get(0).message()).contains("No token can follow");
    assertThat(tokenizer.decode(answers.get(0).tokens())).isEqualTo("ab");
    assertThat(tokenizer.decode(answers.get(1).tokens())).isEqualTo("ab1");
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() {
    TokenAutomaton automaton = Constraint.regex("a").over(tokenizer.vocabulary());
    Request request = request("x", 5, automaton);
    StopRules strings =
        request
            .stopRules()
            .withStopStrings(
                new StopStrings(List.of("x"), () -> new IncrementalDecoder(tokenizer)));

    assertThatThrownBy(() -> request.withSearch(new Search.Beams(2, 1, false)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Beam search knows no constraint");
    assertThatThrownBy(() -> request.withStopRules(strings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stop token");
    assertThatThrownBy(() -> request.withStopRules(new StopRules(5, Set.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stop token");
  }

  /** What became of requests. */
  private record Run(List<Completion> answers, int steps, double preemptions) {}

  private static Run run(Model model, EngineSettings settings, List<Request> requests) {
    MeterRegistry metrics = new SimpleMeterRegistry();
    try (Engine engine =
        new Engine(model, settings, Torch.get().open(Device.cpu()), metrics, "test")) {
      List<Sequence> sequences = requests.stream().map(engine::sequence).toList();
      sequences.forEach(engine::add);
      int steps = 0;
      while (engine.hasWork()) {
        engine.step();
        engine.checkIntegrity();
        steps++;
      }
      return new Run(
          sequences.stream().map(sequence -> sequence.answer().join()).toList(),
          steps,
          metrics.get("scriptorium.num.preemptions").counter().count());
    }
  }

  private static EngineSettings settings(Speculation speculation) {
    return EngineSettings.defaults().withSpeculation(speculation).withCacheBytes(16L << 20);
  }

  private static Request request(String prompt, int maxNewTokens, TokenAutomaton automaton) {
    return new Request(prompt(prompt), List.of(), maxNewTokens, Set.of(STOP))
        .withConstraint(automaton);
  }

  private static int[] prompt(String text) {
    return tokenizer.encode(text);
  }
}
