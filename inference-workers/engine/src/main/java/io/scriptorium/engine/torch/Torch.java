package io.scriptorium.engine.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;

/**
 * The PyTorch library of this process, started at first use and without the network. Natives are
 * unpacked into {@code DJL_CACHE_DIR}, by default below the user's home.
 */
public final class Torch {
  private static final Torch INSTANCE = new Torch();

  private final Engine engine;

  private Torch() {
    if (System.getProperty("ai.djl.offline") == null) {
      System.setProperty("ai.djl.offline", "true");
    }
    engine = Engine.getEngine("PyTorch");
  }

  /** The library. */
  public static Torch get() {
    return INSTANCE;
  }

  /** A manager for tensors on a device; whoever opens it closes it. */
  public TensorScope open(Device device) {
    return new TensorScope((PtNDManager) engine.newBaseManager(device));
  }

  /**
   * Sets how many threads one operation may use. It holds for the whole process, for threads that
   * have not computed yet.
   */
  public void setOperationThreads(int threads) {
    JniUtils.setNumThreads(threads);
  }

  /** Whether its CPU operators come with oneDNN. */
  public boolean hasOneDnn() {
    return JniUtils.getFeatures().contains("MKLDNN");
  }

  /**
   * Readies the calling thread for running programs: their graphs are interpreted as written, which
   * makes first calls several times cheaper.
   */
  public void adoptThread() {
    JniUtils.setGraphExecutorOptimize(false);
  }
}
