# What the vision towers of Qwen2-VL and Qwen2.5-VL share: patches, and positions from top and left.

def patch_weights(weights: Dict[str, Tensor], dtype: int) -> List[List[Tensor]]:
  # [(hidden, values of a patch), (hidden, values of a gray patch)], as packed. The channels and frames
  # of a gray still image are the same: their weights add up.
  patch = __torch__.ops.weight(weights, "visual.patch_embed.proj.weight", 6)
  hidden = patch.size(0)
  return [__torch__.linear.pack(patch.reshape([hidden, -1]).to(dtype)),
          __torch__.linear.pack(torch.sum(patch, [1, 2]).reshape([hidden, -1]).to(dtype))]

def embed(patches: Tensor, gray: bool, padded: int, patch_weights: List[List[Tensor]], dtype: int) -> Tensor:
  # Patches (rows, values) to (padded, hidden).
  if gray:
    weight = patch_weights[1]
  else:
    weight = patch_weights[0]
  return __torch__.linear.apply(__torch__.ops.pad_rows(patches.to(dtype), padded), weight, None)

def turned(x: Tensor, dim: int) -> Tensor:
  # The projection to queries, keys and values (3 * hidden, ...), or its bias, with the pairs of heads
  # of dim that turn together as neighbours.
  hidden = x.size(0) // 3
  return torch.cat([__torch__.ops.pair_halves(x.narrow(0, 0, 2 * hidden), dim), x.narrow(0, 2 * hidden, hidden)])

def frequencies(dim: int, like: Tensor) -> Tensor:
  # (dim / 4), each for both axes.
  steps = torch.arange(0, dim // 2, 2, dtype=6, device=like.device) / (dim // 2)
  return torch.reciprocal(torch.pow(10000.0, steps))

def rotation(numbers: Tensor, rows: int, frequencies: Tensor) -> Tensor:
  # numbers begins with the patches' coordinates from top and from left (2 * rows).
  coordinates = numbers.narrow(0, 0, 2 * rows).view([2, rows]).t().unsqueeze(2)
  return __torch__.ops.rotation((coordinates * frequencies).reshape([rows, -1]), 1.0)
