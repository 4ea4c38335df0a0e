package io.scriptorium.engine.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One call of a program's method: arguments in the order of its signature, then {@code run}.
 * Closing it frees every native value the call made, also when the call throws; tensors stay with
 * their scopes.
 */
public final class TorchCall implements AutoCloseable {
  private final PtSymbolBlock block;
  private final String method;
  private final List<IValue> values = new ArrayList<>();

  TorchCall(PtSymbolBlock block, String method) {
    this.block = block;
    this.method = method;
  }

  /** Passes a {@code Tensor}. */
  public TorchCall with(NDArray tensor) {
    values.add(IValue.from((PtNDArray) tensor));
    return this;
  }

  /** Passes an {@code int}. */
  public TorchCall with(long number) {
    values.add(IValue.from(number));
    return this;
  }

  /** Passes a {@code str}. */
  public TorchCall with(String text) {
    values.add(IValue.from(text));
    return this;
  }

  /** Passes a {@code bool}. */
  public TorchCall with(boolean flag) {
    values.add(IValue.from(flag));
    return this;
  }

  /** Passes a {@code float}. */
  public TorchCall with(double number) {
    values.add(IValue.from(number));
    return this;
  }

  /** Passes a {@code List[int]}. */
  public TorchCall with(long[] numbers) {
    values.add(IValue.listFrom(numbers));
    return this;
  }

  /** Passes a {@code List[Tensor]}. */
  public TorchCall with(List<? extends NDArray> tensors) {
    values.add(
        IValue.listFrom(tensors.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new)));
    return this;
  }

  /** Passes a {@code Dict[str, Tensor]}. */
  public TorchCall with(Map<String, ? extends NDArray> tensors) {
    Map<String, PtNDArray> map = new TreeMap<>();
    tensors.forEach((name, tensor) -> map.put(name, (PtNDArray) tensor));
    values.add(IValue.stringMapFrom(map));
    return this;
  }

  /**
   * Runs a method that returns {@code NoneType}.
   *
   * @throws EngineException if it fails; the message holds the program's line
   */
  public void run() {
    runMethod();
  }

  /**
   * Runs a method that returns a {@code Tensor}.
   *
   * @param scope will own the tensor
   * @throws EngineException if it fails; the message holds the program's line
   */
  public NDArray run(TensorScope scope) {
    return runMethod().toTensor(scope.manager());
  }

  /**
   * Runs a method that returns {@code List[Tensor]}.
   *
   * @param scope will own the tensors
   * @throws EngineException if it fails; the message holds the program's line
   */
  public List<NDArray> runForList(TensorScope scope) {
    return List.of(runMethod().toTensorArray(scope.manager()));
  }

  private IValue runMethod() {
    IValue result = IValueUtils.runMethod(block, method, values.toArray(IValue[]::new));
    values.add(result);
    return result;
  }

  @Override
  public void close() {
    values.forEach(IValue::close);
    values.clear();
  }
}
