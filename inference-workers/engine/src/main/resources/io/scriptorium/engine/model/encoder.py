# Blocks of image and text encoders: attention and a feed-forward layer, each after a layer norm and
# added to what came in (arXiv 2010.11929). A block's parts: scale and shift of its first norm; the
# projection to queries, keys and values (3 * hidden, hidden) as packed; its bias; the one from
# attention (hidden, hidden); its bias; scale and shift of the second norm; the projection up (inner,
# hidden); its bias; the one down (hidden, inner); its bias.

def affine(weights: Dict[str, Tensor], name: str, dtype: int) -> List[Tensor]:
  # Weight and bias of a norm.
  return [__torch__.ops.weight(weights, name + ".weight", dtype), __torch__.ops.weight(weights, name + ".bias", dtype)]

def joined(weights: Dict[str, Tensor], names: List[str], dtype: int) -> Tensor:
  # Tensors one below the other.
  parts = annotate(List[Tensor], [])
  for name in names:
    parts.append(__torch__.ops.weight(weights, name, dtype))
  return torch.cat(parts)

def block(weights: Dict[str, Tensor], qkv: Tensor, qkv_bias: Tensor, names: List[str], dtype: int) -> List[List[Tensor]]:
  # A block of its first projection and names: first norm, projection from attention, second norm,
  # projections up and down.
  parts = [__torch__.encoder.affine(weights, names[0], dtype), __torch__.linear.pack(qkv), [qkv_bias]]
  parts.append(__torch__.linear.pack(__torch__.ops.weight(weights, names[1] + ".weight", dtype)))
  parts.append([__torch__.ops.weight(weights, names[1] + ".bias", dtype)])
  parts.append(__torch__.encoder.affine(weights, names[2], dtype))
  for i in range(3, 5):
    parts.append(__torch__.linear.pack(__torch__.ops.weight(weights, names[i] + ".weight", dtype)))
    parts.append([__torch__.ops.weight(weights, names[i] + ".bias", dtype)])
  return parts

def norm(x: Tensor, affine: List[Tensor], eps: float) -> Tensor:
  return torch.layer_norm(x, [x.size(-1)], affine[0], affine[1], eps)

def activate(x: Tensor, activation: int) -> Tensor:
  # Activation.java lists the numbers.
  if activation == 0:
    return torch.gelu(x)
  else:
    return x * torch.sigmoid(x * 1.702)

def apply(x: Tensor, rows: int, block: List[List[Tensor]], heads: int, rotation: Optional[Tensor], segments: List[int], causal: bool, activation: int, eps: float, attention_dtype: int) -> Tensor:
  # A block over x (rows and padding, hidden). Attention is within segments, given as (count, length)
  # pairs; rotation turns queries and keys, whose pairs are neighbours.
  normed = __torch__.encoder.norm(x, block[0], eps)
  qkv = __torch__.linear.apply(normed, block[1], block[2][0]).narrow(0, 0, rows).view([rows, 3 * heads, -1])
  if rotation is None:
    turned = qkv
  else:
    turned = qkv.to(6)
    __torch__.ops.rotate_(turned.narrow(1, 0, 2 * heads), rotation)
  parts = __torch__.attention.self_attention(turned.to(attention_dtype), heads, heads, segments, causal, 0)
  x = __torch__.linear.add(x, __torch__.ops.join(parts, x.size(0), x.dtype), block[3], block[4][0])
  up = __torch__.linear.apply(__torch__.encoder.norm(x, block[5], eps), block[6], block[7][0])
  return __torch__.linear.add(x, __torch__.encoder.activate(up, activation), block[8], block[9][0])
