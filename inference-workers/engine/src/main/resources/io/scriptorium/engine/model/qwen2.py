# The language model of Llama (arXiv 2307.09288), Qwen2 (arXiv 2407.10671) and Qwen2.5-VL (arXiv
# 2502.13923), over a ragged batch and a cache of slots. Rows are tokens of all sequences, one after
# the other; a few zero rows may follow them in projections.

class Model(Module):
  dtype : int                    # of projections
  attention_dtype : int          # of rotary embedding, attention and cache
  layers : int
  heads : int
  kv_heads : int
  head_dim : int
  eps : float
  theta : float
  tied : bool
  axes : List[int]               # axis that each rotary frequency turns with (head_dim / 2)
  embed : List[Tensor]           # [(vocabulary, hidden)]
  head : List[Tensor]            # [(vocabulary, hidden)], with the final norm's scale
  axis_index : List[Tensor]      # [(head_dim / 2)], axes as a tensor
  frequencies : List[Tensor]     # [(head_dim / 2)]
  qkv_weight : List[Tensor]      # a layer: ((heads + 2 kv_heads) * head_dim, hidden)
  qkv_bias : List[Tensor]        # a layer: ((heads + 2 kv_heads) * head_dim)
  o_weight : List[Tensor]        # a layer: (hidden, heads * head_dim)
  gate_weight : List[Tensor]     # a layer: (intermediate, hidden)
  up_weight : List[Tensor]       # a layer: (intermediate, hidden)
  down_weight : List[Tensor]     # a layer: (hidden, intermediate)

  def bind(self: __torch__.Model, weights: Dict[str, Tensor]) -> NoneType:
    # Takes the weights over, once. Projections to queries, keys and values become one.
    t = self.dtype
    dim = self.head_dim
    embed = __torch__.ops.weight(weights, "model.embed_tokens.weight", t)
    self.embed.append(embed)
    if self.tied:
      head = "model.embed_tokens.weight"
    else:
      head = "lm_head.weight"
    self.head.append(__torch__.linear.pack(__torch__.ops.scaled_weight(weights, head, "model.norm.weight", t)))
    steps = torch.arange(0, dim, 2, dtype=6, device=embed.device) / dim
    self.frequencies.append(torch.reciprocal(torch.pow(self.theta, steps)))
    self.axis_index.append(torch.tensor(self.axes, dtype=4, device=embed.device))
    for i in range(self.layers):
      layer = "model.layers." + str(i) + "."
      norm = layer + "input_layernorm.weight"
      q = layer + "self_attn.q_proj."
      k = layer + "self_attn.k_proj."
      v = layer + "self_attn.v_proj."
      weight = [__torch__.ops.pair_halves(__torch__.ops.scaled_weight(weights, q + "weight", norm, t), dim),
                __torch__.ops.pair_halves(__torch__.ops.scaled_weight(weights, k + "weight", norm, t), dim),
                __torch__.ops.scaled_weight(weights, v + "weight", norm, t)]
      self.qkv_weight.append(__torch__.linear.pack(torch.cat(weight)))
      if (q + "bias") in weights:
        bias = [__torch__.ops.pair_halves(__torch__.ops.weight(weights, q + "bias", t), dim),
                __torch__.ops.pair_halves(__torch__.ops.weight(weights, k + "bias", t), dim),
                __torch__.ops.weight(weights, v + "bias", t)]
        self.qkv_bias.append(torch.cat(bias))
      else:
        self.qkv_bias.append(torch.zeros([(self.heads + 2 * self.kv_heads) * dim], dtype=t, device=embed.device))
      self.o_weight.append(__torch__.linear.pack(__torch__.ops.weight(weights, layer + "self_attn.o_proj.weight", t)))
      norm = layer + "post_attention_layernorm.weight"
      gate = __torch__.ops.scaled_weight(weights, layer + "mlp.gate_proj.weight", norm, t)
      up = __torch__.ops.scaled_weight(weights, layer + "mlp.up_proj.weight", norm, t)
      self.gate_weight.append(__torch__.linear.pack(gate))
      self.up_weight.append(__torch__.linear.pack(up))
      self.down_weight.append(__torch__.linear.pack(__torch__.ops.weight(weights, layer + "mlp.down_proj.weight", t)))

  def new_cache(self: __torch__.Model, slots: int, image_rows: int) -> List[Tensor]:
    # Keys and values of each layer (slots, 2 kv_heads, head_dim), then the rows that hold image
    # embeddings between encoder and language model (image_rows, hidden).
    embed = self.embed[0]
    caches = annotate(List[Tensor], [])
    for i in range(self.layers):
      caches.append(torch.empty([slots, 2 * self.kv_heads, self.head_dim], dtype=self.attention_dtype, device=embed.device))
    caches.append(torch.empty([image_rows, embed.size(1)], dtype=self.dtype, device=embed.device))
    return caches

  def forward(self: __torch__.Model, numbers: Tensor, sizes: List[int], fresh: List[int], cached: List[int], caches: List[Tensor], images: Tensor) -> List[Tensor]:
    # One step. numbers holds, one after the other, sizes[i] 64-bit integers of: tokens, positions
    # (axes * rows), slots, image_rows, image_sources, sample_rows, and then keys and key counts of
    # each cached run. fresh lists (count, length) pairs; cached (count, length, width) triples.
    # Returns tokens (samples), log-probabilities (samples), logits (samples, vocabulary).
    part = torch.split_with_sizes(numbers, sizes)
    rows = part[0].size(0)
    padded = __torch__.linear.pad(rows)
    x = torch.embedding(self.embed[0], part[0])
    if sizes[3] > 0:
      x = x.index_copy_(0, part[3], images.index_select(0, part[4]))
    x = __torch__.ops.pad_rows(x, padded)

    turns = part[1].view([-1, rows]).index_select(0, self.axis_index[0]).t() * self.frequencies[0]
    rotation = __torch__.ops.rotation(turns)
    masks = annotate(List[Tensor], [])
    first_cached = rows
    for i in range(len(cached) // 3):
      masks.append(self.mask(part[7 + 2 * i], cached[3 * i + 1], cached[3 * i + 2]))
      first_cached = first_cached - cached[3 * i] * cached[3 * i + 1]

    heads = self.heads
    kv_heads = self.kv_heads
    for i in range(self.layers):
      qkv = __torch__.linear.apply(__torch__.ops.rms_norm(x, self.eps), self.qkv_weight[i], self.qkv_bias[i])
      qkv = qkv.narrow(0, 0, rows).to(6).view([rows, heads + 2 * kv_heads, self.head_dim])
      __torch__.ops.rotate_(qkv.narrow(1, 0, heads + kv_heads), rotation)
      qkv = qkv.to(self.attention_dtype)
      cache = caches[i].index_copy_(0, part[2], qkv.narrow(1, heads, 2 * kv_heads))
      parts = __torch__.ops.self_attention(qkv, heads, kv_heads, fresh, True)
      start = first_cached
      for j in range(len(masks)):
        count = cached[3 * j]
        length = cached[3 * j + 1]
        q = qkv.narrow(0, start, count * length).narrow(1, 0, heads)
        parts.append(self.cached_attention(q, cache, part[6 + 2 * j], masks[j], count, length))
        start = start + count * length
      attended = __torch__.ops.join(parts, padded, self.dtype)
      x = __torch__.linear.add(x, attended, self.o_weight[i], None)
      hidden = __torch__.linear.gated(__torch__.ops.rms_norm(x, self.eps), self.gate_weight[i], None, self.up_weight[i], None)
      x = __torch__.linear.add(x, hidden, self.down_weight[i], None)

    samples = part[5].size(0)
    last = __torch__.ops.rms_norm(x.index_select(0, part[5]), self.eps)
    last = __torch__.ops.pad_rows(last, __torch__.linear.pad(samples))
    logits = __torch__.linear.apply(last, self.head[0], None).narrow(0, 0, samples).to(6)
    best, token = torch.max(logits, 1)
    return [token, best - torch.logsumexp(logits, [1]), logits]

  def mask(self: __torch__.Model, key_counts: Tensor, length: int, width: int) -> Tensor:
    # Additive mask (count, 1, heads a group * length, width): a segment's row sees the keys up to
    # its own, which are its last ones; padding is never seen.
    group = self.heads // self.kv_heads
    key = torch.arange(width, device=key_counts.device)
    row = torch.arange(length, device=key_counts.device)
    seen = key_counts.view([-1, 1, 1]) - length + row.view([1, -1, 1])
    hidden = torch.gt(key.view([1, 1, -1]), seen)
    mask = torch.zeros(hidden.size(), dtype=self.attention_dtype, device=key_counts.device)
    return mask.masked_fill_(hidden, -inf).repeat([1, group, 1]).unsqueeze(1)

  def cached_attention(self: __torch__.Model, q: Tensor, cache: Tensor, keys: Tensor, mask: Tensor, count: int, length: int) -> Tensor:
    # Attention of q (count * length, heads, dim) to keys in the cache. The heads that share a
    # key-value head are rows of one product.
    kv_heads = self.kv_heads
    group = self.heads // kv_heads
    dim = self.head_dim
    kv = cache.index_select(0, keys).view([count, -1, 2 * kv_heads, dim]).transpose(1, 2)
    q = q.view([count, length, kv_heads, group, dim]).permute([0, 2, 3, 1, 4])
    q = q.reshape([count, kv_heads, group * length, dim])
    out = torch.scaled_dot_product_attention(q, kv.narrow(1, 0, kv_heads), kv.narrow(1, kv_heads, kv_heads), mask)
    out = out.view([count, kv_heads, group, length, dim]).permute([0, 3, 1, 2, 4])
    return out.reshape([count * length, self.heads * dim])
