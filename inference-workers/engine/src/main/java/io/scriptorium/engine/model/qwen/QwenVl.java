package io.scriptorium.engine.model.qwen;

import io.scriptorium.engine.model.Model;
import io.scriptorium.engine.model.ModelFamily;
import io.scriptorium.engine.model.ModelSource;
import java.util.Set;

/** Qwen2.5-VL (arXiv 2502.13923). */
public final class QwenVl implements ModelFamily {
  @Override
  public Set<String> modelTypes() {
    return Set.of("qwen2_5_vl");
  }

  @Override
  public Model load(ModelSource source) {
    return Qwen25Vl.load(source);
  }
}
