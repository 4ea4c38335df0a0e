# Projections with weights that are packed for each call.

class Model(Module):
  def apply(self: __torch__.Model, x: Tensor, weight: Tensor, bias: List[Tensor]) -> Tensor:
    return __torch__.linear.apply(x, __torch__.linear.pack(weight), self.first(bias))

  def add(self: __torch__.Model, residual: Tensor, x: Tensor, weight: Tensor, bias: List[Tensor]) -> Tensor:
    return __torch__.linear.add(residual, x, __torch__.linear.pack(weight), self.first(bias))

  def gated(self: __torch__.Model, x: Tensor, gate: Tensor, gate_bias: List[Tensor], up: Tensor, up_bias: List[Tensor]) -> Tensor:
    return __torch__.linear.gated(x, __torch__.linear.pack(gate), self.first(gate_bias), __torch__.linear.pack(up), self.first(up_bias))

  def first(self: __torch__.Model, list: List[Tensor]) -> Optional[Tensor]:
    if len(list) == 0:
      found = annotate(Optional[Tensor], None)
    else:
      found = annotate(Optional[Tensor], list[0])
    return found
