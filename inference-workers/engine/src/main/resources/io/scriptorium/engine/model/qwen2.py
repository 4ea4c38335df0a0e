# The language model of Llama (arXiv 2307.09288), Qwen2 (arXiv 2407.10671) and Qwen2.5-VL (arXiv
# 2502.13923), over a ragged batch and a cache of slots. Rows are tokens of all sequences, one after
# the other; a few zero rows may follow them in projections.

class Model(Module):
  dtype : int                    # of projections
  attention_dtype : int          # of rotary embedding, attention and cache
  layers : int
  mtp : int                      # modules for multi-token prediction after the layers: 0 or 1
  heads : int
  kv_heads : int
  head_dim : int
  eps : float
  theta : float
  tied : bool
  axes : List[int]               # axis that each rotary frequency turns with (head_dim / 2)
  embed : List[Tensor]           # [(vocabulary, hidden)]
  head : List[List[Tensor]]      # [(vocabulary, hidden)], with the final norm's scale
  axis_index : List[Tensor]      # [(head_dim / 2)], axes as a tensor
  frequencies : List[Tensor]     # [(head_dim / 2)]
  qkv_weight : List[List[Tensor]] # a layer: ((heads + 2 kv_heads) * head_dim, hidden)
  qkv_bias : List[Tensor]        # a layer: ((heads + 2 kv_heads) * head_dim)
  o_weight : List[List[Tensor]]  # a layer: (hidden, heads * head_dim)
  gate_weight : List[List[Tensor]] # a layer: (intermediate, hidden)
  up_weight : List[List[Tensor]] # a layer: (intermediate, hidden)
  down_weight : List[List[Tensor]] # a layer: (hidden, intermediate)
  norm : List[Tensor]            # with a module: [(hidden)], the final norm's scale
  eh_weight : List[List[Tensor]] # with a module: [(hidden, 2 * hidden)], with both norms' scales
  mtp_norm : List[Tensor]        # with a module: [(hidden)], scale of its last norm
  mtp_head : List[List[Tensor]]  # with a module: [(vocabulary, hidden)], with that scale

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
    for i in range(self.layers + self.mtp):
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

    if self.mtp > 0:
      self.bind_mtp(weights, head)

  def bind_mtp(self: __torch__.Model, weights: Dict[str, Tensor], shared_head: str) -> NoneType:
    # The module of DeepSeek-V3 (arXiv 2412.19437): a decoder layer, which bind has taken over, and
    # what joins it to the model. Without a head of its own it shares the model's.
    t = self.dtype
    layer = "model.layers." + str(self.layers) + "."
    self.norm.append(__torch__.ops.weight(weights, "model.norm.weight", t))
    scale = torch.cat([__torch__.ops.weight(weights, layer + "enorm.weight", 6), __torch__.ops.weight(weights, layer + "hnorm.weight", 6)])
    joined = __torch__.ops.weight(weights, layer + "eh_proj.weight", 6) * scale
    self.eh_weight.append(__torch__.linear.pack(joined.to(t)))
    self.mtp_norm.append(__torch__.ops.weight(weights, layer + "shared_head.norm.weight", t))
    head = __torch__.ops.scaled_weight(weights, shared_head, layer + "shared_head.norm.weight", t)
    self.mtp_head.append(__torch__.linear.pack(head))

  def new_cache(self: __torch__.Model, slots: int, image_rows: int) -> List[Tensor]:
    # Keys and values of each layer and the module (slots, 2 kv_heads, head_dim), then the rows that
    # hold image embeddings between encoder and language model (image_rows, hidden).
    embed = self.embed[0]
    caches = annotate(List[Tensor], [])
    for i in range(self.layers + self.mtp):
      caches.append(torch.empty([slots, 2 * self.kv_heads, self.head_dim], dtype=self.attention_dtype, device=embed.device))
    caches.append(torch.empty([image_rows, embed.size(1)], dtype=self.dtype, device=embed.device))
    return caches

  def copy(self: __torch__.Model, source: List[int], target: List[int], caches: List[Tensor]) -> NoneType:
    # Copies what slots hold to other slots.
    device = caches[0].device
    sources = torch.tensor(source, dtype=4, device=device)
    targets = torch.tensor(target, dtype=4, device=device)
    for cache in caches:
      copied = cache.index_copy_(0, targets, cache.index_select(0, sources))

  def forward(self: __torch__.Model, numbers: Tensor, sizes: List[int], fresh: List[int], cached: List[int], single: List[int], caches: List[Tensor], images: Tensor) -> List[Tensor]:
    # One step. numbers holds, one after the other, sizes[i] 64-bit integers of: tokens, positions
    # (axes * rows), slots, image_rows, image_sources, sample_rows, and then keys and key counts of
    # each cached run. fresh lists (count, length) pairs; cached (count, length, width) triples; single
    # (first slot, keys) pairs.
    # Returns tokens (samples), log-probabilities (samples), logits (samples, vocabulary), states
    # before the final norm (rows and padding, hidden).
    part = torch.split_with_sizes(numbers, sizes)
    rows = part[0].size(0)
    x = __torch__.ops.pad_rows(self.embedded(part, images), __torch__.linear.pad(rows))
    rotation = self.rotation(part[1], rows)
    masks = self.masks(part, 6, cached)
    for i in range(self.layers):
      x = self.layer(i, x, rows, rotation, part, 6, fresh, cached, masks, single, caches[i])
    logits = self.predict(x, part[5], self.head[0])
    best, token = torch.max(logits, 1)
    return [token, best - torch.logsumexp(logits, [1]), logits, x]

  def draft(self: __torch__.Model, numbers: Tensor, sizes: List[int], fresh: List[int], cached: List[int], single: List[int], caches: List[Tensor], images: Tensor, states: Tensor, first: bool) -> List[Tensor]:
    # The module's step: as in forward, but tokens are those that follow each row, and a seventh
    # part before the runs names each row's state. states are forward's or, after the first draft,
    # those that this method returned. Returns tokens (samples), states (samples, hidden).
    part = torch.split_with_sizes(numbers, sizes)
    rows = part[0].size(0)
    state = states.index_select(0, part[6])
    if first:
      state = __torch__.ops.rms_norm(state, self.eps) * self.norm[0]
    joined = [__torch__.ops.rms_norm(self.embedded(part, images), self.eps), __torch__.ops.rms_norm(state, self.eps)]
    x = __torch__.ops.pad_rows(torch.cat(joined, 1), __torch__.linear.pad(rows))
    x = __torch__.linear.apply(x, self.eh_weight[0], None)
    masks = self.masks(part, 7, cached)
    x = self.layer(self.layers, x, rows, self.rotation(part[1], rows), part, 7, fresh, cached, masks, single, caches[self.layers])
    token = torch.argmax(self.predict(x, part[5], self.mtp_head[0]), 1)
    return [token, __torch__.ops.rms_norm(x.index_select(0, part[5]), self.eps) * self.mtp_norm[0]]

  def embedded(self: __torch__.Model, part: List[Tensor], images: Tensor) -> Tensor:
    # Embeddings (rows, hidden) of tokens, in places of images.
    x = torch.embedding(self.embed[0], part[0])
    if part[3].size(0) > 0:
      x = x.index_copy_(0, part[3], images.index_select(0, part[4]))
    return x

  def rotation(self: __torch__.Model, positions: Tensor, rows: int) -> Tensor:
    turns = positions.view([-1, rows]).index_select(0, self.axis_index[0]).t() * self.frequencies[0]
    return __torch__.ops.rotation(turns)

  def masks(self: __torch__.Model, part: List[Tensor], first: int, cached: List[int]) -> List[Tensor]:
    # The mask of each cached run, whose keys and key counts stand in part from first on.
    masks = annotate(List[Tensor], [])
    for i in range(len(cached) // 3):
      masks.append(self.mask(part[first + 1 + 2 * i], cached[3 * i + 1], cached[3 * i + 2]))
    return masks

  def layer(self: __torch__.Model, i: int, x: Tensor, rows: int, rotation: Tensor, part: List[Tensor], first: int, fresh: List[int], cached: List[int], masks: List[Tensor], single: List[int], cache: Tensor) -> Tensor:
    # One decoder layer over x (rows and padding, hidden); puts the rows' keys and values into cache.
    heads = self.heads
    kv_heads = self.kv_heads
    qkv = __torch__.linear.apply(__torch__.ops.rms_norm(x, self.eps), self.qkv_weight[i], self.qkv_bias[i])
    qkv = qkv.narrow(0, 0, rows).to(6).view([rows, heads + 2 * kv_heads, self.head_dim])
    __torch__.ops.rotate_(qkv.narrow(1, 0, heads + kv_heads), rotation)
    qkv = qkv.to(self.attention_dtype)
    cache = cache.index_copy_(0, part[2], qkv.narrow(1, heads, 2 * kv_heads))
    parts = __torch__.ops.self_attention(qkv, heads, kv_heads, fresh, True)
    start = 0
    for j in range(len(fresh) // 2):
      start = start + fresh[2 * j] * fresh[2 * j + 1]
    for j in range(len(masks)):
      count = cached[3 * j]
      length = cached[3 * j + 1]
      q = qkv.narrow(0, start, count * length).narrow(1, 0, heads)
      parts.append(self.cached_attention(q, cache, part[first + 2 * j], masks[j], count, length))
      start = start + count * length
    for j in range(len(single) // 2):
      q = qkv.select(0, start + j).narrow(0, 0, heads)
      parts.append(self.attention_in_place(q, cache.narrow(0, single[2 * j], single[2 * j + 1])))
    attended = __torch__.ops.join(parts, x.size(0), self.dtype)
    x = __torch__.linear.add(x, attended, self.o_weight[i], None)
    hidden = __torch__.linear.gated(__torch__.ops.rms_norm(x, self.eps), self.gate_weight[i], None, self.up_weight[i], None)
    return __torch__.linear.add(x, hidden, self.down_weight[i], None)

  def predict(self: __torch__.Model, x: Tensor, sample_rows: Tensor, head: List[Tensor]) -> Tensor:
    # Logits (samples, vocabulary) in 32 bits.
    samples = sample_rows.size(0)
    last = __torch__.ops.rms_norm(x.index_select(0, sample_rows), self.eps)
    last = __torch__.ops.pad_rows(last, __torch__.linear.pad(samples))
    return __torch__.linear.apply(last, head, None).narrow(0, 0, samples).to(6)

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

  def attention_in_place(self: __torch__.Model, q: Tensor, keys: Tensor) -> Tensor:
    # Attention of q (heads, dim), one row, to keys and values (keys, 2 kv_heads, dim).
    kv_heads = self.kv_heads
    kv = keys.transpose(0, 1).unsqueeze(0)
    q = q.reshape([1, kv_heads, self.heads // kv_heads, self.head_dim])
    out = torch.scaled_dot_product_attention(q, kv.narrow(1, 0, kv_heads), kv.narrow(1, kv_heads, kv_heads))
    return out.reshape([1, self.heads * self.head_dim])
