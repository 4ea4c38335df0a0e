package io.scriptorium.engine.constrain;

/**
 * A constraint as it is written, not longer than is allowed; whether it can be used shows when it
 * is read. Equal ones are the same constraint.
 */
public sealed interface ConstraintSpec {

  /**
   * Reads it.
   *
   * @throws BadConstraintException if it is wrong, not supported or too large
   */
  Constraint constraint();

  /** What is written. */
  String text();

  /** A regular expression, see {@link Constraint#regex}. */
  record Regex(String text) implements ConstraintSpec {
    /**
     * @throws BadConstraintException if it is too long
     */
    public Regex {
      RegexParser.checkLength(text);
    }

    @Override
    public Constraint constraint() {
      return Constraint.regex(text);
    }
  }

  /** A JSON schema, see {@link Constraint#jsonSchema}. */
  record Schema(String text) implements ConstraintSpec {
    /**
     * @throws BadConstraintException if it is too long
     */
    public Schema {
      JsonSchema.checkLength(text);
    }

    @Override
    public Constraint constraint() {
      return Constraint.jsonSchema(text);
    }
  }
}
