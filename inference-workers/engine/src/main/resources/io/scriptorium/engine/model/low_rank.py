# A matrix with the product of two factors added to it.

class Model(Module):
  def changed(self: __torch__.Model, weights: Dict[str, Tensor], name: str, factors: Dict[str, Tensor], scale: float, transposed: bool) -> Tensor:
    # W + scale * B A in 32 bits: A (rank, in), B (out, rank), W (out, in), or (in, out) if transposed.
    a = __torch__.ops.weight(factors, "A", 6)
    b = __torch__.ops.weight(factors, "B", 6)
    weight = __torch__.ops.weight(weights, name, 6)
    if transposed:
      return torch.addmm(weight, a.t(), b.t(), beta=1, alpha=scale)
    else:
      return torch.addmm(weight, b, a, beta=1, alpha=scale)
