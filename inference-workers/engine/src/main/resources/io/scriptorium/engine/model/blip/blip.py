# BLIP's text decoder (arXiv 2201.12086), over a ragged batch and a cache of slots as in qwen2.py. It is
# BERT's, with a causal mask and, in each layer, attention to an image.
#
# A sequence is its image's tokens and then its text. The slot of an image token holds the keys and
# values of cross-attention that its feature has in each layer; the slot of a text token those of
# self-attention:
#
#   slots of a sequence   | image_tokens of the image | text ...
#   a text row sees       |-- by cross-attention -----|-- by self-attention up to its own
#
# So rows of images go through one projection a layer and nothing else.

class Model(Module):
  dtype : int                    # of projections
  attention_dtype : int          # of attention and cache
  layers : int
  heads : int
  head_dim : int
  eps : float
  activation : int
  tied : bool
  image_tokens : int             # of each sequence
  image_size : int               # of an image token's feature
  embed : List[Tensor]           # [(vocabulary, hidden), (positions, hidden), scale and shift of a norm (hidden)]
  qkv : List[List[List[Tensor]]] # a layer: (3 hidden, hidden), as bert.py describes projections
  out : List[List[List[Tensor]]] # a layer: (hidden, hidden)
  cross_q : List[List[List[Tensor]]] # a layer: (hidden, hidden)
  cross_kv : List[List[List[Tensor]]] # a layer: (2 hidden, image_size)
  cross_out : List[List[List[Tensor]]] # a layer: (hidden, hidden)
  up : List[List[List[Tensor]]]  # a layer: (intermediate, hidden)
  down : List[List[List[Tensor]]] # a layer: (hidden, intermediate)
  norms : List[List[List[Tensor]]] # a layer: scale and shift after self-attention, cross-attention and the rest
  transform : List[List[Tensor]] # before the head: (hidden, hidden)
  transform_norm : List[Tensor]  # its scale and shift
  head : List[List[Tensor]]      # (vocabulary, hidden)

  def bind(self: __torch__.Model, weights: Dict[str, Tensor]) -> NoneType:
    # Takes the weights over, once.
    t = self.dtype
    bert = "text_decoder.bert."
    embed = __torch__.ops.weight(weights, bert + "embeddings.word_embeddings.weight", t)
    self.embed.append(embed)
    self.embed.append(__torch__.ops.weight(weights, bert + "embeddings.position_embeddings.weight", t))
    self.embed.extend(__torch__.encoder.affine(weights, bert + "embeddings.LayerNorm", t))
    for i in range(self.layers):
      layer = bert + "encoder.layer." + str(i) + "."
      own = layer + "attention."
      cross = layer + "crossattention."
      self.qkv.append(__torch__.bert.projections(weights, [own + "self.query", own + "self.key", own + "self.value"], t))
      self.out.append(__torch__.bert.projection(weights, own + "output.dense", t))
      self.cross_q.append(__torch__.bert.projection(weights, cross + "self.query", t))
      self.cross_kv.append(__torch__.bert.projections(weights, [cross + "self.key", cross + "self.value"], t))
      self.cross_out.append(__torch__.bert.projection(weights, cross + "output.dense", t))
      self.up.append(__torch__.bert.projection(weights, layer + "intermediate.dense", t))
      self.down.append(__torch__.bert.projection(weights, layer + "output.dense", t))
      self.norms.append([__torch__.encoder.affine(weights, own + "output.LayerNorm", t),
                         __torch__.encoder.affine(weights, cross + "output.LayerNorm", t),
                         __torch__.encoder.affine(weights, layer + "output.LayerNorm", t)])
    predictions = "text_decoder.cls.predictions."
    self.transform.extend(__torch__.bert.projection(weights, predictions + "transform.dense", t))
    self.transform_norm.extend(__torch__.encoder.affine(weights, predictions + "transform.LayerNorm", t))
    if self.tied:
      head = embed
    else:
      head = __torch__.ops.weight(weights, predictions + "decoder.weight", t)
    self.head.append(__torch__.linear.pack(head))
    self.head.append([__torch__.ops.weight(weights, predictions + "bias", t)])

  def new_cache(self: __torch__.Model, slots: int, image_rows: int) -> List[Tensor]:
    embed = self.embed[0]
    caches = annotate(List[Tensor], [])
    for i in range(self.layers):
      caches.append(torch.empty([slots, 2 * self.heads, self.head_dim], dtype=self.attention_dtype, device=embed.device))
    caches.append(torch.empty([image_rows, self.image_size], dtype=self.dtype, device=embed.device))
    return caches

  def copy(self: __torch__.Model, source: List[int], target: List[int], caches: List[Tensor]) -> NoneType:
    __torch__.attention.copy(source, target, caches)

  def forward(self: __torch__.Model, numbers: Tensor, sizes: List[int], fresh: List[int], cached: List[int], single: List[int], caches: List[Tensor], images: Tensor) -> List[Tensor]:
    part = torch.split_with_sizes(numbers, sizes)
    tokens = part[0]
    positions = part[1]
    slots = part[2]
    samples = part[5]
    mixed = part[3].size(0) > 0
    if mixed:
      self.keep_images(images.index_select(0, part[4]), slots.index_select(0, part[3]), caches)
      is_text = torch.ones_like(tokens).index_fill_(0, part[3], 0)
      text = torch.nonzero(is_text).squeeze(1)
      tokens = tokens.index_select(0, text)
      positions = positions.index_select(0, text)
      slots = slots.index_select(0, text)
      samples = (torch.cumsum(is_text, 0) - 1).index_select(0, samples)
    rows = tokens.size(0)
    x = torch.embedding(self.embed[0], tokens) + torch.embedding(self.embed[1], positions)
    x = __torch__.encoder.norm(x, [self.embed[2], self.embed[3]], self.eps)
    x = __torch__.ops.pad_rows(x, __torch__.linear.pad(rows))
    if rows > 0:
      crossing = annotate(List[int], [])
      image_slots = annotate(List[Tensor], [])
      text_fresh = self.lay_fresh(part[2], fresh, crossing, image_slots)
      keys = annotate(List[Tensor], [])
      text_cached = self.lay_cached(part, cached, mixed, crossing, image_slots, keys)
      text_single = self.lay_single(single)
      masks = __torch__.attention.masks(keys, 0, text_cached, 1, self.attention_dtype, 0)
      for i in range(self.layers):
        x = self.attend(i, x, rows, slots, text_fresh, text_cached, keys, masks, text_single, caches[i])
        x = self.see(i, x, rows, crossing, image_slots, text_single, caches[i])
        x = __torch__.bert.feed_forward(x, self.up[i], self.down[i], self.norms[i][2], self.activation, self.eps)
    logits = self.predict(x, samples)
    best, token = torch.max(logits, 1)
    return [token, best - torch.logsumexp(logits, [1]), logits, x]

  def keep_images(self: __torch__.Model, features: Tensor, slots: Tensor, caches: List[Tensor]) -> NoneType:
    # Puts keys and values of features (rows, image_size) into slots.
    rows = features.size(0)
    features = __torch__.ops.pad_rows(features, __torch__.linear.pad(rows))
    for i in range(self.layers):
      kv = __torch__.bert.project(features, self.cross_kv[i]).narrow(0, 0, rows).to(self.attention_dtype)
      caches[i].index_copy_(0, slots, kv.view([rows, 2 * self.heads, self.head_dim]))

  def lay_fresh(self: __torch__.Model, slots: Tensor, fresh: List[int], crossing: List[int], image_slots: List[Tensor]) -> List[int]:
    # Text rows of segments with nothing in the cache, as (count, length) pairs. Adds these to
    # crossing, and the slots (count * image_tokens) of the images that they see to image_slots.
    runs = annotate(List[int], [])
    start = 0
    for i in range(len(fresh) // 2):
      count = fresh[2 * i]
      length = fresh[2 * i + 1]
      if length > self.image_tokens:
        run = slots.narrow(0, start, count * length).view([count, length])
        image_slots.append(run.narrow(1, 0, self.image_tokens).reshape([-1]))
        runs.extend([count, length - self.image_tokens])
      start = start + count * length
    crossing.extend(runs)
    return runs

  def lay_cached(self: __torch__.Model, part: List[Tensor], cached: List[int], mixed: bool, crossing: List[int], image_slots: List[Tensor], keys: List[Tensor]) -> List[int]:
    # The same of segments with something in the cache, as (count, length, width). Adds slots of text
    # keys (count * width) and their number (count) to keys. In a mixed step some of a run's segments may
    # begin with different numbers of image rows; then each is a run of its own.
    runs = annotate(List[int], [])
    for i in range(len(cached) // 3):
      count = cached[3 * i]
      length = cached[3 * i + 1]
      width = cached[3 * i + 2]
      slots = part[6 + 2 * i]
      key_counts = part[7 + 2 * i]
      if mixed and int(torch.min(key_counts)) - length < self.image_tokens:
        for j in range(count):
          key_count = int(key_counts[j])
          if key_count > self.image_tokens:
            text = min(length, key_count - self.image_tokens)
            self.lay(slots.narrow(0, j * width, key_count), key_counts.narrow(0, j, 1), text, runs, crossing, image_slots, keys)
      else:
        self.lay(slots, key_counts, length, runs, crossing, image_slots, keys)
    return runs

  def lay(self: __torch__.Model, slots: Tensor, key_counts: Tensor, length: int, runs: List[int], crossing: List[int], image_slots: List[Tensor], keys: List[Tensor]) -> NoneType:
    # Adds a run of segments with so many text rows each.
    count = key_counts.size(0)
    run = slots.view([count, -1])
    width = run.size(1) - self.image_tokens
    image_slots.append(run.narrow(1, 0, self.image_tokens).reshape([-1]))
    keys.append(run.narrow(1, self.image_tokens, width).reshape([-1]))
    keys.append(key_counts - self.image_tokens)
    runs.extend([count, length, width])
    crossing.extend([count, length])

  def lay_single(self: __torch__.Model, single: List[int]) -> List[int]:
    # The same of segments of one row whose keys are read in their places: the slot of the first text
    # key and how many there are.
    rows = annotate(List[int], [])
    for i in range(len(single) // 2):
      if single[2 * i + 1] > self.image_tokens:
        rows.extend([single[2 * i] + self.image_tokens, single[2 * i + 1] - self.image_tokens])
    return rows

  def attend(self: __torch__.Model, i: int, x: Tensor, rows: int, slots: Tensor, fresh: List[int], cached: List[int], keys: List[Tensor], masks: List[Tensor], single: List[int], cache: Tensor) -> Tensor:
    # Self-attention of a layer over x (rows and padding, hidden); puts the rows' keys and values into
    # cache.
    heads = self.heads
    qkv = __torch__.bert.project(x, self.qkv[i]).narrow(0, 0, rows)
    qkv = qkv.to(self.attention_dtype).view([rows, 3 * heads, self.head_dim])
    cache = cache.index_copy_(0, slots, qkv.narrow(1, heads, 2 * heads))
    parts = __torch__.attention.self_attention(qkv, heads, heads, fresh, True, 0)
    start = __torch__.attention.fresh_rows(fresh)
    parts.extend(__torch__.attention.to_cache(qkv.narrow(1, 0, heads), start, cache, heads, heads, keys, 0, cached, masks, single, 1.0 / torch.sqrt(self.head_dim), 0))
    return __torch__.bert.add(x, __torch__.ops.join(parts, x.size(0), self.dtype), self.out[i], self.norms[i][0], self.eps)

  def see(self: __torch__.Model, i: int, x: Tensor, rows: int, crossing: List[int], image_slots: List[Tensor], single: List[int], cache: Tensor) -> Tensor:
    # Cross-attention of a layer.
    heads = self.heads
    scale = 1.0 / torch.sqrt(self.head_dim)
    q = __torch__.bert.project(x, self.cross_q[i]).narrow(0, 0, rows)
    q = q.to(self.attention_dtype).view([rows, heads, self.head_dim])
    parts = annotate(List[Tensor], [])
    start = 0
    for j in range(len(image_slots)):
      count = crossing[2 * j]
      length = crossing[2 * j + 1]
      kv = cache.index_select(0, image_slots[j]).view([count, -1, 2 * heads, self.head_dim]).transpose(1, 2)
      run = q.narrow(0, start, count * length)
      parts.append(__torch__.attention.run(run, kv.narrow(1, 0, heads), kv.narrow(1, heads, heads), None, count, length, scale))
      start = start + count * length
    for j in range(len(single) // 2):
      kv = cache.narrow(0, single[2 * j] - self.image_tokens, self.image_tokens).transpose(0, 1).unsqueeze(0)
      row = q.narrow(0, start + j, 1)
      parts.append(__torch__.attention.run(row, kv.narrow(1, 0, heads), kv.narrow(1, heads, heads), None, 1, 1, scale))
    return __torch__.bert.add(x, __torch__.ops.join(parts, x.size(0), self.dtype), self.cross_out[i], self.norms[i][1], self.eps)

  def predict(self: __torch__.Model, x: Tensor, sample_rows: Tensor) -> Tensor:
    # Logits (samples, vocabulary) in 32 bits.
    samples = sample_rows.size(0)
    last = x.index_select(0, sample_rows)
    last = __torch__.ops.pad_rows(last, __torch__.linear.pad(samples))
    last = __torch__.encoder.activate(__torch__.bert.project(last, self.transform), self.activation)
    last = __torch__.encoder.norm(last, self.transform_norm, self.eps)
    return __torch__.linear.apply(last, self.head[0], self.head[1][0]).narrow(0, 0, samples).to(6)
