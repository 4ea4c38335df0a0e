# What the machine can do, for comparison: products at a model's sizes, and reading memory.

class Model(Module):
  inputs : List[Tensor]    # (rows, in) of each product
  weights : List[List[Tensor]]   # (out, in) of each product, as packed
  memory : List[Tensor]    # a part for each thread

  def prepare(self: __torch__.Model, rows: int, sizes: List[int], dtype: int) -> NoneType:
    # Products of (rows, in) with (out, in); sizes lists (in, out) pairs.
    for i in range(len(sizes) // 2):
      self.inputs.append(torch.ones([rows, sizes[2 * i]], dtype=dtype))
      self.weights.append(__torch__.linear.pack(torch.ones([sizes[2 * i + 1], sizes[2 * i]], dtype=dtype)))

  def multiply(self: __torch__.Model, times: int) -> NoneType:
    done = 0
    for t in range(times):
      for i in range(len(self.inputs)):
        done = done + __torch__.linear.apply(self.inputs[i], self.weights[i], None).size(0)
    assert done > 0

  def allocate(self: __torch__.Model, parts: int, floats: int) -> NoneType:
    for i in range(parts):
      self.memory.append(torch.ones([floats], dtype=6))

  def read(self: __torch__.Model, part: int, times: int) -> NoneType:
    total = 0.0
    for t in range(times):
      total = total + float(torch.sum(self.memory[part]))
    assert total > 0.0
