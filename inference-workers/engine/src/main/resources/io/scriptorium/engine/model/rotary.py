# Rotary position embeddings, as RotaryEmbedding sets them: rotary_frequencies (dim / 2),
# rotary_magnitude, dynamic_factor (0 without dynamic scaling), trained_length.

def turns(positions: Tensor, rows: int, axis_index: Tensor, frequencies: Tensor) -> Tensor:
  # Angles (rows, dim / 2) at positions (axes * rows), each frequency on its axis.
  return positions.view([-1, rows]).index_select(0, axis_index).t() * frequencies

def dynamic_turns(positions: Tensor, rows: int, frequencies: Tensor, factor: float, trained: int) -> Tensor:
  # The same with dynamic NTK-aware scaling: the second axis holds the index of the last token that
  # counts. A longer text has a larger base, which slows the pairs down, the last ones most.
  part = positions.view([2, rows])
  lengths = part.select(0, 1).to(6) + 1.0
  growth = torch.clamp(lengths * (factor / trained) - (factor - 1.0), 1.0)
  pairs = frequencies.size(0)
  powers = torch.arange(pairs, dtype=6, device=positions.device) * (-2.0 / (2 * pairs - 2))
  slower = torch.pow(growth.unsqueeze(1), powers)
  return part.select(0, 0).unsqueeze(1) * (frequencies * slower)
