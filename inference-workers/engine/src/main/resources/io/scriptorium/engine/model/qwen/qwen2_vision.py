# Qwen2-VL's vision tower (arXiv 2409.12191) over a pack of images of any size, without padding images.
# Rows are patches; each merge unit's patches are neighbours.

class Model(Module):
  dtype : int                    # of projections
  attention_dtype : int
  depth : int
  heads : int
  merge_unit : int
  activation : int
  patch_weight : List[List[Tensor]] # as vision.py describes them
  frequencies : List[Tensor]     # [(head dim / 4)]
  blocks : List[List[List[Tensor]]] # as encoder.py describes them
  merger_norm : List[Tensor]     # scale and shift
  merger_weight : List[List[Tensor]] # [(merged, merged), (out, merged)], merged = hidden * merge_unit
  merger_bias : List[Tensor]

  def bind(self: __torch__.Model, weights: Dict[str, Tensor]) -> NoneType:
    # Takes the weights over, once.
    t = self.dtype
    self.patch_weight.extend(__torch__.vision.patch_weights(weights, t))
    for i in range(self.depth):
      block = "visual.blocks." + str(i) + "."
      qkv = __torch__.ops.weight(weights, block + "attn.qkv.weight", t)
      bias = __torch__.ops.weight(weights, block + "attn.qkv.bias", t)
      dim = qkv.size(1) // self.heads
      names = [block + "norm1", block + "attn.proj", block + "norm2", block + "mlp.fc1", block + "mlp.fc2"]
      self.blocks.append(__torch__.encoder.block(weights, __torch__.vision.turned(qkv, dim), __torch__.vision.turned(bias, dim), names, t))
    self.merger_norm.extend(__torch__.encoder.affine(weights, "visual.merger.ln_q", t))
    for name in ["visual.merger.mlp.0.", "visual.merger.mlp.2."]:
      self.merger_weight.append(__torch__.linear.pack(__torch__.ops.weight(weights, name + "weight", t)))
      self.merger_bias.append(__torch__.ops.weight(weights, name + "bias", t))
    scale = self.merger_norm[0]
    self.frequencies.append(__torch__.vision.frequencies(scale.size(0) // self.heads, scale))

  def encode(self: __torch__.Model, patches: Tensor, gray: bool, numbers: Tensor, frames: List[int], windows: List[int], images: Tensor) -> NoneType:
    # As in qwen2_5_vision.py.
    rows = patches.size(0)
    units = rows // self.merge_unit
    padded = __torch__.linear.pad(units) * self.merge_unit
    x = __torch__.vision.embed(patches, gray, padded, self.patch_weight, self.dtype)
    rotation = __torch__.vision.rotation(numbers, rows, self.frequencies[0])
    for block in self.blocks:
      x = __torch__.encoder.apply(x, rows, block, self.heads, rotation, frames, False, self.activation, 1.0e-06, self.attention_dtype)
    merged = __torch__.encoder.norm(x, self.merger_norm, 1.0e-06).view([padded // self.merge_unit, -1])
    merged = torch.gelu(__torch__.linear.apply(merged, self.merger_weight[0], self.merger_bias[0]))
    out = __torch__.linear.apply(merged, self.merger_weight[1], self.merger_bias[1])
    images.index_copy_(0, numbers.narrow(0, 2 * rows, units), out.narrow(0, 0, units))
