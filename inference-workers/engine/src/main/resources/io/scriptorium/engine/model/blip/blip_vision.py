# BLIP's image encoder. Its features are what the text decoder's cross-attention sees.

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

  def bind(self: __torch__.Model, weights: Dict[str, Tensor]) -> NoneType:
    # Takes the weights over, once.
    self.vision_front.extend(__torch__.blip.front(weights, self.dtype))
    self.vision_blocks.extend(__torch__.blip.blocks(weights, self.vision_layers, self.dtype))

  def encode(self: __torch__.Model, pixels: Tensor, targets: Tensor, images: Tensor) -> NoneType:
    # Encodes patches (images * patches, values) into the rows of images (image rows, hidden) that
    # targets (images * (1 + patches)) names.
    x = __torch__.blip.features(pixels, self.patches, self.vision_front, self.vision_blocks, self.vision_heads, self.vision_activation, self.vision_eps, self.dtype, self.attention_dtype)
    images.index_copy_(0, targets, x)
