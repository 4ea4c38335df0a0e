# Projections by oneDNN on the CPU: weights in its blocked layout, what follows a product done while
# it is still in registers. linear_plain.py has the same functions.

def pack(weight: Tensor) -> List[Tensor]:
  return [ops.mkldnn._reorder_linear_weight(weight.contiguous(), None)]

def pad(rows: int) -> int:
  # How many rows to compute so many rows with.
  return __torch__.ops.usual_rows(rows)

def apply(x: Tensor, weight: List[Tensor], bias: Optional[Tensor]) -> Tensor:
  # x (rows, in), weight (out, in) as packed, bias (out).
  return ops.mkldnn._linear_pointwise(x, weight[0], bias, "none", annotate(List[Optional[number]], []), "")

def add(residual: Tensor, x: Tensor, weight: List[Tensor], bias: Optional[Tensor]) -> Tensor:
  return ops.mkldnn._linear_pointwise(x, residual, weight[0], bias, "add")

def gated(x: Tensor, gate: List[Tensor], gate_bias: Optional[Tensor], up: List[Tensor], up_bias: Optional[Tensor]) -> Tensor:
  # The two projections of a gated feed-forward layer: silu(gate) * up.
  activated = ops.mkldnn._linear_pointwise(x, gate[0], gate_bias, "swish", annotate(List[Optional[number]], []), "")
  return ops.mkldnn._linear_pointwise(x, activated, up[0], up_bias, "mul")
