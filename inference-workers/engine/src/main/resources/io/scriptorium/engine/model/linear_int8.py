# Projections in integers of 8 bits on the CPU (after arXiv 2208.07339, without its parts in 16 bits).
# Weights are rounded once, with a scale for each output; inputs as they come, with a scale for each
# row, so that a row's result does not depend on the rows beside it. Sums are exact. linear_plain.py
# has the same functions.

def pack(weight: Tensor) -> List[Tensor]:
  # Integers in oneDNN's layout, scales (out), zero points (out).
  scale = torch.clamp_min(torch.amax(torch.abs(weight), [1]) / 127, 1.0e-30)
  rounded = torch.round(weight / scale.unsqueeze(1)).to(1)
  return [ops.onednn.qlinear_prepack(rounded, None), scale, torch.zeros_like(scale, dtype=3)]

def pad(rows: int) -> int:
  # How many rows to compute so many rows with.
  return __torch__.ops.usual_rows(rows)

def scale(x: Tensor) -> Tensor:
  # The scale of each row of x, (rows, 1).
  return torch.amax(torch.abs(x), [1], True).mul_(1 / 127).add_(1.0e-30)

def quantize(x: Tensor, scale: Tensor) -> Tensor:
  # x in steps of its rows' scales, as unsigned integers around 128. By way of 32 bits it is faster.
  return torch.mul(x, torch.reciprocal(scale)).add_(128.5).to(3).to(0)

def product(x: Tensor, weight: List[Tensor]) -> Tensor:
  # In 32 bits, without the scales of rows.
  return ops.onednn.qlinear_pointwise(x, 1.0, 128, weight[0], weight[1], weight[2], None, 1.0, 0, 6, "none", annotate(List[Optional[number]], []), "")

def scaled(product: Tensor, scale: Tensor, bias: Optional[Tensor]) -> Tensor:
  if bias is None:
    return product.mul_(scale)
  else:
    return torch.addcmul(bias, product, scale)

def apply(x: Tensor, weight: List[Tensor], bias: Optional[Tensor]) -> Tensor:
  # x (rows, in), weight (out, in) as packed, bias (out).
  scale = __torch__.linear.scale(x)
  return __torch__.linear.scaled(__torch__.linear.product(__torch__.linear.quantize(x, scale), weight), scale, bias)

def add(residual: Tensor, x: Tensor, weight: List[Tensor], bias: Optional[Tensor]) -> Tensor:
  scale = __torch__.linear.scale(x)
  sum = torch.addcmul(residual, __torch__.linear.product(__torch__.linear.quantize(x, scale), weight), scale)
  if bias is None:
    return sum
  else:
    return sum.add_(bias)

def gated(x: Tensor, gate: List[Tensor], gate_bias: Optional[Tensor], up: List[Tensor], up_bias: Optional[Tensor]) -> Tensor:
  # The two projections of a gated feed-forward layer: silu(gate) * up.
  scale = __torch__.linear.scale(x)
  quantized = __torch__.linear.quantize(x, scale)
  activated = torch.silu_(__torch__.linear.scaled(__torch__.linear.product(quantized, gate), scale, gate_bias))
  return activated.mul_(__torch__.linear.scaled(__torch__.linear.product(quantized, up), scale, up_bias))
