package io.scriptorium.engine.constrain;

/** Where in the schema something stands: a JSON pointer and how deep that is. */
record Place(String pointer, int depth) {
  Place in(String name) {
    return new Place(pointer + "/" + name, depth + 1);
  }

  Place in(int index) {
    return in(Integer.toString(index));
  }

  BadConstraintException error(String reason) {
    return new BadConstraintException("JSON schema, at %s: %s".formatted(pointer, reason));
  }
}
