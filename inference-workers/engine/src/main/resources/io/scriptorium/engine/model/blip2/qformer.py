# The image encoder of BLIP-2 (arXiv 2301.12597) and InstructBLIP (arXiv 2305.06500), its Q-Former and
# the projection to the language model. The Q-Former is BERT's, whose layers also attend to an image;
# what goes in are learned queries, which become the image's tokens, and in InstructBLIP the
# instruction. Queries and instructions see each other, the image is seen by queries alone, and each
# has a feed-forward layer of its own.

class Model(Module):
  dtype : int                    # of projections
  attention_dtype : int
  patches : int                  # of an image
  vision_layers : int
  vision_heads : int
  vision_activation : int
  vision_eps : float
  vision_front : List[List[Tensor]] # as blip_encoder.py describes it
  vision_blocks : List[List[List[Tensor]]] # as encoder.py describes them
  instructed : bool              # whether there are instructions
  layers : int
  heads : int
  eps : float
  activation : int
  crossing : List[int]           # a layer: which attention to the image it has, -1: none
  queries : List[Tensor]         # [(queries, hidden)]
  embed : List[Tensor]           # of instructions: [(vocabulary, hidden), (positions, hidden)]
  embed_norm : List[Tensor]      # scale and shift
  qkv : List[List[List[Tensor]]] # a layer: (3 hidden, hidden), as bert.py describes projections
  out : List[List[List[Tensor]]] # a layer: (hidden, hidden)
  norm : List[List[Tensor]]      # a layer: scale and shift after attention
  cross_q : List[List[List[Tensor]]] # an attention to the image: (hidden, hidden)
  cross_kv : List[List[List[Tensor]]] # an attention to the image: (2 hidden, vision hidden)
  cross_out : List[List[List[Tensor]]] # an attention to the image: (hidden, hidden)
  cross_norm : List[List[Tensor]] # an attention to the image: scale and shift after it
  up : List[List[List[Tensor]]]  # a layer, of queries: (intermediate, hidden)
  down : List[List[List[Tensor]]] # a layer, of queries: (hidden, intermediate)
  last_norm : List[List[Tensor]] # a layer, of queries: scale and shift
  text_up : List[List[List[Tensor]]] # the same of instructions
  text_down : List[List[List[Tensor]]]
  text_norm : List[List[Tensor]]
  projection : List[List[Tensor]] # (out, hidden)

  def bind(self: __torch__.Model, weights: Dict[str, Tensor]) -> NoneType:
    # Takes the weights over, once.
    t = self.dtype
    self.vision_front.extend(__torch__.blip.front(weights, t))
    self.vision_blocks.extend(__torch__.blip.blocks(weights, self.vision_layers, t))
    self.queries.append(__torch__.ops.weight(weights, "query_tokens", t).squeeze(0))
    if self.instructed:
      self.embed.append(__torch__.ops.weight(weights, "qformer.embeddings.word_embeddings.weight", t))
      self.embed.append(__torch__.ops.weight(weights, "qformer.embeddings.position_embeddings.weight", t))
      self.embed_norm.extend(__torch__.encoder.affine(weights, "qformer.embeddings.layernorm", t))
    else:
      self.embed_norm.extend(__torch__.encoder.affine(weights, "qformer.layernorm", t))
    for i in range(self.layers):
      layer = "qformer.encoder.layer." + str(i) + "."
      own = layer + "attention."
      self.qkv.append(__torch__.bert.projections(weights, [own + "attention.query", own + "attention.key", own + "attention.value"], t))
      self.out.append(__torch__.bert.projection(weights, own + "output.dense", t))
      self.norm.append(__torch__.encoder.affine(weights, own + "output.LayerNorm", t))
      if self.crossing[i] >= 0:
        cross = layer + "crossattention."
        self.cross_q.append(__torch__.bert.projection(weights, cross + "attention.query", t))
        self.cross_kv.append(__torch__.bert.projections(weights, [cross + "attention.key", cross + "attention.value"], t))
        self.cross_out.append(__torch__.bert.projection(weights, cross + "output.dense", t))
        self.cross_norm.append(__torch__.encoder.affine(weights, cross + "output.LayerNorm", t))
      self.up.append(__torch__.bert.projection(weights, layer + "intermediate_query.dense", t))
      self.down.append(__torch__.bert.projection(weights, layer + "output_query.dense", t))
      self.last_norm.append(__torch__.encoder.affine(weights, layer + "output_query.LayerNorm", t))
      if self.instructed:
        self.text_up.append(__torch__.bert.projection(weights, layer + "intermediate.dense", t))
        self.text_down.append(__torch__.bert.projection(weights, layer + "output.dense", t))
        self.text_norm.append(__torch__.encoder.affine(weights, layer + "output.LayerNorm", t))
    self.projection.extend(__torch__.bert.projection(weights, "language_projection", t))

  def encode(self: __torch__.Model, pixels: Tensor, numbers: Tensor, sizes: List[int], segments: List[int], images: Tensor) -> NoneType:
    # Encodes patches (images * patches, values) into rows of images (image rows, out). numbers holds
    # parts of these sizes: the image row of each query (images * queries); tokens of all instructions
    # (rows), their positions (rows); which of the rows of queries, followed by those of instructions,
    # comes where when each image's stand together, its queries first (all rows); where each of them
    # comes then (all rows). segments lists these in that order as (count, length) pairs.
    part = torch.split_with_sizes(numbers, sizes)
    features = __torch__.blip.features(pixels, self.patches, self.vision_front, self.vision_blocks, self.vision_heads, self.vision_activation, self.vision_eps, self.dtype, self.attention_dtype)
    features = self.padded(features)
    count = pixels.size(0) // self.patches
    queries = count * self.queries[0].size(0)
    texts = part[1].size(0)
    x = self.queries[0].repeat([count, 1])
    if texts > 0:
      x = torch.cat([x, torch.embedding(self.embed[0], part[1]) + torch.embedding(self.embed[1], part[2])])
    x = __torch__.encoder.norm(x, self.embed_norm, self.eps)
    for i in range(self.layers):
      x = self.attend(i, x, part[3], part[4], segments)
      q = self.padded(x.narrow(0, 0, queries))
      if self.crossing[i] >= 0:
        q = self.see(self.crossing[i], q, features, count, queries)
      q = __torch__.bert.feed_forward(q, self.up[i], self.down[i], self.last_norm[i], self.activation, self.eps)
      q = q.narrow(0, 0, queries)
      if texts > 0:
        t = self.padded(x.narrow(0, queries, texts))
        t = __torch__.bert.feed_forward(t, self.text_up[i], self.text_down[i], self.text_norm[i], self.activation, self.eps)
        x = torch.cat([q, t.narrow(0, 0, texts)])
      else:
        x = q
    out = __torch__.bert.project(self.padded(x.narrow(0, 0, queries)), self.projection)
    images.index_copy_(0, part[0], out.narrow(0, 0, queries))

  def padded(self: __torch__.Model, x: Tensor) -> Tensor:
    return __torch__.ops.pad_rows(x, __torch__.linear.pad(x.size(0)))

  def attend(self: __torch__.Model, i: int, x: Tensor, order: Tensor, places: Tensor, segments: List[int]) -> Tensor:
    # Attention of a layer of x (rows, hidden) within segments.
    rows = x.size(0)
    x = self.padded(x)
    qkv = __torch__.bert.project(x, self.qkv[i]).narrow(0, 0, rows).to(self.attention_dtype)
    qkv = qkv.view([rows, 3 * self.heads, -1]).index_select(0, order)
    parts = __torch__.attention.self_attention(qkv, self.heads, self.heads, segments, False, 0)
    attended = __torch__.ops.join(parts, rows, self.dtype).index_select(0, places)
    return __torch__.bert.add(x, self.padded(attended), self.out[i], self.norm[i], self.eps).narrow(0, 0, rows)

  def see(self: __torch__.Model, i: int, x: Tensor, features: Tensor, count: int, queries: int) -> Tensor:
    # Attention of queries (queries and padding, hidden) to the features of their images (images *
    # (1 + patches) and padding, vision hidden).
    heads = self.heads
    kv = __torch__.bert.project(features, self.cross_kv[i]).narrow(0, 0, count * (1 + self.patches))
    kv = kv.to(self.attention_dtype).view([count, 1 + self.patches, 2 * heads, -1]).transpose(1, 2)
    q = __torch__.bert.project(x, self.cross_q[i]).narrow(0, 0, queries).to(self.attention_dtype)
    q = q.view([queries, heads, -1])
    scale = 1.0 / torch.sqrt(q.size(2))
    seen = __torch__.attention.run(q, kv.narrow(1, 0, heads), kv.narrow(1, heads, heads), None, count, queries // count, scale)
    return __torch__.bert.add(x, __torch__.ops.join([seen], x.size(0), self.dtype), self.cross_out[i], self.cross_norm[i], self.eps)
