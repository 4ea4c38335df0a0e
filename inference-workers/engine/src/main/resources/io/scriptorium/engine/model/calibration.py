# One product, to be timed.

class Model(Module):
  inputs : List[Tensor]    # [(rows, in)]
  weights : List[Tensor]   # [(out, in)] as packed

  def prepare(self: __torch__.Model, rows: int, width: int, dtype: int) -> NoneType:
    self.inputs.append(torch.ones([rows, width], dtype=dtype))
    self.weights.append(__torch__.linear.pack(torch.ones([width, width], dtype=dtype)))

  def multiply(self: __torch__.Model, times: int) -> NoneType:
    done = 0
    for t in range(times):
      done = done + __torch__.linear.apply(self.inputs[0], self.weights[0], None).size(0)
    assert done > 0
