# CLIP (arXiv 2103.00020): embeddings of images and texts, of unit length.

class Model(Module):
  dtype : int                    # of projections
  attention_dtype : int
  patches : int                  # of an image
  vision_layers : int
  vision_heads : int
  vision_activation : int
  vision_eps : float
  text_layers : int
  text_heads : int
  text_activation : int
  text_eps : float
  vision_front : List[List[Tensor]] # as clip_encoder.py describes it
  vision_blocks : List[List[List[Tensor]]] # as encoder.py describes them
  vision_norm : List[Tensor]     # scale and shift of the norm after the blocks
  text_embeddings : List[Tensor] # [(vocabulary, hidden), (positions, hidden)]
  text_blocks : List[List[List[Tensor]]]
  text_norm : List[Tensor]
  projections : List[Tensor]     # [(size, hidden)] for images and for texts, in 32 bits
  logit_scale : List[Tensor]     # [()]

  def bind(self: __torch__.Model, weights: Dict[str, Tensor]) -> NoneType:
    # Takes the weights over, once.
    t = self.dtype
    self.vision_front.extend(__torch__.clip.front(weights, t))
    self.vision_blocks.extend(__torch__.clip.blocks(weights, "vision_model.", self.vision_layers, t))
    self.vision_norm.extend(__torch__.encoder.affine(weights, "vision_model.post_layernorm", t))
    self.text_embeddings.append(__torch__.ops.weight(weights, "text_model.embeddings.token_embedding.weight", t))
    self.text_embeddings.append(__torch__.ops.weight(weights, "text_model.embeddings.position_embedding.weight", t))
    self.text_blocks.extend(__torch__.clip.blocks(weights, "text_model.", self.text_layers, t))
    self.text_norm.extend(__torch__.encoder.affine(weights, "text_model.final_layer_norm", t))
    self.projections.append(__torch__.ops.weight(weights, "visual_projection.weight", 6))
    self.projections.append(__torch__.ops.weight(weights, "text_projection.weight", 6))
    self.logit_scale.append(__torch__.ops.weight(weights, "logit_scale", 6))

  def scale(self: __torch__.Model) -> Tensor:
    # What a cosine is multiplied with to be a logit.
    return torch.exp(self.logit_scale[0])

  def embed_images(self: __torch__.Model, pixels: Tensor) -> Tensor:
    # Patches (images * patches, values) to embeddings (images, size).
    count = pixels.size(0) // self.patches
    x = __torch__.clip.embed(pixels, self.patches, self.vision_front, self.vision_eps, self.dtype)
    x = __torch__.clip.apply(x, self.vision_blocks, self.vision_heads, [count, 1 + self.patches], False, self.vision_activation, self.vision_eps, self.attention_dtype)
    pooled = x.view([count, 1 + self.patches, -1]).select(1, 0)
    return self.projected(pooled, self.vision_norm, self.vision_eps, self.projections[0])

  def embed_texts(self: __torch__.Model, numbers: Tensor, segments: List[int]) -> Tensor:
    # numbers holds the tokens of all texts (rows), their positions (rows), and the row of each text's
    # end (texts); segments lists the texts as (count, length) pairs. Embeddings (texts, size).
    texts = 0
    rows = 0
    for i in range(len(segments) // 2):
      texts = texts + segments[2 * i]
      rows = rows + segments[2 * i] * segments[2 * i + 1]
    part = torch.split_with_sizes(numbers, [rows, rows, texts])
    x = torch.embedding(self.text_embeddings[0], part[0]) + torch.embedding(self.text_embeddings[1], part[1])
    x = __torch__.clip.apply(x, self.text_blocks, self.text_heads, segments, True, self.text_activation, self.text_eps, self.attention_dtype)
    return self.projected(x.index_select(0, part[2]), self.text_norm, self.text_eps, self.projections[1])

  def projected(self: __torch__.Model, x: Tensor, affine: List[Tensor], eps: float, projection: Tensor) -> Tensor:
    # States (rows, hidden) to embeddings of unit length (rows, size) in 32 bits.
    out = torch.linear(__torch__.encoder.norm(x, affine, eps).to(6), projection, None)
    return out / torch.sqrt(torch.sum(out * out, [1], True))
