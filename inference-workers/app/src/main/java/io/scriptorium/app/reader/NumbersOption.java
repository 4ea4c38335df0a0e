package io.scriptorium.app.reader;

import ai.djl.Device;
import io.scriptorium.app.console.ActionableException;
import io.scriptorium.engine.model.ComputeType;
import picocli.CommandLine.Option;

/** The option of every command that computes with a model of its own. */
public final class NumbersOption {
  @Option(
      names = "--dtype",
      defaultValue = "AUTO",
      description =
          "Numbers to compute with: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). AUTO is 32"
              + " bits, or bfloat16 where the model is stored in 16 bits and this machine is clearly"
              + " faster in them; workers of unlike machines then answer a little differently.")
  private ComputeType dtype;

  /**
   * The numbers.
   *
   * @throws ActionableException if the model would be refused with them here
   */
  public ComputeType chosen() {
    if (dtype == ComputeType.INT8) {
      dtype
          .lacking(Device.cpu())
          .ifPresent(
              reason -> {
                throw new ActionableException(reason);
              });
    }
    return dtype;
  }
}
