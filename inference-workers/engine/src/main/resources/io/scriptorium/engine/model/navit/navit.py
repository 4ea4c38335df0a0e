# NaViT (arXiv 2307.06304) over a pack of images of any size, without padding. Rows are patches, those
# of an image are neighbours; attention and pooling are within images. Queries and keys are normed, and
# their products not scaled any more.

class Model(Module):
  dtype : int                    # of projections
  attention_dtype : int
  depth : int
  heads : int
  patch_norms : List[List[Tensor]] # scale and shift of the norm before the patches' projection and after
  patch : List[List[Tensor]]     # [(hidden, values)]
  patch_bias : List[Tensor]      # [(hidden)]
  positions : List[Tensor]       # [(from the top, hidden), (from the left, hidden)]
  blocks : List[List[List[Tensor]]] # a block: as attention gives it; scale and shift of its second norm;
                                 # (inner, hidden); its bias; (hidden, inner); its bias
  norm : List[Tensor]            # scale and shift of the norm after the blocks
  pool_query : List[Tensor]      # [(1, heads, 1, dim)], normed
  pool_residual : List[Tensor]   # [(hidden)], what the query was projected from, in 32 bits
  pool_key_scale : List[Tensor]  # [(heads, dim)]
  pool : List[List[Tensor]]      # [(2 * heads * dim, hidden), (hidden, heads * dim)]
  head_norm : List[Tensor]       # scale and shift, in 32 bits
  head : List[Tensor]            # [(classes, hidden)], in 32 bits

  def bind(self: __torch__.Model, weights: Dict[str, Tensor]) -> NoneType:
    # Takes the weights over, once.
    t = self.dtype
    self.patch_norms.append(self.affine(weights, "to_patch_embedding.0", 6))
    self.patch_norms.append(self.affine(weights, "to_patch_embedding.2", t))
    self.patch.append(__torch__.linear.pack(__torch__.ops.weight(weights, "to_patch_embedding.1.weight", t)))
    self.patch_bias.append(__torch__.ops.weight(weights, "to_patch_embedding.1.bias", t))
    self.positions.append(__torch__.ops.weight(weights, "pos_embed_height", t))
    self.positions.append(__torch__.ops.weight(weights, "pos_embed_width", t))
    for i in range(self.depth):
      layer = "transformer.layers." + str(i) + "."
      block = self.attention(weights, layer + "0.")
      block.append(self.affine(weights, layer + "1.0", t))
      for name in [layer + "1.1.", layer + "1.4."]:
        block.append(__torch__.linear.pack(__torch__.ops.weight(weights, name + "weight", t)))
        block.append([__torch__.ops.weight(weights, name + "bias", t)])
      self.blocks.append(block)
    self.norm.extend(self.affine(weights, "transformer.norm", t))
    self.bind_pool(weights)
    self.head_norm.extend(self.affine(weights, "mlp_head.0", 6))
    self.head.append(__torch__.ops.weight(weights, "mlp_head.1.weight", 6))

  def affine(self: __torch__.Model, weights: Dict[str, Tensor], name: str, dtype: int) -> List[Tensor]:
    # Scale and shift of a norm.
    return [__torch__.ops.weight(weights, name + ".gamma", dtype), __torch__.ops.weight(weights, name + ".beta", dtype)]

  def attention(self: __torch__.Model, weights: Dict[str, Tensor], name: str) -> List[List[Tensor]]:
    # Scale and shift of its norm; the projection to queries, keys and values (3 * heads * dim, hidden);
    # scales of queries and keys (2 * heads, dim), those of queries such that attention's own scale is
    # undone; the projection from attention (hidden, heads * dim).
    t = self.dtype
    qkv = torch.cat([__torch__.ops.weight(weights, name + "to_q.weight", t), __torch__.ops.weight(weights, name + "to_kv.weight", t)])
    query = __torch__.ops.weight(weights, name + "q_norm.gamma", 6).squeeze(1)
    key = __torch__.ops.weight(weights, name + "k_norm.gamma", 6).squeeze(1)
    scales = torch.cat([query * torch.sqrt(query.size(1)), key])
    out = __torch__.linear.pack(__torch__.ops.weight(weights, name + "to_out.0.weight", t))
    return [self.affine(weights, name + "norm", t), __torch__.linear.pack(qkv), [scales], out]

  def bind_pool(self: __torch__.Model, weights: Dict[str, Tensor]) -> NoneType:
    # All images have the same query.
    residual = __torch__.ops.weight(weights, "attn_pool_queries", 6)
    normed = __torch__.encoder.norm(residual, self.affine(weights, "attn_pool.norm", 6), 1.0e-05)
    query = torch.matmul(__torch__.ops.weight(weights, "attn_pool.to_q.weight", 6), normed).view([self.heads, 1, -1])
    query = self.normed(query, __torch__.ops.weight(weights, "attn_pool.q_norm.gamma", 6))
    self.pool_residual.append(residual)
    self.pool_query.append(query.unsqueeze(0).to(self.attention_dtype))
    self.pool_key_scale.append(__torch__.ops.weight(weights, "attn_pool.k_norm.gamma", 6).squeeze(1))
    for name in ["attn_pool.to_kv.weight", "attn_pool.to_out.0.weight"]:
      self.pool.append(__torch__.linear.pack(__torch__.ops.weight(weights, name, self.dtype)))

  def normed(self: __torch__.Model, x: Tensor, scale: Tensor) -> Tensor:
    # Queries or keys (..., dim) in 32 bits; the root of their mean square becomes 1.
    return __torch__.ops.rms_norm(x, 1.0e-24) * scale

  def classify(self: __torch__.Model, patches: Tensor, numbers: Tensor, segments: List[int]) -> List[Tensor]:
    # Patches (rows, values) to the images' embeddings of unit length (images, hidden) and logits
    # (images, classes), in 32 bits. numbers holds which positions the rows have from the top and from
    # the left (2 * rows); segments lists the images as (count, length) pairs.
    rows = patches.size(0)
    x = self.embed(patches, numbers, rows)
    for block in self.blocks:
      x = self.encode(x, rows, block, segments)
    pooled = self.pooled(__torch__.encoder.norm(x, self.norm, 1.0e-05), rows, segments)
    logits = torch.linear(__torch__.encoder.norm(pooled, self.head_norm, 1.0e-05), self.head[0], None)
    return [pooled / torch.sqrt(torch.sum(pooled * pooled, [1], True)), logits]

  def embed(self: __torch__.Model, patches: Tensor, numbers: Tensor, rows: int) -> Tensor:
    # Patches (rows, values) to states (rows and padding, hidden).
    padded = __torch__.linear.pad(rows)
    x = __torch__.encoder.norm(patches, self.patch_norms[0], 1.0e-05).to(self.dtype)
    x = __torch__.linear.apply(__torch__.ops.pad_rows(x, padded), self.patch[0], self.patch_bias[0])
    top = torch.embedding(self.positions[0], numbers.narrow(0, 0, rows))
    left = torch.embedding(self.positions[1], numbers.narrow(0, rows, rows))
    return __torch__.encoder.norm(x, self.patch_norms[1], 1.0e-05) + __torch__.ops.pad_rows(top + left, padded)

  def encode(self: __torch__.Model, x: Tensor, rows: int, block: List[List[Tensor]], segments: List[int]) -> Tensor:
    # A block over x (rows and padding, hidden).
    heads = self.heads
    qkv = __torch__.linear.apply(__torch__.encoder.norm(x, block[0], 1.0e-05), block[1], None)
    qkv = qkv.narrow(0, 0, rows).to(6).view([rows, 3 * heads, -1])
    scaled = self.normed(qkv.narrow(1, 0, 2 * heads), block[2][0])
    qkv = torch.cat([scaled, qkv.narrow(1, 2 * heads, heads)], 1).to(self.attention_dtype)
    parts = __torch__.attention.self_attention(qkv, heads, heads, segments, False, 0)
    x = __torch__.linear.add(x, __torch__.ops.join(parts, x.size(0), x.dtype), block[3], None)
    up = __torch__.linear.apply(__torch__.encoder.norm(x, block[4], 1.0e-05), block[5], block[6][0])
    return __torch__.linear.add(x, torch.gelu(up), block[7], block[8][0])

  def pooled(self: __torch__.Model, x: Tensor, rows: int, segments: List[int]) -> Tensor:
    # States x (rows and padding, hidden) to one of each image (images, hidden) in 32 bits.
    heads = self.heads
    kv = __torch__.linear.apply(x, self.pool[0], None).narrow(0, 0, rows).to(6).view([rows, 2 * heads, -1])
    k = self.normed(kv.narrow(1, 0, heads), self.pool_key_scale[0]).to(self.attention_dtype)
    v = kv.narrow(1, heads, heads).to(self.attention_dtype)
    parts = annotate(List[Tensor], [])
    start = 0
    images = 0
    for i in range(len(segments) // 2):
      count = segments[2 * i]
      length = segments[2 * i + 1]
      run = count * length
      size = [count, length, heads, -1]
      query = self.pool_query[0].expand([count, -1, -1, -1])
      out = torch.scaled_dot_product_attention(query, k.narrow(0, start, run).view(size).transpose(1, 2), v.narrow(0, start, run).view(size).transpose(1, 2), None, 0.0, False, scale=1.0)
      parts.append(out.reshape([count, -1]))
      start = start + run
      images = images + count
    attended = __torch__.ops.join(parts, __torch__.linear.pad(images), self.dtype)
    return __torch__.linear.apply(attended, self.pool[1], None).narrow(0, 0, images).to(6) + self.pool_residual[0]
