package io.scriptorium.engine.constrain;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the language of a JSON schema's values, written as {@link JsonText} says. Whatever it has
 * is valid; not all that is valid is in it:
 *
 * <pre>
 *   type             string, number, integer, boolean, null, object, array, or a list of them;
 *                    may be left out where the keywords belong to one type
 *   string           minLength, maxLength, pattern (as {@link RegexParser}), format: date, time,
 *                    date-time, uuid
 *   integer          minimum, maximum, exclusiveMinimum, exclusiveMaximum; at most 18 digits
 *   number           at most 18 digits, 17 more after the point, an exponent of at most 2
 *   object           properties in the schema's order, those that are not required may be left out;
 *                    no other ones, whether additionalProperties is false or not
 *   array            items, minItems, maxItems
 *   enum, const      alone, or beside a type
 *   anyOf, oneOf     alone; those of oneOf must have no text in common
 *   allOf            alone, with one schema
 *   $ref             alone; to a place in the same schema, and not to one that it is in
 * </pre>
 *
 * <p>Annotations are ignored; any other keyword is refused with its place.
 */
final class JsonSchema {
  private static final int MOST_CHARACTERS = 100_000;
  private static final int MOST_DEPTH = 64;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build();

  private static final String NUMBER = "-?(0|[1-9]\\d{0,17})(\\.\\d{1,17})?([eE][+-]?\\d{1,2})?";

  private final JsonNode root;
  private final Map<String, Language> referenced = new HashMap<>();
  private final Set<String> open = new HashSet<>();

  private JsonSchema(JsonNode root) {
    this.root = root;
  }

  static void checkLength(String schema) {
    if (schema.length() > MOST_CHARACTERS) {
      throw new BadConstraintException(
          "A JSON schema has at most %,d characters; this one has %,d"
              .formatted(MOST_CHARACTERS, schema.length()));
    }
  }

  /** The values that are valid. */
  static Language parse(String schema) {
    checkLength(schema);
    try {
      return new JsonSchema(JSON.readTree(schema)).root();
    } catch (JsonProcessingException e) {
      throw noJson(e);
    }
  }

  private static BadConstraintException noJson(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String where =
        at == null ? "" : "line %d, column %d: ".formatted(at.getLineNr(), at.getColumnNr());
    String reason =
        e.getOriginalMessage().lines().findFirst().orElse("").replaceFirst(" \\(start .*", "");
    return new BadConstraintException("The JSON schema is no JSON: " + where + reason);
  }

  private Language root() {
    open.add("#");
    return value(root, new Place("#", 0));
  }

  private Language value(JsonNode schema, Place at) {
    if (at.depth() > MOST_DEPTH) {
      throw at.error("it is nested more than %d deep".formatted(MOST_DEPTH));
    }
    if (!schema.isObject()) {
      throw at.error("a schema is an object; true and false are not supported");
    }
    if (schema.has("$ref")) {
      Keywords.check(schema, at, Set.of("$ref"));
      return reference(schema.get("$ref").asText(), at);
    }
    if (schema.has("enum") || schema.has("const")) {
      Keywords.check(schema, at, Set.of("enum", "const", "type"));
      return listed(schema, at);
    }
    for (String choice : List.of("anyOf", "oneOf", "allOf")) {
      if (schema.has(choice)) {
        Keywords.check(schema, at, Set.of(choice));
        return choice(choice, schema.get(choice), at.in(choice));
      }
    }
    return typed(schema, at);
  }

  private Language reference(String reference, Place at) {
    Language known = referenced.get(reference);
    if (known != null) {
      return known;
    }
    if (!reference.equals("#") && !reference.startsWith("#/")) {
      throw at.error("'$ref' is only supported within the schema, not to " + reference);
    }
    JsonNode target = root.at(JsonPointer.compile(reference.substring(1)));
    if (target.isMissingNode()) {
      throw at.error("'$ref' leads to %s, which is not there".formatted(reference));
    }
    if (!open.add(reference)) {
      throw at.error("'$ref' to %s is recursive, which is not supported".formatted(reference));
    }
    Language language = value(target, new Place(reference, at.depth() + 1));
    open.remove(reference);
    referenced.put(reference, language);
    return language;
  }

  /** Values of enum or const that have the type, if one is named. */
  private static Language listed(JsonNode schema, Place at) {
    List<JsonNode> values = new ArrayList<>();
    if (schema.has("const")) {
      values.add(schema.get("const"));
    }
    if (schema.has("enum")) {
      List<JsonNode> listed = new ArrayList<>();
      schema.get("enum").forEach(listed::add);
      if (schema.has("const")) {
        values.retainAll(listed);
      } else {
        values.addAll(listed);
      }
    }
    if (schema.has("type")) {
      Set<String> types = Keywords.types(schema.get("type"), at);
      values.removeIf(value -> types.stream().noneMatch(type -> Keywords.isOfType(value, type)));
    }
    if (values.isEmpty()) {
      throw at.error("no value is allowed");
    }
    if (!values.stream().allMatch(JsonText::canWrite)) {
      throw at.error("only the control characters \\b, \\f, \\n, \\r and \\t are supported");
    }
    return Language.union(values.stream().map(JsonText::literal).toList());
  }

  private Language choice(String keyword, JsonNode schemas, Place at) {
    if (!schemas.isArray() || schemas.isEmpty()) {
      throw at.error("it is a list of schemas");
    }
    if (keyword.equals("allOf") && schemas.size() > 1) {
      throw at.error("'allOf' is only supported with one schema");
    }
    List<Language> choices = new ArrayList<>();
    for (int i = 0; i < schemas.size(); i++) {
      Language choice = value(schemas.get(i), at.in(i));
      for (int other = 0; keyword.equals("oneOf") && other < i; other++) {
        if (!choices.get(other).and(choice).isEmpty()) {
          throw at.in(i).error("'oneOf' is not supported where a value may match two schemas");
        }
      }
      choices.add(choice);
    }
    return Language.union(choices);
  }

  private Language typed(JsonNode schema, Place at) {
    Set<String> types =
        schema.has("type") ? Keywords.types(schema.get("type"), at) : Keywords.implied(schema, at);
    Set<String> supported = new HashSet<>(Set.of("type"));
    types.forEach(type -> supported.addAll(Keywords.of(type)));
    if (types.contains("number")) {
      supported.removeAll(Keywords.of("integer")); // they would hold for both
    }
    Keywords.check(schema, at, supported);
    return Language.union(types.stream().map(type -> ofType(type, schema, at)).toList());
  }

  private Language ofType(String type, JsonNode schema, Place at) {
    return switch (type) {
      case "string" -> string(schema, at);
      case "integer" -> integer(schema, at);
      case "number" -> RegexParser.whole(NUMBER);
      case "boolean" -> Language.union(List.of(Language.text("true"), Language.text("false")));
      case "null" -> Language.text("null");
      case "object" -> object(schema, at);
      default -> array(schema, at);
    };
  }

  private static Language string(JsonNode schema, Place at) {
    Language values = times(Language.ANY_CHARACTER, Times.of(schema, at, "minLength", "maxLength"));
    if (schema.has("pattern")) {
      try {
        Language pattern = RegexParser.within(schema.get("pattern").asText());
        values = pattern.determinized().and(values);
      } catch (BadConstraintException e) {
        throw at.in("pattern").error(e.reason());
      }
    }
    if (schema.has("format")) {
      String name = schema.get("format").asText();
      JsonFormat format =
          JsonFormat.named(name)
              .orElseThrow(() -> at.error("the format '%s' is not supported".formatted(name)));
      values = format.language().determinized().and(values);
    }
    return JsonText.quoted(values);
  }

  private static Language integer(JsonNode schema, Place at) {
    long min = -IntegerRange.MOST;
    long max = IntegerRange.MOST;
    min = Math.max(min, bound(schema, at, "minimum").orElse(min));
    min = Math.max(min, bound(schema, at, "exclusiveMinimum").map(it -> it + 1).orElse(min));
    max = Math.min(max, bound(schema, at, "maximum").orElse(max));
    max = Math.min(max, bound(schema, at, "exclusiveMaximum").map(it -> it - 1).orElse(max));
    if (min > max) {
      throw at.error("no integer is allowed");
    }
    return new IntegerRange(min, max).language();
  }

  private static Optional<Long> bound(JsonNode schema, Place at, String keyword) {
    if (!schema.has(keyword)) {
      return Optional.empty();
    }
    JsonNode value = schema.get(keyword);
    if (!Keywords.isOfType(value, "integer") || !value.canConvertToLong()) {
      throw at.error("'%s' is only supported as an integer of 64 bits".formatted(keyword));
    }
    long beyond = IntegerRange.MOST + 1;
    return Optional.of(Math.max(-beyond, Math.min(value.longValue(), beyond)));
  }

  private Language object(JsonNode schema, Place at) {
    JsonNode properties = schema.path("properties");
    if (!properties.isObject()) {
      throw at.error("an object without 'properties' is not supported");
    }
    if (schema.path("additionalProperties").isObject()) {
      throw at.error("'additionalProperties' is only supported as true or false");
    }
    Set<String> required = new LinkedHashSet<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    List<JsonObjects.Member> members = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : properties.properties()) {
      String name = property.getKey();
      Language value = value(property.getValue(), at.in("properties").in(name));
      members.add(new JsonObjects.Member(JsonText.name(name).then(value), required.remove(name)));
    }
    if (!required.isEmpty()) {
      throw at.error("'required' names %s, which 'properties' has not".formatted(required));
    }
    return JsonObjects.of(members);
  }

  private Language array(JsonNode schema, Place at) {
    Times times = Times.of(schema, at, "minItems", "maxItems");
    if (!schema.has("items")) {
      throw at.error("an array without 'items' is not supported");
    }
    Language item = value(schema.get("items"), at.in("items"));
    List<Language> parts = new ArrayList<>();
    if (times.min() == 0) {
      parts.add(Language.EMPTY_TEXT);
    }
    if (times.max().orElse(1) > 0) {
      parts.add(item.then(times(JsonText.COMMA.then(item), times.lessOne())));
    }
    return Language.concatenation(
        List.of(Language.text("["), Language.union(parts), Language.text("]")));
  }

  private static Language times(Language part, Times times) {
    return times.max().isPresent()
        ? part.times(times.min(), times.max().get())
        : part.atLeast(times.min());
  }
}
