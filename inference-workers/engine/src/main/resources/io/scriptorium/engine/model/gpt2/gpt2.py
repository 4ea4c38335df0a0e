# GPT-2 (Radford et al. 2019) and OPT (arXiv 2205.01068), over a ragged batch and a cache of slots as in
# qwen2.py. Positions are learned. GPT-2 stores projections as (in, out), those to queries, keys and
# values as one; OPT as (out, in), each by itself.

class Model(Module):
  dtype : int                    # of projections
  attention_dtype : int          # of attention and cache
  layers : int
  heads : int
  head_dim : int
  eps : float
  activation : int               # 0: GELU as approximated by tanh, 1: GELU, 2: ReLU
  tied : bool
  apart : bool                   # whether projections are stored as OPT's
  inverse_layers : bool          # attention of layer i is scaled by 1 / (i + 1) too
  embed : List[Tensor]           # [(vocabulary, hidden)]
  positions : List[Tensor]       # [(positions, hidden)]
  head : List[List[Tensor]]      # [(vocabulary, hidden)]
  norm : List[Tensor]            # scale and shift of the final norm
  norms : List[List[Tensor]]     # a layer: scale, shift before attention, scale, shift before the rest
  qkv_weight : List[List[Tensor]] # a layer: (3 hidden, hidden)
  qkv_bias : List[Tensor]
  o_weight : List[List[Tensor]]  # a layer: (hidden, hidden)
  o_bias : List[Tensor]
  up_weight : List[List[Tensor]] # a layer: (inner, hidden)
  up_bias : List[Tensor]
  down_weight : List[List[Tensor]] # a layer: (hidden, inner)
  down_bias : List[Tensor]

  def bind(self: __torch__.Model, weights: Dict[str, Tensor]) -> NoneType:
    t = self.dtype
    embed = __torch__.ops.weight(weights, "wte.weight", t)
    self.embed.append(embed)
    self.positions.append(__torch__.ops.weight(weights, "wpe.weight", t))
    if self.tied:
      head = embed
    else:
      head = __torch__.ops.weight(weights, "lm_head.weight", t)
    self.head.append(__torch__.linear.pack(head))
    self.norm.append(__torch__.ops.weight(weights, "ln_f.weight", t))
    self.norm.append(__torch__.ops.weight(weights, "ln_f.bias", t))
    for i in range(self.layers):
      layer = "h." + str(i) + "."
      self.norms.append([__torch__.ops.weight(weights, layer + "ln_1.weight", t), __torch__.ops.weight(weights, layer + "ln_1.bias", t),
                         __torch__.ops.weight(weights, layer + "ln_2.weight", t), __torch__.ops.weight(weights, layer + "ln_2.bias", t)])
      qkv = self.projections(layer + "attn.")
      self.qkv_weight.append(self.pack(weights, self.suffixed(qkv, "weight")))
      self.qkv_bias.append(__torch__.encoder.joined(weights, self.suffixed(qkv, "bias"), t))
      self.o_weight.append(self.pack(weights, [layer + "attn.c_proj.weight"]))
      self.o_bias.append(__torch__.ops.weight(weights, layer + "attn.c_proj.bias", t))
      self.up_weight.append(self.pack(weights, [layer + "mlp.c_fc.weight"]))
      self.up_bias.append(__torch__.ops.weight(weights, layer + "mlp.c_fc.bias", t))
      self.down_weight.append(self.pack(weights, [layer + "mlp.c_proj.weight"]))
      self.down_bias.append(__torch__.ops.weight(weights, layer + "mlp.c_proj.bias", t))

  def projections(self: __torch__.Model, attention: str) -> List[str]:
    # Those to queries, keys and values.
    if self.apart:
      return [attention + "q_proj.", attention + "k_proj.", attention + "v_proj."]
    else:
      return [attention + "c_attn."]

  def suffixed(self: __torch__.Model, names: List[str], suffix: str) -> List[str]:
    suffixed = annotate(List[str], [])
    for name in names:
      suffixed.append(name + suffix)
    return suffixed

  def pack(self: __torch__.Model, weights: Dict[str, Tensor], names: List[str]) -> List[Tensor]:
    weight = __torch__.encoder.joined(weights, names, self.dtype)
    if self.apart:
      return __torch__.linear.pack(weight)
    else:
      return __torch__.linear.pack(weight.t().contiguous())

  def new_cache(self: __torch__.Model, slots: int, image_rows: int) -> List[Tensor]:
    embed = self.embed[0]
    caches = annotate(List[Tensor], [])
    for i in range(self.layers):
      caches.append(torch.empty([slots, 2 * self.heads, self.head_dim], dtype=self.attention_dtype, device=embed.device))
    caches.append(torch.empty([image_rows, embed.size(1)], dtype=self.dtype, device=embed.device))
    return caches

  def copy(self: __torch__.Model, source: List[int], target: List[int], caches: List[Tensor]) -> NoneType:
    __torch__.attention.copy(source, target, caches)

  def forward(self: __torch__.Model, numbers: Tensor, sizes: List[int], fresh: List[int], cached: List[int], single: List[int], caches: List[Tensor], images: Tensor) -> List[Tensor]:
    part = torch.split_with_sizes(numbers, sizes)
    rows = part[0].size(0)
    x = torch.embedding(self.embed[0], part[0])
    if part[3].size(0) > 0:
      x = x.index_copy_(0, part[3], images.index_select(0, part[4]))
    x = x + torch.embedding(self.positions[0], part[1])
    x = __torch__.ops.pad_rows(x, __torch__.linear.pad(rows))
    masks = __torch__.attention.masks(part, 6, cached, 1, self.attention_dtype, 0)
    for i in range(self.layers):
      x = self.layer(i, x, rows, part, fresh, cached, masks, single, caches[i])
    samples = part[5].size(0)
    last = torch.layer_norm(x.index_select(0, part[5]), [x.size(1)], self.norm[0], self.norm[1], self.eps)
    last = __torch__.ops.pad_rows(last, __torch__.linear.pad(samples))
    logits = __torch__.linear.apply(last, self.head[0], None).narrow(0, 0, samples).to(6)
    best, token = torch.max(logits, 1)
    return [token, best - torch.logsumexp(logits, [1]), logits, x]

  def layer(self: __torch__.Model, i: int, x: Tensor, rows: int, part: List[Tensor], fresh: List[int], cached: List[int], masks: List[Tensor], single: List[int], cache: Tensor) -> Tensor:
    heads = self.heads
    norms = self.norms[i]
    normed = torch.layer_norm(x, [x.size(1)], norms[0], norms[1], self.eps)
    qkv = __torch__.linear.apply(normed, self.qkv_weight[i], self.qkv_bias[i])
    qkv = qkv.narrow(0, 0, rows).to(self.attention_dtype).view([rows, 3 * heads, self.head_dim])
    scale = 1.0 / torch.sqrt(self.head_dim)
    if self.inverse_layers:
      # Queries carry what attention's own scale does not.
      q = qkv.narrow(1, 0, heads).mul_(1.0 / (i + 1))
    cache = cache.index_copy_(0, part[2], qkv.narrow(1, heads, 2 * heads))
    parts = __torch__.attention.self_attention(qkv, heads, heads, fresh, True, 0)
    start = __torch__.attention.fresh_rows(fresh)
    parts.extend(__torch__.attention.to_cache(qkv.narrow(1, 0, heads), start, cache, heads, heads, part, 6, cached, masks, single, scale, 0))
    attended = __torch__.ops.join(parts, x.size(0), self.dtype)
    x = __torch__.linear.add(x, attended, self.o_weight[i], self.o_bias[i])
    normed = torch.layer_norm(x, [x.size(1)], norms[2], norms[3], self.eps)
    up = __torch__.linear.apply(normed, self.up_weight[i], self.up_bias[i])
    if self.activation == 0:
      up = torch.gelu(up, approximate="tanh")
    elif self.activation == 1:
      up = torch.gelu(up)
    else:
      up = torch.relu(up)
    return __torch__.linear.add(x, up, self.down_weight[i], self.down_bias[i])
