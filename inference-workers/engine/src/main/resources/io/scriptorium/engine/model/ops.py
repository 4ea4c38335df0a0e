# Functions that the programs share.

def weight(weights: Dict[str, Tensor], name: str, dtype: int) -> Tensor:
  # A checkpoint's tensor in the type to compute with: a copy, so that it does not hold the mapped
  # file. bfloat16 (15) arrives as bytes (0), numbers of 8 bits (24) too, but those have scales.
  stored = weights[name]
  if (name + "_scale_inv") in weights:
    return __torch__.ops.unscaled(stored, weights[name + "_scale_inv"], weights["scaled_blocks"]).to(dtype)
  elif stored.dtype == 0:
    return torch.view_copy(stored, 15).to(dtype)
  else:
    return stored.to(dtype, False, True)

def unscaled(stored: Tensor, scales: Tensor, blocks: Tensor) -> Tensor:
  # Numbers of 8 bits (out, in) in 32 bits: each block of so many rows and columns has a scale.
  rows = torch.repeat_interleave(scales, int(blocks[0]), 0).narrow(0, 0, stored.size(0))
  each = torch.repeat_interleave(rows, int(blocks[1]), 1).narrow(1, 0, stored.size(1))
  return torch.view_copy(stored, 24).to(6).mul_(each)

def scaled_weight(weights: Dict[str, Tensor], name: str, norm: str, dtype: int) -> Tensor:
  # A projection (out, in) with the preceding norm's scale (in) drawn into it.
  scale = __torch__.ops.weight(weights, norm, 6)
  return (__torch__.ops.weight(weights, name, 6) * scale).to(dtype)

def prediction_module(weights: Dict[str, Tensor], layer: str, head: str, dtype: int) -> List[Tensor]:
  # What joins a module for multi-token prediction (DeepSeek-V3, arXiv 2412.19437), a decoder layer, to
  # its model: scale of the model's final norm (hidden); the projection of embedding and state (hidden,
  # 2 * hidden) with both norms' scales; scale of its last norm (hidden); its head (vocabulary, hidden)
  # with that scale. Without a head of its own it shares the model's.
  scale = torch.cat([__torch__.ops.weight(weights, layer + "enorm.weight", 6), __torch__.ops.weight(weights, layer + "hnorm.weight", 6)])
  joined = __torch__.ops.weight(weights, layer + "eh_proj.weight", 6) * scale
  if (layer + "shared_head.head.weight") in weights:
    head = layer + "shared_head.head.weight"
  return [__torch__.ops.weight(weights, "model.norm.weight", dtype),
          joined.to(dtype),
          __torch__.ops.weight(weights, layer + "shared_head.norm.weight", dtype),
          __torch__.ops.scaled_weight(weights, head, layer + "shared_head.norm.weight", dtype)]

def pair_halves(x: Tensor, dim: int) -> Tensor:
  # Reorders the outputs (out, ...) of a projection to heads of dim, such that the two numbers that
  # the rotary embedding turns together, half a head apart, become neighbours. Queries and keys are
  # reordered alike, which leaves their products as they are.
  size = x.size()
  return x.reshape([-1, 2, dim // 2, x.numel() // size[0]]).transpose(1, 2).reshape(size)

def rms_norm(x: Tensor, eps: float) -> Tensor:
  # Root-mean-square norm without its scale, which scaled_weight has drawn into the projection.
  return torch.rms_norm(x, [x.size(-1)], None, eps)

def rotation(turns: Tensor, magnitude: float) -> Tensor:
  # Angles (rows, dim / 2) as complex numbers (rows, 1, dim / 2) of a magnitude.
  return torch.polar(torch.full_like(turns, magnitude), turns).unsqueeze(1)

def rotate_(x: Tensor, rotation: Tensor) -> NoneType:
  # Turns x (rows, heads, dim), whose pairs are neighbours, in place.
  size = x.size()
  torch.view_as_complex(x.view([size[0], size[1], -1, 2])).mul_(rotation)

def usual_rows(rows: int) -> int:
  # How many rows to compute so many rows with where oneDNN does: it generates code for each number of
  # rows, which takes longer than the product itself, so few numbers must do.
  if rows <= 2:
    step = 1
  elif rows <= 4:
    step = 2
  elif rows <= 64:
    step = 8
  elif rows <= 256:
    step = 16
  else:
    step = 64
  return (rows + step - 1) // step * step

def pad_rows(x: Tensor, rows: int) -> Tensor:
  # x with zero rows at its end, so that it has so many.
  missing = rows - x.size(0)
  if missing == 0:
    return x
  return torch.constant_pad_nd(x, [0, 0, 0, missing], 0)

def join(parts: List[Tensor], rows: int, dtype: int) -> Tensor:
  # Results of attention one below the other, in another type, and zero rows up to so many.
  if len(parts) == 1:
    joined = parts[0]
  else:
    joined = torch.cat(parts)
  return __torch__.ops.pad_rows(joined.to(dtype), rows)
