# The language models of DeepSeek-V2 (arXiv 2405.04434) and DeepSeek-V3 (arXiv 2412.19437), over a
# ragged batch and a cache of slots as in qwen2.py. A slot holds what all heads' keys and values are
# projected from, and the part of the key that is turned: (rank + rope) numbers.

class Model(Module):
  dtype : int                    # of projections
  attention_dtype : int          # of rotary embedding, attention and cache
  layers : int
  mtp : int                      # modules for multi-token prediction after the layers: 0 or 1
  heads : int
  nope : int                     # numbers of a head's query and key that are not turned
  rope : int                     # ... and those that are
  value : int                    # numbers of a head's value
  rank : int                     # numbers that keys and values are projected from
  expand_from : int              # rows of a segment from which on its cached keys and values are projected
  q_rank : int                   # numbers that queries are projected from, 0: from the state itself
  scale : float                  # of attention
  neighbours : bool              # whether numbers that turn together are neighbours in the checkpoint
  eps : float
  latent_eps : float
  tied : bool
  rotary_frequencies : List[float]
  rotary_magnitude : float
  dynamic_factor : float
  trained_length : int
  experts : List[int]            # routed experts of each layer, 0: none
  chosen : int                   # experts a row
  groups : int                   # of experts, of which
  chosen_groups : int            # so many may be chosen from
  sigmoid : bool                 # V3's scores and groups' scores, V2's else
  normalized : bool              # weights of chosen experts are made to add up to 1
  routed_scale : float           # what they are multiplied with
  embed : List[Tensor]           # [(vocabulary, hidden)]
  head : List[List[Tensor]]      # [(vocabulary, hidden)], with the final norm's scale
  frequencies : List[Tensor]     # [(rope / 2)]
  down : List[List[Tensor]]      # a layer: (q_rank or heads * (nope + rope), then rank + rope; hidden)
  query : List[List[Tensor]]     # a layer: (heads * (nope + rope), q_rank), none without q_rank
  expand : List[List[Tensor]]    # a layer: (heads * (nope + value), rank)
  key_up : List[Tensor]          # a layer: (heads, nope, rank)
  value_up : List[Tensor]        # a layer: (heads, rank, value)
  output : List[List[Tensor]]    # a layer: (hidden, heads * value)
  router : List[Tensor]          # a layer: (experts, hidden), in 32 bits
  correction : List[Tensor]      # a layer: (experts), in 32 bits
  gate_weight : List[List[List[Tensor]]] # a layer: dense or shared experts, if any, then the routed ones
  up_weight : List[List[List[Tensor]]]
  down_weight : List[List[List[Tensor]]]
  shared : List[int]             # a layer: 1 if the first of those is for all rows
  norm : List[Tensor]            # with a module: [(hidden)], the final norm's scale
  eh_weight : List[List[Tensor]] # with a module: [(hidden, 2 * hidden)], with both norms' scales
  mtp_embed : List[Tensor]
  mtp_norm : List[Tensor]        # with a module: [(hidden)], scale of its last norm
  mtp_head : List[List[Tensor]]  # with a module: [(vocabulary, hidden)], with that scale

  def bind(self: __torch__.Model, weights: Dict[str, Tensor]) -> NoneType:
    t = self.dtype
    embed = __torch__.ops.weight(weights, "model.embed_tokens.weight", t)
    self.embed.append(embed)
    if self.tied:
      head = "model.embed_tokens.weight"
    else:
      head = "lm_head.weight"
    self.head.append(__torch__.linear.pack(__torch__.ops.scaled_weight(weights, head, "model.norm.weight", t)))
    self.frequencies.append(torch.tensor(self.rotary_frequencies, dtype=6, device=embed.device))
    for i in range(self.layers + self.mtp):
      self.bind_attention(weights, "model.layers." + str(i) + ".")
      self.bind_experts(weights, "model.layers." + str(i) + ".", self.experts[i], self.shared[i])
    if self.mtp > 0:
      self.bind_mtp(weights, head)

  def bind_attention(self: __torch__.Model, weights: Dict[str, Tensor], layer: str) -> NoneType:
    t = self.dtype
    heads = self.heads
    norm = layer + "input_layernorm.weight"
    attention = layer + "self_attn."
    if self.q_rank > 0:
      first = __torch__.ops.scaled_weight(weights, attention + "q_a_proj.weight", norm, t)
      second = __torch__.ops.scaled_weight(weights, attention + "q_b_proj.weight", attention + "q_a_layernorm.weight", t)
      self.query.append(__torch__.linear.pack(self.turned_last(second, heads, self.nope)))
    else:
      first = self.turned_last(__torch__.ops.scaled_weight(weights, attention + "q_proj.weight", norm, t), heads, self.nope)
      self.query.append(annotate(List[Tensor], []))
    latent = self.turned_last(__torch__.ops.scaled_weight(weights, attention + "kv_a_proj_with_mqa.weight", norm, t), 1, self.rank)
    self.down.append(__torch__.linear.pack(torch.cat([first, latent])))
    expand = __torch__.ops.scaled_weight(weights, attention + "kv_b_proj.weight", attention + "kv_a_layernorm.weight", t)
    self.expand.append(__torch__.linear.pack(expand))
    parts = expand.to(self.attention_dtype).view([heads, self.nope + self.value, self.rank])
    self.key_up.append(parts.narrow(1, 0, self.nope).contiguous())
    self.value_up.append(parts.narrow(1, self.nope, self.value).transpose(1, 2).contiguous())
    self.output.append(__torch__.linear.pack(__torch__.ops.weight(weights, attention + "o_proj.weight", t)))

  def turned_last(self: __torch__.Model, weight: Tensor, heads: int, before: int) -> Tensor:
    # A projection (heads * (before + rope), in) whose numbers that turn together become neighbours.
    if self.neighbours:
      return weight
    by_head = weight.view([heads, before + self.rope, -1])
    turned = by_head.narrow(1, before, self.rope).reshape([heads * self.rope, -1])
    turned = __torch__.ops.pair_halves(turned, self.rope).view([heads, self.rope, -1])
    return torch.cat([by_head.narrow(1, 0, before), turned], 1).reshape(weight.size())

  def bind_experts(self: __torch__.Model, weights: Dict[str, Tensor], layer: str, routed: int, shared: int) -> NoneType:
    norm = layer + "post_attention_layernorm.weight"
    gate = annotate(List[List[Tensor]], [])
    up = annotate(List[List[Tensor]], [])
    down = annotate(List[List[Tensor]], [])
    names = annotate(List[str], [])
    if shared > 0 and routed > 0:
      names.append(layer + "mlp.shared_experts.")
    elif shared > 0:
      names.append(layer + "mlp.")
    for j in range(routed):
      names.append(layer + "mlp.experts." + str(j) + ".")
    for name in names:
      gate.append(__torch__.linear.pack(__torch__.ops.scaled_weight(weights, name + "gate_proj.weight", norm, self.dtype)))
      up.append(__torch__.linear.pack(__torch__.ops.scaled_weight(weights, name + "up_proj.weight", norm, self.dtype)))
      down.append(__torch__.linear.pack(__torch__.ops.weight(weights, name + "down_proj.weight", self.dtype)))
    self.gate_weight.append(gate)
    self.up_weight.append(up)
    self.down_weight.append(down)
    router = torch.zeros([routed], dtype=6, device=self.embed[0].device)
    correction = router
    if routed > 0:
      router = __torch__.ops.scaled_weight(weights, layer + "mlp.gate.weight", norm, 6)
    if (layer + "mlp.gate.e_score_correction_bias") in weights:
      correction = __torch__.ops.weight(weights, layer + "mlp.gate.e_score_correction_bias", 6)
    self.router.append(router)
    self.correction.append(correction)

  def bind_mtp(self: __torch__.Model, weights: Dict[str, Tensor], head: str) -> NoneType:
    # The module: a decoder layer, which bind has taken over, and what joins it to the model. Without
    # embeddings of its own it shares the model's.
    layer = "model.layers." + str(self.layers) + "."
    module = __torch__.ops.prediction_module(weights, layer, head, self.dtype)
    self.norm.append(module[0])
    self.eh_weight.append(__torch__.linear.pack(module[1]))
    self.mtp_norm.append(module[2])
    self.mtp_head.append(__torch__.linear.pack(module[3]))
    if (layer + "embed_tokens.weight") in weights:
      self.mtp_embed.append(__torch__.ops.weight(weights, layer + "embed_tokens.weight", self.dtype))
    else:
      self.mtp_embed.append(self.embed[0])

  def new_cache(self: __torch__.Model, slots: int, image_rows: int) -> List[Tensor]:
    # What a slot holds of each layer and the module (slots, 1, rank + rope), then rows for images, of
    # which there are none.
    embed = self.embed[0]
    caches = annotate(List[Tensor], [])
    for i in range(self.layers + self.mtp):
      caches.append(torch.empty([slots, 1, self.rank + self.rope], dtype=self.attention_dtype, device=embed.device))
    caches.append(torch.empty([image_rows, embed.size(1)], dtype=self.dtype, device=embed.device))
    return caches

  def copy(self: __torch__.Model, source: List[int], target: List[int], caches: List[Tensor]) -> NoneType:
    __torch__.attention.copy(source, target, caches)

  def forward(self: __torch__.Model, numbers: Tensor, sizes: List[int], fresh: List[int], cached: List[int], single: List[int], caches: List[Tensor], images: Tensor) -> List[Tensor]:
    part = torch.split_with_sizes(numbers, sizes)
    rows = part[0].size(0)
    x = __torch__.ops.pad_rows(torch.embedding(self.embed[0], part[0]), __torch__.linear.pad(rows))
    rotation = self.rotation(part[1], rows)
    masks = self.masks(part, 6, cached)
    for i in range(self.layers):
      x = self.layer(i, x, rows, rotation, part, 6, fresh, cached, masks, single, caches[i])
    logits = self.predict(x, part[5], self.head[0])
    best, token = torch.max(logits, 1)
    return [token, best - torch.logsumexp(logits, [1]), logits, x]

  def draft(self: __torch__.Model, numbers: Tensor, sizes: List[int], fresh: List[int], cached: List[int], single: List[int], caches: List[Tensor], images: Tensor, states: Tensor, first: bool) -> List[Tensor]:
    part = torch.split_with_sizes(numbers, sizes)
    rows = part[0].size(0)
    state = states.index_select(0, part[6])
    if first:
      state = __torch__.ops.rms_norm(state, self.eps) * self.norm[0]
    embedded = torch.embedding(self.mtp_embed[0], part[0])
    joined = [__torch__.ops.rms_norm(embedded, self.eps), __torch__.ops.rms_norm(state, self.eps)]
    x = __torch__.ops.pad_rows(torch.cat(joined, 1), __torch__.linear.pad(rows))
    x = __torch__.linear.apply(x, self.eh_weight[0], None)
    masks = self.masks(part, 7, cached)
    x = self.layer(self.layers, x, rows, self.rotation(part[1], rows), part, 7, fresh, cached, masks, single, caches[self.layers])
    token = torch.argmax(self.predict(x, part[5], self.mtp_head[0]), 1)
    return [token, __torch__.ops.rms_norm(x.index_select(0, part[5]), self.eps) * self.mtp_norm[0]]

  def rotation(self: __torch__.Model, positions: Tensor, rows: int) -> Tensor:
    if self.dynamic_factor > 0.0:
      turns = __torch__.rotary.dynamic_turns(positions, rows, self.frequencies[0], self.dynamic_factor, self.trained_length)
    else:
      turns = positions.unsqueeze(1) * self.frequencies[0]
    return __torch__.ops.rotation(turns, self.rotary_magnitude)

  def layer(self: __torch__.Model, i: int, x: Tensor, rows: int, rotation: Tensor, part: List[Tensor], first: int, fresh: List[int], cached: List[int], masks: List[Tensor], single: List[int], cache: Tensor) -> Tensor:
    # One decoder layer over x (rows and padding, hidden); puts what the rows' keys and values follow
    # from into cache.
    width = self.nope + self.rope
    down = __torch__.linear.apply(__torch__.ops.rms_norm(x, self.eps), self.down[i], None)
    q = down.narrow(1, 0, down.size(1) - self.rank - self.rope)
    if self.q_rank > 0:
      q = __torch__.linear.apply(__torch__.ops.rms_norm(q.contiguous(), self.latent_eps), self.query[i], None)
    q = q.narrow(0, 0, rows).to(6).contiguous().view([rows, self.heads, width])
    __torch__.ops.rotate_(q.narrow(2, self.nope, self.rope), rotation)
    q = q.to(self.attention_dtype)
    latent = down.narrow(0, 0, rows).narrow(1, down.size(1) - self.rank - self.rope, self.rank + self.rope).to(6)
    turned = latent.narrow(1, self.rank, self.rope).contiguous().unsqueeze(1)
    __torch__.ops.rotate_(turned, rotation)
    normed = __torch__.ops.rms_norm(latent.narrow(1, 0, self.rank).contiguous(), self.latent_eps)
    entry = torch.cat([normed, turned.squeeze(1)], 1).to(self.attention_dtype)
    cache = cache.index_copy_(0, part[2], entry.unsqueeze(1))
    start = __torch__.attention.fresh_rows(fresh)
    parts = annotate(List[Tensor], [])
    if start > 0:
      parts.extend(self.expanded(i, q.narrow(0, 0, start), entry.narrow(0, 0, start), fresh))
    if rows > start:
      parts.extend(self.to_cache(i, q.narrow(0, start, rows - start), cache, part, first, cached, masks, single))
    attended = __torch__.ops.join(parts, x.size(0), self.dtype)
    x = __torch__.linear.add(x, attended, self.output[i], None)
    return self.feed_forward(i, x, rows)

  def expanded(self: __torch__.Model, i: int, q: Tensor, entry: Tensor, fresh: List[int]) -> List[Tensor]:
    # Attention of fresh rows among themselves. One result (count * length, heads * value) a run.
    k, v = self.keys_values(i, entry)
    parts = annotate(List[Tensor], [])
    start = 0
    for j in range(len(fresh) // 2):
      count = fresh[2 * j]
      run = count * fresh[2 * j + 1]
      parts.append(self.attend(q.narrow(0, start, run), k.narrow(0, start, run), v.narrow(0, start, run), count, None))
      start = start + run
    return parts

  def keys_values(self: __torch__.Model, i: int, entry: Tensor) -> Tuple[Tensor, Tensor]:
    # Keys and values (rows, heads, nope + rope) of all heads, projected from what the cache holds of
    # rows. Values are as wide as keys, filled up with zeros: so attention runs without a matrix of all
    # scores.
    rows = entry.size(0)
    heads = self.heads
    latent = __torch__.ops.pad_rows(entry.narrow(1, 0, self.rank).to(self.dtype), __torch__.linear.pad(rows))
    kv = __torch__.linear.apply(latent.contiguous(), self.expand[i], None).narrow(0, 0, rows)
    kv = kv.to(self.attention_dtype).view([rows, heads, self.nope + self.value])
    turned = entry.narrow(1, self.rank, self.rope).unsqueeze(1).expand([rows, heads, self.rope])
    k = torch.cat([kv.narrow(2, 0, self.nope), turned], 2)
    v = torch.constant_pad_nd(kv.narrow(2, self.nope, self.value), [0, self.nope + self.rope - self.value], 0)
    return (k, v)

  def attend(self: __torch__.Model, q: Tensor, k: Tensor, v: Tensor, count: int, mask: Optional[Tensor]) -> Tensor:
    # Attention of count segments, each to keys of its own, causal without a mask (rows, heads * value).
    rows = q.size(0)
    heads = self.heads
    width = self.nope + self.rope
    q = q.reshape([count, -1, heads, width]).transpose(1, 2)
    k = k.reshape([count, -1, heads, width]).transpose(1, 2)
    v = v.reshape([count, -1, heads, width]).transpose(1, 2)
    out = torch.scaled_dot_product_attention(q, k, v, mask, 0.0, mask is None, scale=self.scale)
    return out.narrow(3, 0, self.value).transpose(1, 2).reshape([rows, heads * self.value])

  def first_long(self: __torch__.Model, cached: List[int]) -> int:
    # The first cached run whose segments have so many rows that projecting keys and values pays; runs
    # are in the order of their segments' rows.
    first = 0
    for j in range(len(cached) // 3):
      if cached[3 * j + 1] < self.expand_from:
        first = j + 1
    return first

  def masks(self: __torch__.Model, part: List[Tensor], first: int, cached: List[int]) -> List[Tensor]:
    # The mask of each cached run: heads are rows of one product unless keys and values are projected.
    long = self.first_long(cached)
    masks = annotate(List[Tensor], [])
    for j in range(len(cached) // 3):
      if j < long:
        group = self.heads
      else:
        group = 1
      masks.append(__torch__.attention.mask(part[first + 1 + 2 * j], cached[3 * j + 1], cached[3 * j + 2], group, self.attention_dtype, 0))
    return masks

  def to_cache(self: __torch__.Model, i: int, q: Tensor, cache: Tensor, part: List[Tensor], first: int, cached: List[int], masks: List[Tensor], single: List[int]) -> List[Tensor]:
    # Attention of the rows of cached runs and of single rows. Where many rows of a segment see the
    # same keys, these are projected; few rows take the absorbed way.
    long = self.first_long(cached)
    none = annotate(List[Tensor], [])
    parts = annotate(List[Tensor], [])
    if long == len(masks):
      parts.append(self.absorbed(i, q, cache, part, first, cached, masks, single))
    else:
      start = 0
      short_masks = annotate(List[Tensor], [])
      for j in range(long):
        short_masks.append(masks[j])
        start = start + cached[3 * j] * cached[3 * j + 1]
      if start > 0:
        parts.append(self.absorbed(i, q.narrow(0, 0, start), cache, part, first, cached, short_masks, annotate(List[int], [])))
      for j in range(long, len(masks)):
        rows = cached[3 * j] * cached[3 * j + 1]
        k, v = self.keys_values(i, cache.index_select(0, part[first + 2 * j]).squeeze(1))
        parts.append(self.attend(q.narrow(0, start, rows), k, v, cached[3 * j], masks[j]))
        start = start + rows
      if len(single) > 0:
        parts.append(self.absorbed(i, q.narrow(0, start, q.size(0) - start), cache, part, first, cached, none, single))
    return parts

  def absorbed(self: __torch__.Model, i: int, q: Tensor, cache: Tensor, part: List[Tensor], first: int, cached: List[int], masks: List[Tensor], single: List[int]) -> Tensor:
    # Attention of rows to what the cache holds, without projecting keys and values: queries are
    # brought to the latent numbers, results from them. All heads share one key, which is the value
    # too.
    rows = q.size(0)
    latent = torch.bmm(q.narrow(2, 0, self.nope).transpose(0, 1), self.key_up[i]).transpose(0, 1)
    q = torch.cat([latent, q.narrow(2, self.nope, self.rope)], 2)
    out = torch.cat(__torch__.attention.to_cache(q, 0, cache, 1, 0, part, first, cached, masks, single, self.scale, 0))
    out = out.view([rows, self.heads, self.rank + self.rope]).narrow(2, 0, self.rank)
    return torch.bmm(out.transpose(0, 1), self.value_up[i]).transpose(0, 1).reshape([rows, self.heads * self.value])

  def feed_forward(self: __torch__.Model, i: int, x: Tensor, rows: int) -> Tensor:
    normed = __torch__.ops.rms_norm(x, self.eps)
    if self.shared[i] > 0:
      hidden = __torch__.linear.gated(normed, self.gate_weight[i][0], None, self.up_weight[i][0], None)
      result = __torch__.linear.add(x, hidden, self.down_weight[i][0], None)
    else:
      result = x.clone()
    if self.experts[i] > 0:
      self.add_routed(i, self.shared[i], normed.narrow(0, 0, rows), result)
    return result

  def add_routed(self: __torch__.Model, i: int, first: int, normed: Tensor, result: Tensor) -> NoneType:
    # Adds what the chosen experts give. The rows of all sequences that chose an expert go through it
    # in one product.
    expert, share = self.route(i, normed)
    order = torch.argsort(expert.reshape([-1]), stable=True)
    row = torch.div(order, self.chosen, rounding_mode="floor")
    share = share.reshape([-1]).index_select(0, order)
    counts = torch.bincount(expert.reshape([-1]), None, self.experts[i]).cpu()
    inputs = normed.index_select(0, row)
    start = 0
    for j in range(self.experts[i]):
      count = int(counts[j])
      if count > 0:
        part = __torch__.ops.pad_rows(inputs.narrow(0, start, count), __torch__.linear.pad(count))
        hidden = __torch__.linear.gated(part, self.gate_weight[i][first + j], None, self.up_weight[i][first + j], None)
        out = __torch__.linear.apply(hidden, self.down_weight[i][first + j], None).narrow(0, 0, count)
        weighted = out * share.narrow(0, start, count).unsqueeze(1).to(out.dtype)
        added = result.index_add_(0, row.narrow(0, start, count), weighted)
        start = start + count

  def route(self: __torch__.Model, i: int, normed: Tensor) -> Tuple[Tensor, Tensor]:
    # Experts (rows, chosen) and their weights.
    rows = normed.size(0)
    logits = torch.linear(normed.to(6), self.router[i])
    if self.sigmoid:
      scores = torch.sigmoid(logits)
      ranking = scores + self.correction[i]
    else:
      scores = torch.softmax(logits, 1)
      ranking = scores
    if self.groups > 1:
      grouped = ranking.view([rows, self.groups, -1])
      if self.sigmoid:
        best, _0 = torch.topk(grouped, 2, 2)
        group = torch.sum(best, [2])
      else:
        group = torch.amax(grouped, [2])
      _1, kept = torch.topk(group, self.chosen_groups, 1)
      left_out = torch.ones_like(group).scatter_(1, kept, 0.0).to(11)
      ranking = grouped.masked_fill(left_out.unsqueeze(2), -inf).view([rows, -1])
    _2, expert = torch.topk(ranking, self.chosen, 1)
    share = torch.gather(scores, 1, expert)
    if self.normalized:
      share = share / (torch.sum(share, [1], True) + 1.0e-20)
    return (expert, share * self.routed_scale)

  def predict(self: __torch__.Model, x: Tensor, sample_rows: Tensor, head: List[Tensor]) -> Tensor:
    # Logits (samples, vocabulary) in 32 bits.
    samples = sample_rows.size(0)
    last = __torch__.ops.rms_norm(x.index_select(0, sample_rows), self.eps)
    last = __torch__.ops.pad_rows(last, __torch__.linear.pad(samples))
    return __torch__.linear.apply(last, head, None).narrow(0, 0, samples).to(6)
