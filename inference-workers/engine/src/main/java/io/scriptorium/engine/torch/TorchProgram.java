package io.scriptorium.engine.torch;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A loaded TorchScript module. Several threads may call it at once as long as its methods do not
 * change its attributes.
 */
public final class TorchProgram implements AutoCloseable {
  private final PtSymbolBlock block;

  private TorchProgram(PtSymbolBlock block) {
    this.block = block;
  }

  /**
   * Compiles and loads an archive on the scope's device.
   *
   * @throws EngineException if a source has an error; the message names line and column
   */
  public static TorchProgram load(TensorScope scope, TorchArchive archive) {
    try {
      return new TorchProgram(
          JniUtils.loadModule(
              scope.manager(), new ByteArrayInputStream(archive.toBytes()), false, false));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Prepares a call of one of its methods. */
  public TorchCall call(String method) {
    return new TorchCall(block, method);
  }

  @Override
  public void close() {
    block.close();
  }
}
