# Attention that programs share: within the rows of a step, and to a cache of slots
# (slots, cached heads, dim) that the step's rows are in already. A window is how many keys a row
# sees, the last of which is its own; 0: all up to its own.

def self_attention(qkv: Tensor, heads: int, kv_heads: int, segments: List[int], causal: bool, window: int) -> List[Tensor]:
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
    k = __torch__.attention.repeat_heads(run.narrow(1, heads, kv_heads), heads // kv_heads)
    v = __torch__.attention.repeat_heads(run.narrow(1, heads + kv_heads, kv_heads), heads // kv_heads)
    if window > 0 and length > window:
      out = torch.scaled_dot_product_attention(q, k, v, __torch__.attention.band(length, window, q), 0.0, False)
    else:
      out = torch.scaled_dot_product_attention(q, k, v, None, 0.0, causal)
    parts.append(out.transpose(1, 2).reshape([rows, heads * dim]))
    start = start + rows
  return parts

def band(length: int, window: int, like: Tensor) -> Tensor:
  # Additive mask (length, length) of rows among themselves that see a window.
  hidden = torch.full([length, length], -inf, dtype=like.dtype, device=like.device)
  return torch.triu(hidden, 1) + torch.tril(hidden, -window)

def masks(part: List[Tensor], first: int, cached: List[int], group: int, dtype: int, window: int) -> List[Tensor]:
  # The mask of each cached run, whose keys and key counts stand in part from first on; group heads
  # share a key-value head.
  masks = annotate(List[Tensor], [])
  for i in range(len(cached) // 3):
    masks.append(__torch__.attention.mask(part[first + 1 + 2 * i], cached[3 * i + 1], cached[3 * i + 2], group, dtype, window))
  return masks

def mask(key_counts: Tensor, length: int, width: int, group: int, dtype: int, window: int) -> Tensor:
  # Additive mask (count, 1, group * length, width): a segment's row sees the keys up to its own,
  # which are its last ones; padding is never seen.
  key = torch.arange(width, device=key_counts.device)
  row = torch.arange(length, device=key_counts.device)
  seen = key_counts.view([-1, 1, 1]) - length + row.view([1, -1, 1])
  hidden = torch.gt(key.view([1, 1, -1]), seen)
  if window > 0:
    hidden = torch.logical_or(hidden, torch.le(key.view([1, 1, -1]), seen - window))
  mask = torch.zeros(hidden.size(), dtype=dtype, device=key_counts.device)
  return mask.masked_fill_(hidden, -inf).repeat([1, group, 1]).unsqueeze(1)

def fresh_rows(fresh: List[int]) -> int:
  rows = 0
  for i in range(len(fresh) // 2):
    rows = rows + fresh[2 * i] * fresh[2 * i + 1]
  return rows

def to_cache(q: Tensor, start: int, cache: Tensor, kv_heads: int, values: int, part: List[Tensor], first: int, cached: List[int], masks: List[Tensor], single: List[int], scale: float, window: int) -> List[Tensor]:
  # Attention of the rows of q (rows, heads, dim) from start on, which belong to cached runs and then
  # to single rows, to keys and values in cache: its heads from 0 and from values on. One result
  # (rows, heads * dim) a run and a single row.
  parts = annotate(List[Tensor], [])
  for j in range(len(masks)):
    count = cached[3 * j]
    length = cached[3 * j + 1]
    kv = cache.index_select(0, part[first + 2 * j]).view([count, -1, cache.size(1), cache.size(2)]).transpose(1, 2)
    rows = q.narrow(0, start, count * length)
    parts.append(__torch__.attention.run(rows, kv.narrow(1, 0, kv_heads), kv.narrow(1, values, kv_heads), masks[j], count, length, scale))
    start = start + count * length
  for j in range(len(single) // 2):
    keys = single[2 * j + 1]
    if window > 0:
      keys = min(keys, window)
    kv = cache.narrow(0, single[2 * j] + single[2 * j + 1] - keys, keys).transpose(0, 1).unsqueeze(0)
    row = q.select(0, start + j)
    row = row.reshape([1, kv_heads, row.size(0) // kv_heads, row.size(1)])
    out = torch.scaled_dot_product_attention(row, kv.narrow(1, 0, kv_heads), kv.narrow(1, values, kv_heads), None, 0.0, False, scale=scale)
    parts.append(out.reshape([1, -1]))
  return parts

def run(q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor], count: int, length: int, scale: float) -> Tensor:
  # Attention of q (count * length, heads, dim) to k and v (count, kv_heads, width, dim). The heads
  # that share a key-value head are rows of one product.
  kv_heads = k.size(1)
  heads = q.size(1)
  dim = q.size(2)
  group = heads // kv_heads
  q = q.view([count, length, kv_heads, group, dim]).permute([0, 2, 3, 1, 4])
  q = q.reshape([count, kv_heads, group * length, dim])
  out = torch.scaled_dot_product_attention(q, k, v, mask, 0.0, False, scale=scale)
  out = out.view([count, kv_heads, group, length, dim]).permute([0, 3, 1, 2, 4])
  return out.reshape([count * length, heads * dim])

def repeat_heads(x: Tensor, times: int) -> Tensor:
  # (count, kv_heads, length, dim) to (count, kv_heads * times, length, dim).
  if times == 1:
    return x
  size = x.size()
  return x.unsqueeze(2).expand([size[0], size[1], times, size[2], size[3]]).reshape([size[0], size[1] * times, size[2], size[3]])

def copy(source: List[int], target: List[int], caches: List[Tensor]) -> NoneType:
  # Copies what slots hold to other slots.
  device = caches[0].device
  sources = torch.tensor(source, dtype=4, device=device)
  targets = torch.tensor(target, dtype=4, device=device)
  for cache in caches:
    copied = cache.index_copy_(0, targets, cache.index_select(0, sources))
