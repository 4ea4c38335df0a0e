package io.scriptorium.engine.constrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The language of a schema beside another validator. */
class JsonSchemaTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final String CLOSED = "'additionalProperties':false";

  /** A schema in which ' stands for ", with values that are valid by it and others that are not. */
  private record Case(String schema, List<String> valid, List<String> invalid) {
    static Case of(String schema, List<String> valid, List<String> invalid) {
      return new Case(
          quoted(schema),
          valid.stream().map(Case::quoted).toList(),
          invalid.stream().map(Case::quoted).toList());
    }

    private static String quoted(String text) {
      return text.replace('\'', '"');
    }

    @Override
    public String toString() {
      return schema;
    }
  }

  static List<Case> cases() {
    return List.of(
        Case.of(
            "{'type':'string'}",
            List.of("''", "'a'", "'日本 😀'", "'\\\"\\\\\\n'", "'a b'", "'/'"),
            List.of("1", "null", "[]", "{}", "true")),
        Case.of(
            "{'type':'string','minLength':2,'maxLength':3}",
            List.of("'ab'", "'日本語'", "'😀😀'", "'\\n\\\"'"),
            List.of("'a'", "'abcd'", "''", "'😀'", "12")),
        Case.of("{'type':'string','maxLength':0}", List.of("''"), List.of("'a'")),
        Case.of(
            "{'type':'string','pattern':'^[A-Z]{2}-\\\\d+$'}",
            List.of("'AB-1'", "'ZZ-007'"), List.of("'AB-'", "'xAB-1'", "'AB-1x'", "'ab-1'", "''")),
        Case.of(
            "{'type':'string','pattern':'b\\\\\\\\|^\\\\x22$','maxLength':4}",
            List.of("'ab\\\\c'", "'b\\\\'", "'\\\"'"),
            List.of("'b'", "'aaab\\\\'", "'\\\"\\\"'")),
        Case.of("{'pattern':'^(?:a|é)?$'}", List.of("''", "'a'", "'é'"), List.of("'b'", "'aé'")),
        Case.of(
            "{'type':'integer'}",
            List.of("0", "-1", "42", "999999999999999999"),
            List.of("1.5", "'1'", "null", "true")),
        Case.of(
            "{'type':'integer','minimum':-7,'maximum':120}",
            List.of("-7", "-1", "0", "9", "10", "99", "100", "119", "120"),
            List.of("-8", "-10", "121", "130", "200", "1000")),
        Case.of(
            "{'type':'integer','exclusiveMinimum':0}",
            List.of("1", "10", "123456"),
            List.of("0", "-1")),
        Case.of(
            "{'type':'integer','exclusiveMaximum':-1995,'minimum':-20034}",
            List.of("-1996", "-2000", "-9999", "-10000", "-20000", "-20034"),
            List.of("-1995", "-20035", "0", "2000")),
        Case.of(
            "{'type':'number'}",
            List.of("0", "-0.5", "1e5", "3.25E-10", "1E+2", "12345.678"),
            List.of("'1'", "true", "null")),
        Case.of("{'type':'boolean'}", List.of("true", "false"), List.of("0", "'true'", "null")),
        Case.of("{'type':'null'}", List.of("null"), List.of("0", "'null'", "false")),
        Case.of(
            "{'type':['string','null'],'maxLength':2}",
            List.of("'ab'", "null"),
            List.of("'abc'", "1")),
        Case.of(
            "{'enum':['größe','日本語','a\\nb',3,null,true,[1,'x'],{'k':[]}]}",
            List.of("'größe'", "'日本語'", "'a\\nb'", "3", "null", "true", "[1, 'x']", "{'k':[]}"),
            List.of("'große'", "4", "false", "[1]", "{}")),
        Case.of("{'type':'string','enum':['a',1,'b']}", List.of("'a'", "'b'"), List.of("1", "'c'")),
        Case.of("{'const':{'a':1,'b':[2,3]}}", List.of("{'a':1,'b':[2,3]}"), List.of("{'a':1}")),
        Case.of("{'const':'x','type':['string','null']}", List.of("'x'"), List.of("null")),
        Case.of(
            "{'type':'array','items':{'type':'integer'}}",
            List.of("[]", "[1]", "[1,2]", "[1, 2, -3]"),
            List.of("['a']", "[1,null]", "1", "{}")),
        Case.of(
            "{'items':{'type':'boolean'},'minItems':2,'maxItems':3}",
            List.of("[true,false]", "[true, true, true]"),
            List.of("[]", "[true]", "[true,true,true,true]")),
        Case.of(
            "{'type':'array','items':{'type':'null'},'maxItems':0}",
            List.of("[]"),
            List.of("[null]")),
        Case.of(
            "{'type':'array','items':{'type':'null'},'minItems':1}",
            List.of("[null]", "[null,null]"),
            List.of("[]")),
        Case.of(
            "{'type':'object','properties':{'a':{'type':'integer'},'b':{'type':'string'},"
                + "'c':{'type':'null'}},'required':['b'],"
                + CLOSED
                + "}",
            List.of(
                "{'b':'x'}",
                "{'a':1,'b':'x'}",
                "{'b':'x','c':null}",
                "{'a': 1, 'b': 'x', 'c': null}"),
            List.of("{}", "{'a':1}", "{'a':1,'c':null}", "{'b':1}", "{'b':'x','d':1}", "[]")),
        Case.of(
            "{'type':'object','properties':{'a':{'type':'null'},'b':{'type':'null'},"
                + "'c':{'type':'null'}},"
                + CLOSED
                + "}",
            List.of(
                "{}",
                "{'a':null}",
                "{'b':null}",
                "{'c':null}",
                "{'a':null,'c':null}",
                "{'b':null,'c':null}",
                "{'a':null,'b':null,'c':null}"),
            List.of("{'a':1}", "{'d':null}")),
        Case.of(
            "{'properties':{},'additionalProperties':false}", List.of("{}"), List.of("{'a':1}")),
        Case.of(
            "{'type':'object','properties':{'a \\\"b\\\" é':{'type':'null'}},"
                + "'required':['a \\\"b\\\" é']}",
            List.of("{'a \\\"b\\\" é':null}"),
            List.of("{'a':null}", "{}")),
        Case.of(
            "{'anyOf':[{'type':'integer'},{'type':'array','items':{'type':'integer'}}]}",
            List.of("1", "[1,2]"),
            List.of("'1'", "null", "[null]")),
        Case.of(
            "{'oneOf':[{'type':'object','properties':{'kind':{'const':'a'},'x':{'type':'integer'}},"
                + "'required':['kind','x'],"
                + CLOSED
                + "},{'type':'object','properties':{'kind':{'const':'b'}},'required':['kind'],"
                + CLOSED
                + "}]}",
            List.of("{'kind':'a','x':1}", "{'kind':'b'}"),
            List.of("{'kind':'a'}", "{'kind':'b','x':1}", "{'kind':'c'}")),
        Case.of(
            "{'$defs':{'point':{'type':'object','properties':{'x':{'$ref':'#/definitions/n'},"
                + "'y':{'$ref':'#/definitions/n'}},'required':['x','y'],"
                + CLOSED
                + "}},'definitions':{'n':{'type':'integer','minimum':0}},"
                + "'type':'array','items':{'$ref':'#/$defs/point'}}",
            List.of("[]", "[{'x':1,'y':2}]", "[{'x':1,'y':2},{'x': 0, 'y': 30}]"),
            List.of("[{'x':1}]", "[{'x':-1,'y':1}]")),
        Case.of(
            "{'allOf':[{'type':'null'}],'title':'t','description':'d','default':null,"
                + "'examples':[null],'$schema':'https://json-schema.org/draft/2020-12/schema'}",
            List.of("null"),
            List.of("1")),
        Case.of(
            "{'type':'string','format':'date'}",
            List.of("'2024-02-29'", "'2023-12-31'", "'2000-02-29'", "'1999-04-30'"),
            List.of("'2023-02-29'", "'1900-02-29'", "'2024-13-01'", "'2024-04-31'", "'2024-1-1'")),
        Case.of(
            "{'type':'string','format':'time'}",
            List.of("'00:00:00Z'", "'23:59:59.123456789+05:30'"),
            List.of("'24:00:00Z'", "'12:00'", "'12:60:00Z'")),
        Case.of(
            "{'type':'string','format':'date-time'}",
            List.of("'2024-02-29T12:30:00Z'", "'1999-12-31T23:59:59.5-08:00'"),
            List.of("'2024-02-30T12:30:00Z'", "'2024-02-29'", "'2024-02-29T25:00:00Z'")),
        Case.of(
            "{'type':'string','format':'uuid'}",
            List.of("'123e4567-e89b-12d3-a456-426614174000'"),
            List.of("'123e4567e89b12d3a456426614174000'", "'x'")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tellsValidFromInvalidAsAnotherValidatorDoes(Case each) {
    Constraint constraint = Constraint.jsonSchema(each.schema());
    for (String text : each.valid()) {
      assertThat(constraint.matches(text)).as("matches %s", text).isTrue();
      assertThat(isValid(each.schema(), text)).as("valid %s", text).isTrue();
    }
    for (String text : each.invalid()) {
      assertThat(constraint.matches(text)).as("matches %s", text).isFalse();
      assertThat(isValid(each.schema(), text)).as("valid %s", text).isFalse();
    }
  }

  /** Byte by byte at random, within what can follow. */
  @ParameterizedTest
  @MethodSource("cases")
  void whateverItAllowsIsValid(Case each) {
    VocabularyTrie bytes = new VocabularyTrie(Bytes.ALL, VocabularyTrie.LeadingSpace.KEPT);
    TokenAutomaton automaton = Constraint.jsonSchema(each.schema()).over(bytes);
    Random random = new Random(1);
    int complete = 0;
    for (int i = 0; i < 60; i++) {
      byte[] text = walk(automaton, random);
      if (text.length > 0) {
        complete++;
        String answer = new String(text, StandardCharsets.UTF_8);
        assertThat(answer.getBytes(StandardCharsets.UTF_8)).isEqualTo(text);
        assertThat(isValid(each.schema(), answer)).as(answer).isTrue();
      }
    }
    assertThat(complete).isPositive();
  }

  /** Empty if it has come to no end. */
  private static byte[] walk(TokenAutomaton automaton, Random random) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    int state = automaton.start();
    while (text.size() < 3000) {
      BitSet allowed = automaton.allowed(state);
      if (automaton.isComplete(state) && (allowed.isEmpty() || random.nextInt(3) == 0)) {
        return text.toByteArray();
      }
      assertThat(allowed.isEmpty()).as("a dead end after %s", text).isFalse();
      int[] tokens = allowed.stream().toArray();
      boolean ends = random.nextInt(4) == 0 && (allowed.get('"') || allowed.get(']'));
      int token = ends ? (allowed.get('"') ? '"' : ']') : tokens[random.nextInt(tokens.length)];
      text.write(token);
      state = automaton.step(state, token);
    }
    return new byte[0];
  }

  private static boolean isValid(String schema, String text) {
    try {
      return JsonSchemaFactory.getInstance(VersionFlag.V202012)
          .getSchema(schema, SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build())
          .validate(JSON.readTree(text))
          .isEmpty();
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }

  @Test
  void writesOnOneLineWithFewSpacesAndInTheOrderOfTheSchema() {
    Constraint constraint =
        Constraint.jsonSchema(
            "{'properties':{'a':{'type':'null'},'b':{'type':'null'}}}".replace('\'', '"'));

    assertThat(
            Stream.of(
                "{ 'a':null}",
                "{'a' :null}",
                "{'a':  null}",
                "{'a':null ,'b':null}",
                "{'a':null}\n",
                " {}",
                "{'b':null,'a':null}",
                "{'a':null,}",
                "{,'a':null}"))
        .noneMatch(text -> constraint.matches(text.replace('\'', '"')));
    Constraint string = Constraint.jsonSchema("{\"type\":\"string\"}");
    assertThat(Stream.of("\"\n\"", "\"\\u0041\"", "\"\\/\"", "\"\u0001\"", "\"\\x\"", "\"\"\""))
        .noneMatch(string::matches);
    assertThat(string.matches("\"\u007f\\b\\f\\r\\t\"")).isTrue();
  }

  /** Schema, place, what is said of it. */
  static List<List<String>> refused() {
    String deep = "{'items':".repeat(70) + "{'type':'null'}" + "}".repeat(70);
    return List.of(
        List.of("{'type':'integer','multipleOf':2}", "#:", "'multipleOf' is not supported"),
        List.of("{'not':{'type':'null'}}", "#:", "'not' is not supported"),
        List.of("{'if':{},'then':{}}", "#:", "'if' is not supported"),
        List.of(
            "{'properties':{'a':{'type':'array','items':{'type':'null'},'uniqueItems':true}}}",
            "#/properties/a:",
            "'uniqueItems' is not supported"),
        List.of("{'type':'object'}", "#:", "without 'properties'"),
        List.of("{'enum':['a','\\u0001']}", "#:", "control characters"),
        List.of("{'const':{'a':['\\u0001']}}", "#:", "control characters"),
        List.of("{'type':'array'}", "#:", "without 'items'"),
        List.of("{'type':'text'}", "#:", "is no type"),
        List.of("{'type':[]}", "#:", "is no type"),
        List.of("{}", "#:", "without 'type'"),
        List.of("{'description':'x'}", "#:", "without 'type'"),
        List.of("true", "#:", "is an object"),
        List.of("{'type':'string','minimum':1}", "#:", "'minimum' is not supported beside"),
        List.of("{'type':'number','minimum':1}", "#:", "'minimum' is not supported beside"),
        List.of("{'type':'integer','minimum':0.5}", "#:", "'minimum' is only supported as"),
        List.of("{'type':'integer','minimum':5,'maximum':4}", "#:", "no integer"),
        List.of("{'type':'string','format':'email'}", "#:", "'email' is not supported"),
        List.of("{'type':'string','minLength':-1}", "#:", "'minLength'"),
        List.of("{'type':'string','minLength':3,'maxLength':2}", "#:", "above"),
        List.of("{'type':'string','pattern':'(?=a)'}", "#/pattern:", "look-around"),
        List.of("{'enum':[]}", "#:", "no value"),
        List.of("{'enum':['a'],'type':'integer'}", "#:", "no value"),
        List.of("{'enum':['a'],'maxLength':1}", "#:", "'maxLength' is not supported beside 'enum'"),
        List.of("{'anyOf':[]}", "#/anyOf:", "list of schemas"),
        List.of("{'anyOf':[{'type':'null'},{'type':'x'}]}", "#/anyOf/1:", "is no type"),
        List.of(
            "{'anyOf':[{'type':'null'}],'type':'null'}", "#:", "'type' is not supported beside"),
        List.of("{'oneOf':[{'type':'integer'},{'type':'number'}]}", "#/oneOf/1:", "two schemas"),
        List.of("{'allOf':[{'type':'null'},{'type':'null'}]}", "#/allOf:", "one schema"),
        List.of("{'$ref':'#'}", "#:", "recursive"),
        List.of(
            "{'$defs':{'a':{'properties':{'next':{'$ref':'#/$defs/a'}}}},'$ref':'#/$defs/a'}",
            "#/$defs/a/properties/next:",
            "recursive"),
        List.of("{'$ref':'#/$defs/a'}", "#:", "is not there"),
        List.of("{'$ref':'https://example.org/a'}", "#:", "within the schema"),
        List.of("{'properties':{'a':{'type':'null'}},'required':['b']}", "#:", "[b]"),
        List.of(
            "{'properties':{'a':{'type':'null'}},'additionalProperties':{'type':'null'}}",
            "#:",
            "'additionalProperties'"),
        List.of(deep, "#/items/items", "nested"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesWhatItDoesNotSupportAndSaysWhere(List<String> each) {
    assertThatThrownBy(() -> Constraint.jsonSchema(each.get(0).replace('\'', '"')))
        .isInstanceOf(BadConstraintException.class)
        .hasMessageStartingWith("JSON schema, at " + each.get(1))
        .hasMessageContaining(each.get(2))
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "{\"type\":\"null\"} x", "{\"type\":\"null\",\"type\":\"null\"}"})
  void refusesWhatIsNoJson(String schema) {
    assertThatThrownBy(() -> Constraint.jsonSchema(schema))
        .isInstanceOf(BadConstraintException.class)
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"enum\":[\"\\ud800\"]}",
        "{\"type\":\"string\",\"pattern\":\"\\\\x01\"}",
        "{\"type\":\"string\",\"pattern\":\"^abc\",\"maxLength\":2}"
      })
  void refusesWhatNoTextMatches(String schema) {
    assertThatThrownBy(() -> Constraint.jsonSchema(schema))
        .isInstanceOf(BadConstraintException.class)
        .hasMessageContaining("No text");
  }

  @Test
  void refusesWhatBecomesTooLarge() {
    String doubling =
        "{'$ref':'#/$defs/d20','$defs':{'d0':{'type':'integer'}"
            + Stream.iterate(1, i -> i + 1)
                .limit(20)
                .map(
                    i ->
                        ",'d%d':{'properties':{'a':{'$ref':'#/$defs/d%d'},'b':{'$ref':'#/$defs/d%d'}}}"
                            .formatted(i, i - 1, i - 1))
                .reduce("", String::concat)
            + "}}";
    for (String schema :
        List.of(
            doubling,
            "{'items':{'items':{'type':'string','maxLength':100},'maxItems':100},'maxItems':100}",
            "{'type':'string','description':'" + "x".repeat(100_000) + "'}")) {
      assertThatThrownBy(() -> Constraint.jsonSchema(schema.replace('\'', '"')))
          .isInstanceOf(BadConstraintException.class)
          .message()
          .containsAnyOf("too large", "at most 100,000");
    }
  }

  @Test
  void takesLongStringsAndManyProperties() {
    StringBuilder properties = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      properties
          .append(i == 0 ? "" : ",")
          .append("'property%d':{'type':'string','maxLength':20}".formatted(i));
    }
    Constraint many =
        Constraint.jsonSchema("{'properties':{%s}}".formatted(properties).replace('\'', '"'));
    Constraint text = Constraint.jsonSchema("{\"type\":\"string\",\"maxLength\":2000}");

    assertThat(many.matches("{\"property3\":\"x\",\"property59\":\"y\"}")).isTrue();
    assertThat(text.matches('"' + "é".repeat(2000) + '"')).isTrue();
    assertThat(text.matches('"' + "é".repeat(2001) + '"')).isFalse();
  }
}
