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
  rotary_frequencies : List[float]
  rotary_magnitude : float
  dynamic_factor : float
  trained_length : int
  tied : bool
  window : int                   # keys that a row of some layers sees, 0: all
  windowed : List[int]           # a layer: 1 if it is one of them
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
    self.frequencies.append(torch.tensor(self.rotary_frequencies, dtype=6, device=embed.device))
    self.axis_index.append(torch.tensor(self.axes, dtype=4, device=embed.device))
    for i in range(self.layers + self.mtp):
      layer = "model.layers." + str(i) + "."
      norm = layer + "input_layernorm.weight"
      weight = annotate(List[Tensor], [])
      bias = annotate(List[Tensor], [])
      for name in self.projections(weights, layer + "self_attn."):
        weight.append(__torch__.ops.scaled_weight(weights, name + "weight", norm, t))
        if (name + "bias") in weights:
          bias.append(__torch__.ops.weight(weights, name + "bias", t))
      self.qkv_weight.append(__torch__.linear.pack(self.turned(torch.cat(weight))))
      if len(bias) > 0:
        self.qkv_bias.append(self.turned(torch.cat(bias)))
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

  def projections(self: __torch__.Model, weights: Dict[str, Tensor], attention: str) -> List[str]:
    # Those to queries, keys and values, which may be stored as one.
    if (attention + "qkv_proj.weight") in weights:
      return [attention + "qkv_proj."]
    else:
      return [attention + "q_proj.", attention + "k_proj.", attention + "v_proj."]

  def turned(self: __torch__.Model, qkv: Tensor) -> Tensor:
    # The projection ((heads + 2 kv_heads) * head_dim, ...), or its bias, with the pairs that turn
    # together as neighbours.
    size = (self.heads + self.kv_heads) * self.head_dim
    turning = __torch__.ops.pair_halves(qkv.narrow(0, 0, size), self.head_dim)
    return torch.cat([turning, qkv.narrow(0, size, qkv.size(0) - size)])

  def bind_mtp(self: __torch__.Model, weights: Dict[str, Tensor], head: str) -> NoneType:
    # The module: a decoder layer, which bind has taken over, and what joins it to the model.
    module = __torch__.ops.prediction_module(weights, "model.layers." + str(self.layers) + ".", head, self.dtype)
    self.norm.append(module[0])
    self.eh_weight.append(__torch__.linear.pack(module[1]))
    self.mtp_norm.append(module[2])
    self.mtp_head.append(__torch__.linear.pack(module[3]))

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
    __torch__.attention.copy(source, target, caches)

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
      x = self.layer(i, x, rows, rotation, part, 6, fresh, cached, masks[self.windowed[i]], single, caches[i])
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
    x = self.layer(self.layers, x, rows, self.rotation(part[1], rows), part, 7, fresh, cached, masks[self.windowed[self.layers]], single, caches[self.layers])
    token = torch.argmax(self.predict(x, part[5], self.mtp_head[0]), 1)
    return [token, __torch__.ops.rms_norm(x.index_select(0, part[5]), self.eps) * self.mtp_norm[0]]

  def embedded(self: __torch__.Model, part: List[Tensor], images: Tensor) -> Tensor:
    # Embeddings (rows, hidden) of tokens, in places of images.
    x = torch.embedding(self.embed[0], part[0])
    if part[3].size(0) > 0:
      x = x.index_copy_(0, part[3], images.index_select(0, part[4]))
    return x

  def masks(self: __torch__.Model, part: List[Tensor], first: int, cached: List[int]) -> List[List[Tensor]]:
    # Masks of layers that see everything, then of those that see a window, if there are some.
    group = self.heads // self.kv_heads
    masks = [__torch__.attention.masks(part, first, cached, group, self.attention_dtype, 0)]
    if self.window > 0:
      masks.append(__torch__.attention.masks(part, first, cached, group, self.attention_dtype, self.window))
    return masks

  def rotation(self: __torch__.Model, positions: Tensor, rows: int) -> Tensor:
    if self.dynamic_factor > 0.0:
      turns = __torch__.rotary.dynamic_turns(positions, rows, self.frequencies[0], self.dynamic_factor, self.trained_length)
    else:
      turns = __torch__.rotary.turns(positions, rows, self.axis_index[0], self.frequencies[0])
    return __torch__.ops.rotation(turns, self.rotary_magnitude)

  def layer(self: __torch__.Model, i: int, x: Tensor, rows: int, rotation: Tensor, part: List[Tensor], first: int, fresh: List[int], cached: List[int], masks: List[Tensor], single: List[int], cache: Tensor) -> Tensor:
    # One decoder layer over x (rows and padding, hidden); puts the rows' keys and values into cache.
    heads = self.heads
    kv_heads = self.kv_heads
    window = self.window * self.windowed[i]
    qkv = __torch__.linear.apply(__torch__.ops.rms_norm(x, self.eps), self.qkv_weight[i], self.qkv_bias[i])
    qkv = qkv.narrow(0, 0, rows).to(6).view([rows, heads + 2 * kv_heads, self.head_dim])
    __torch__.ops.rotate_(qkv.narrow(1, 0, heads + kv_heads), rotation)
    qkv = qkv.to(self.attention_dtype)
    cache = cache.index_copy_(0, part[2], qkv.narrow(1, heads, 2 * kv_heads))
    parts = __torch__.attention.self_attention(qkv, heads, kv_heads, fresh, True, window)
    start = __torch__.attention.fresh_rows(fresh)
    q = qkv.narrow(1, 0, heads)
    scale = 1.0 / torch.sqrt(self.head_dim)
    parts.extend(__torch__.attention.to_cache(q, start, cache, kv_heads, kv_heads, part, first, cached, masks, single, scale, window))
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
