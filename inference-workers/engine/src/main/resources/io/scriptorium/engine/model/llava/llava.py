# The image encoder of LLaVA 1.5 (arXiv 2310.03744) and LLaVA-NeXT: CLIP's, and a projection of two
# layers.

class Model(Module):
  dtype : int                    # of projections
  attention_dtype : int
  patches : int                  # of a tile
  vision_layers : int
  vision_heads : int
  vision_activation : int
  vision_eps : float
  vision_front : List[List[Tensor]] # as clip_encoder.py describes it
  vision_blocks : List[List[List[Tensor]]] # as encoder.py describes them
  projector_weight : List[List[Tensor]] # [(out, hidden), (out, out)]
  projector_bias : List[Tensor]
  newline : List[Tensor]         # [(1, out)], in LLaVA-NeXT

  def bind(self: __torch__.Model, weights: Dict[str, Tensor]) -> NoneType:
    # Takes the weights over, once.
    t = self.dtype
    self.vision_front.extend(__torch__.clip.front(weights, t))
    self.vision_blocks.extend(__torch__.clip.blocks(weights, "vision_model.", self.vision_layers, t))
    for name in ["multi_modal_projector.linear_1.", "multi_modal_projector.linear_2."]:
      self.projector_weight.append(__torch__.linear.pack(__torch__.ops.weight(weights, name + "weight", t)))
      self.projector_bias.append(__torch__.ops.weight(weights, name + "bias", t))
    if "image_newline" in weights:
      self.newline.append(__torch__.ops.weight(weights, "image_newline", t).unsqueeze(0))

  def encode(self: __torch__.Model, pixels: Tensor, numbers: Tensor, images: Tensor) -> NoneType:
    # Encodes patches (tiles * patches, values) into rows of images (image rows, out). numbers holds the
    # patch of each token, the number of all patches standing for the end of a row; then the image row
    # of each token.
    rows = pixels.size(0)
    tiles = rows // self.patches
    x = __torch__.clip.embed(pixels, self.patches, self.vision_front, self.vision_eps, self.dtype)
    x = __torch__.clip.apply(x, self.vision_blocks, self.vision_heads, [tiles, 1 + self.patches], False, self.vision_activation, self.vision_eps, self.attention_dtype)
    x = x.view([tiles, 1 + self.patches, -1]).narrow(1, 1, self.patches).reshape([rows, -1])
    x = __torch__.ops.pad_rows(x, __torch__.linear.pad(rows))
    x = torch.gelu(__torch__.linear.apply(x, self.projector_weight[0], self.projector_bias[0]))
    parts = [__torch__.linear.apply(x, self.projector_weight[1], self.projector_bias[1]).narrow(0, 0, rows)]
    parts.extend(self.newline)
    tokens = numbers.size(0) // 2
    images.index_copy_(0, numbers.narrow(0, tokens, tokens), torch.cat(parts).index_select(0, numbers.narrow(0, 0, tokens)))
