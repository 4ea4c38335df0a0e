# Qwen-VL's vision tower and its resampler (arXiv 2308.12966): learned queries that attend to the
# patches of an image, so that each image has as many tokens.

class Model(Module):
  dtype : int                    # of projections
  attention_dtype : int
  layers : int
  heads : int
  grid : int                     # patches on a side of an image
  pool_heads : int               # of the resampler
  patch_weight : List[List[Tensor]] # [(width, values of a patch)]
  positions : List[Tensor]       # [(patches, width)]
  norms : List[List[Tensor]]     # scale and shift: before the blocks, of keys and values, after all
  blocks : List[List[List[Tensor]]] # as encoder.py describes them
  kv_weight : List[List[Tensor]] # [(out, width)], if the two differ
  queries : List[Tensor]         # [(heads, queries, head dim)]
  key_positions : List[Tensor]   # [(patches, out)]
  pool_weight : List[List[Tensor]] # [(out, out)] to keys, to values, from attention, after all
  pool_bias : List[Tensor]       # of the first three

  def bind(self: __torch__.Model, weights: Dict[str, Tensor]) -> NoneType:
    # Takes the weights over, once.
    t = self.dtype
    patch = __torch__.ops.weight(weights, "visual.conv1.weight", t)
    self.patch_weight.append(__torch__.linear.pack(patch.reshape([patch.size(0), -1])))
    self.positions.append(self.resized(__torch__.ops.weight(weights, "visual.positional_embedding", 6)).to(t))
    self.norms.append(__torch__.encoder.affine(weights, "visual.ln_pre", t))
    for i in range(self.layers):
      block = "visual.transformer.resblocks." + str(i) + "."
      attention = block + "attn."
      qkv = self.grouped(__torch__.ops.weight(weights, attention + "in_proj.weight", t))
      bias = self.grouped(__torch__.ops.weight(weights, attention + "in_proj.bias", t))
      names = [block + "ln_1", attention + "out_proj", block + "ln_2", block + "mlp.c_fc", block + "mlp.c_proj"]
      self.blocks.append(__torch__.encoder.block(weights, qkv, bias, names, t))
    self.bind_resampler(weights)

  def grouped(self: __torch__.Model, x: Tensor) -> Tensor:
    # The projection to queries, keys and values (3 * width, ...), or its bias, is stored head by head.
    size = x.size()
    return x.reshape([self.heads, 3, size[0] // (3 * self.heads), -1]).transpose(0, 1).reshape(size)

  def resized(self: __torch__.Model, positions: Tensor) -> Tensor:
    # Positions (side * side, width) for as many patches as an image has.
    side = int(torch.sqrt(positions.size(0)))
    if side == self.grid:
      return positions
    square = positions.view([1, side, side, -1]).permute([0, 3, 1, 2])
    resized = torch.upsample_bicubic2d(square, [self.grid, self.grid], False, None, None)
    return resized.permute([0, 2, 3, 1]).reshape([self.grid * self.grid, -1])

  def bind_resampler(self: __torch__.Model, weights: Dict[str, Tensor]) -> NoneType:
    # What the queries become up to attention is the same for all images.
    t = self.dtype
    pool = "visual.attn_pool."
    self.norms.append(__torch__.encoder.affine(weights, pool + "ln_kv", t))
    self.norms.append(__torch__.encoder.affine(weights, "visual.ln_post", t))
    if (pool + "kv_proj.weight") in weights:
      self.kv_weight.append(__torch__.linear.pack(__torch__.ops.weight(weights, pool + "kv_proj.weight", t)))
    positions = __torch__.ops.weight(weights, pool + "pos_embed", 6)
    self.key_positions.append(self.resized(positions).to(t))
    joined = __torch__.ops.weight(weights, pool + "attn.in_proj_weight", 6)
    bias = __torch__.ops.weight(weights, pool + "attn.in_proj_bias", 6)
    out = positions.size(1)
    queries = __torch__.encoder.norm(__torch__.ops.weight(weights, pool + "query", 6), __torch__.encoder.affine(weights, pool + "ln_q", 6), 1.0e-06)
    queries = torch.linear(queries + positions, joined.narrow(0, 0, out), bias.narrow(0, 0, out))
    queries = queries.view([queries.size(0), self.pool_heads, -1]).transpose(0, 1)
    self.queries.append(queries.to(self.attention_dtype).contiguous())
    for i in range(1, 3):
      self.pool_weight.append(__torch__.linear.pack(joined.narrow(0, i * out, out).to(t)))
      self.pool_bias.append(bias.narrow(0, i * out, out).to(t))
    self.pool_weight.append(__torch__.linear.pack(__torch__.ops.weight(weights, pool + "attn.out_proj.weight", t)))
    self.pool_bias.append(__torch__.ops.weight(weights, pool + "attn.out_proj.bias", t))
    self.pool_weight.append(__torch__.linear.pack(__torch__.ops.weight(weights, "visual.proj", t).t().contiguous()))

  def encode(self: __torch__.Model, pixels: Tensor, rows: Tensor, images: Tensor) -> NoneType:
    # Encodes patches (count * patches, values) of images into rows of images (image rows, out); rows
    # (count * queries).
    patches = pixels.size(0)
    each = self.grid * self.grid
    count = patches // each
    padded = __torch__.linear.pad(patches)
    x = __torch__.linear.apply(__torch__.ops.pad_rows(pixels.to(self.dtype), padded), self.patch_weight[0], None)
    x = x.narrow(0, 0, patches).view([count, each, -1]) + self.positions[0]
    x = __torch__.encoder.norm(x.view([patches, -1]), self.norms[0], 1.0e-06)
    x = __torch__.ops.pad_rows(x, padded)
    for block in self.blocks:
      x = __torch__.encoder.apply(x, patches, block, self.heads, None, [count, each], False, 0, 1.0e-06, self.attention_dtype)
    if len(self.kv_weight) > 0:
      x = __torch__.linear.apply(x, self.kv_weight[0], None)
    x = __torch__.encoder.norm(x, self.norms[1], 1.0e-06)
    placed = x.narrow(0, 0, patches).view([count, each, -1]) + self.key_positions[0]
    k = self.heads_of(__torch__.ops.pad_rows(placed.view([patches, -1]), padded), 0, count, each)
    v = self.heads_of(x, 1, count, each)
    q = self.queries[0].unsqueeze(0).expand([count, -1, -1, -1])
    out = torch.scaled_dot_product_attention(q, k, v, None, 0.0, False).transpose(1, 2)
    tokens = rows.size(0)
    out = out.reshape([tokens, -1]).to(self.dtype)
    out = __torch__.ops.pad_rows(out, __torch__.linear.pad(tokens))
    out = __torch__.linear.apply(out, self.pool_weight[2], self.pool_bias[2])
    out = __torch__.linear.apply(__torch__.encoder.norm(out, self.norms[2], 1.0e-06), self.pool_weight[3], None)
    images.index_copy_(0, rows, out.narrow(0, 0, tokens))

  def heads_of(self: __torch__.Model, x: Tensor, i: int, count: int, each: int) -> Tensor:
    # Keys or values (count, heads, patches, head dim) of x (rows and padding, out).
    x = __torch__.linear.apply(x, self.pool_weight[i], self.pool_bias[i]).narrow(0, 0, count * each)
    return x.view([count, each, self.pool_heads, -1]).transpose(1, 2).to(self.attention_dtype)
