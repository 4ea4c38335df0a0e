package io.scriptorium.engine.model;

import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/** Names and shapes of the weights that a program takes, in the making. */
public final class WeightShapes {
  private final Map<String, Shape> shapes = new LinkedHashMap<>();

  /** Adds a tensor. */
  public WeightShapes tensor(String name, long... sizes) {
    shapes.put(name, new Shape(sizes));
    return this;
  }

  /** Adds the scale and the shift of a layer norm. */
  public WeightShapes norm(String name, int size) {
    return tensor(name + ".weight", size).tensor(name + ".bias", size);
  }

  /** Adds a projection with its bias. */
  public WeightShapes linear(String name, int out, int in) {
    return tensor(name + ".weight", out, in).tensor(name + ".bias", out);
  }

  /** Adds those of another part. */
  public WeightShapes all(Map<String, Shape> others) {
    shapes.putAll(others);
    return this;
  }

  /** What was added, in its order. */
  public Map<String, Shape> toMap() {
    return new LinkedHashMap<>(shapes);
  }
}
