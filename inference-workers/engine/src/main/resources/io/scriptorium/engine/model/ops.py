# Functions that the programs share.

def weight(weights: Dict[str, Tensor], name: str, dtype: int) -> Tensor:
  # A checkpoint's tensor in the type to compute with: a copy, so that it does not hold the mapped
  # file. bfloat16 (15) arrives as bytes (0).
  stored = weights[name]
  if stored.dtype == 0:
    return torch.view_copy(stored, 15).to(dtype)
  else:
    return stored.to(dtype, False, True)

def scaled_weight(weights: Dict[str, Tensor], name: str, norm: str, dtype: int) -> Tensor:
  # A projection (out, in) with the preceding norm's scale (in) drawn into it.
  scale = __torch__.ops.weight(weights, norm, 6)
  return (__torch__.ops.weight(weights, name, 6) * scale).to(dtype)

def pair_halves(x: Tensor, dim: int) -> Tensor:
  # Reorders the outputs (out, ...) of a projection to heads of dim, such that the two numbers that
  # the rotary embedding turns together, half a head apart, become neighbours. Queries and keys are
  # reordered alike, which leaves their products as they are.
  size = x.size()
  return x.reshape([-1, 2, dim // 2, x.numel() // size[0]]).transpose(1, 2).reshape(size)

def rms_norm(x: Tensor, eps: float) -> Tensor:
  # Root-mean-square norm without its scale, which scaled_weight has drawn into the projection.
  return torch.rms_norm(x, [x.size(-1)], None, eps)

def rotation(turns: Tensor) -> Tensor:
  # Angles (rows, dim / 2) as complex numbers (rows, 1, dim / 2).
  return torch.polar(torch.ones_like(turns), turns).unsqueeze(1)

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

def self_attention(qkv: Tensor, heads: int, kv_heads: int, segments: List[int], causal: bool) -> List[Tensor]:
  # Attention of neighbouring rows of qkv (rows, heads + 2 kv_heads, dim) within segments, given as
  # (count, length) pairs; the segments start at row 0. One result (count * length, heads * dim) a
  # pair.
  dim = qkv.size(-1)
  parts = annotate(List[Tensor], [])
  start = 0
  for i in range(len(segments) // 2):
    count = segments[2 * i]
    length = segments[2 * i + 1]
    rows = count * length
    run = qkv.narrow(0, start, rows).view([count, length, heads + 2 * kv_heads, dim]).transpose(1, 2)
    q = run.narrow(1, 0, heads)
    k = __torch__.ops.repeat_heads(run.narrow(1, heads, kv_heads), heads // kv_heads)
    v = __torch__.ops.repeat_heads(run.narrow(1, heads + kv_heads, kv_heads), heads // kv_heads)
    out = torch.scaled_dot_product_attention(q, k, v, None, 0.0, causal)
    parts.append(out.transpose(1, 2).reshape([rows, heads * dim]))
    start = start + rows
  return parts

def join(parts: List[Tensor], rows: int, dtype: int) -> Tensor:
  # Results of attention one below the other, in another type, and zero rows up to so many.
  if len(parts) == 1:
    joined = parts[0]
  else:
    joined = torch.cat(parts)
  return __torch__.ops.pad_rows(joined.to(dtype), rows)

def repeat_heads(x: Tensor, times: int) -> Tensor:
  # (count, kv_heads, length, dim) to (count, kv_heads * times, length, dim).
  if times == 1:
    return x
  size = x.size()
  return x.unsqueeze(2).expand([size[0], size[1], times, size[2], size[3]]).reshape([size[0], size[1] * times, size[2], size[3]])
