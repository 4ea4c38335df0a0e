# The image encoder of BLIP (arXiv 2201.12086), BLIP-2 and InstructBLIP.

def front(weights: Dict[str, Tensor], dtype: int) -> List[List[Tensor]]:
  # What is around the blocks: the projection of patches (hidden, values) as packed; its bias, the class
  # embedding (1, 1, hidden) and positions (1 + patches, hidden); scale and shift of the last norm.
  part = "vision_model.embeddings."
  patch = __torch__.ops.weight(weights, part + "patch_embedding.weight", dtype)
  cls = __torch__.ops.weight(weights, part + "class_embedding", dtype)
  positions = __torch__.ops.weight(weights, part + "position_embedding", dtype)
  return [__torch__.linear.pack(patch.reshape([patch.size(0), -1])),
          [__torch__.ops.weight(weights, part + "patch_embedding.bias", dtype), cls, positions.squeeze(0)],
          __torch__.encoder.affine(weights, "vision_model.post_layernorm", dtype)]

def blocks(weights: Dict[str, Tensor], layers: int, dtype: int) -> List[List[List[Tensor]]]:
  blocks = annotate(List[List[List[Tensor]]], [])
  for i in range(layers):
    block = "vision_model.encoder.layers." + str(i) + "."
    qkv = __torch__.ops.weight(weights, block + "self_attn.qkv.weight", dtype)
    if (block + "self_attn.qkv.bias") in weights:
      bias = __torch__.ops.weight(weights, block + "self_attn.qkv.bias", dtype)
    else:
      bias = torch.zeros([qkv.size(0)], dtype=dtype, device=qkv.device)
    names = [block + "layer_norm1", block + "self_attn.projection", block + "layer_norm2", block + "mlp.fc1", block + "mlp.fc2"]
    blocks.append(__torch__.encoder.block(weights, qkv, bias, names, dtype))
  return blocks

def features(pixels: Tensor, patches: int, front: List[List[Tensor]], blocks: List[List[List[Tensor]]], heads: int, activation: int, eps: float, dtype: int, attention_dtype: int) -> Tensor:
  # Patches (images * patches, values) to features (images * (1 + patches), hidden), those of an image
  # after the one for its class.
  rows = pixels.size(0)
  count = rows // patches
  x = __torch__.ops.pad_rows(pixels.to(dtype), __torch__.linear.pad(rows))
  x = __torch__.linear.apply(x, front[0], front[1][0]).narrow(0, 0, rows).view([count, patches, -1])
  cls = front[1][1]
  x = torch.cat([cls.expand([count, 1, cls.size(2)]), x], 1) + front[1][2]
  rows = count * (1 + patches)
  x = __torch__.ops.pad_rows(x.view([rows, -1]), __torch__.linear.pad(rows))
  for block in blocks:
    x = __torch__.encoder.apply(x, rows, block, heads, None, [count, 1 + patches], False, activation, eps, attention_dtype)
  return __torch__.encoder.norm(x.narrow(0, 0, rows), front[2], eps)
