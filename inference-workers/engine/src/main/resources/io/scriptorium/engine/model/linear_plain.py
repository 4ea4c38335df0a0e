# Projections by the operators that every device has. linear_packed.py has the same functions.

def pack(weight: Tensor) -> Tensor:
  return weight

def pad(rows: int) -> int:
  # How many rows to compute so many rows with.
  return rows

def apply(x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
  # x (rows, in), weight (out, in) as packed, bias (out).
  return torch.linear(x, weight, bias)

def add(residual: Tensor, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
  return torch.add(residual, torch.linear(x, weight, bias))

def gated(x: Tensor, gate: Tensor, gate_bias: Optional[Tensor], up: Tensor, up_bias: Optional[Tensor]) -> Tensor:
  # The two projections of a gated feed-forward layer: silu(gate) * up.
  return torch.silu(torch.linear(x, gate, gate_bias)) * torch.linear(x, up, up_bias)
