# Projections by the operators that every device has. linear_packed.py has the same functions.

def pack(weight: Tensor) -> List[Tensor]:
  return [weight]

def pad(rows: int) -> int:
  # How many rows to compute so many rows with.
  return rows

def apply(x: Tensor, weight: List[Tensor], bias: Optional[Tensor]) -> Tensor:
  # x (rows, in), weight (out, in) as packed, bias (out).
  return torch.linear(x, weight[0], bias)

def add(residual: Tensor, x: Tensor, weight: List[Tensor], bias: Optional[Tensor]) -> Tensor:
  return torch.add(residual, torch.linear(x, weight[0], bias))

def gated(x: Tensor, gate: List[Tensor], gate_bias: Optional[Tensor], up: List[Tensor], up_bias: Optional[Tensor]) -> Tensor:
  # The two projections of a gated feed-forward layer: silu(gate) * up.
  return torch.silu(torch.linear(x, gate[0], gate_bias)) * torch.linear(x, up[0], up_bias)
