# CLIP's encoders (arXiv 2103.00020), of which other models have the one for images too.

def front(weights: Dict[str, Tensor], dtype: int) -> List[List[Tensor]]:
  # What comes before the image encoder's blocks: the projection of patches (hidden, values) as packed;
  # the class embedding (1, 1, hidden) and positions (1 + patches, hidden); scale and shift of a norm.
  part = "vision_model."
  patch = __torch__.ops.weight(weights, part + "embeddings.patch_embedding.weight", dtype)
  cls = __torch__.ops.weight(weights, part + "embeddings.class_embedding", dtype)
  positions = __torch__.ops.weight(weights, part + "embeddings.position_embedding.weight", dtype)
  return [__torch__.linear.pack(patch.reshape([patch.size(0), -1])),
          [cls.view([1, 1, -1]), positions],
          __torch__.encoder.affine(weights, part + "pre_layrnorm", dtype)]

def blocks(weights: Dict[str, Tensor], part: str, layers: int, dtype: int) -> List[List[List[Tensor]]]:
  # The first blocks of an encoder.
  blocks = annotate(List[List[List[Tensor]]], [])
  for i in range(layers):
    block = part + "encoder.layers." + str(i) + "."
    attention = block + "self_attn."
    qkv = __torch__.encoder.joined(weights, [attention + "q_proj.weight", attention + "k_proj.weight", attention + "v_proj.weight"], dtype)
    bias = __torch__.encoder.joined(weights, [attention + "q_proj.bias", attention + "k_proj.bias", attention + "v_proj.bias"], dtype)
    names = [block + "layer_norm1", attention + "out_proj", block + "layer_norm2", block + "mlp.fc1", block + "mlp.fc2"]
    blocks.append(__torch__.encoder.block(weights, qkv, bias, names, dtype))
  return blocks

def embed(pixels: Tensor, patches: int, front: List[List[Tensor]], eps: float, dtype: int) -> Tensor:
  # Patches (tiles * patches, values) to rows (tiles * (1 + patches), hidden), those of a tile after the
  # one for its class.
  rows = pixels.size(0)
  tiles = rows // patches
  x = __torch__.ops.pad_rows(pixels.to(dtype), __torch__.linear.pad(rows))
  x = __torch__.linear.apply(x, front[0], None).narrow(0, 0, rows).view([tiles, patches, -1])
  cls = front[1][0]
  x = torch.cat([cls.expand([tiles, 1, cls.size(2)]), x], 1) + front[1][1]
  return __torch__.encoder.norm(x.view([tiles * (1 + patches), -1]), front[2], eps)

def apply(x: Tensor, blocks: List[List[List[Tensor]]], heads: int, segments: List[int], causal: bool, activation: int, eps: float, attention_dtype: int) -> Tensor:
  # All blocks over x (rows, hidden).
  rows = x.size(0)
  x = __torch__.ops.pad_rows(x, __torch__.linear.pad(rows))
  for block in blocks:
    x = __torch__.encoder.apply(x, rows, block, heads, None, segments, causal, activation, eps, attention_dtype)
  return x.narrow(0, 0, rows)
