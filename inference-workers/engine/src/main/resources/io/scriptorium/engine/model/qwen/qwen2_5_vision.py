# Qwen2.5-VL's vision tower (arXiv 2502.13923) over a pack of images of any size, without padding
# images. Rows are patches; each merge unit's patches are neighbours, each window's units too.

class Model(Module):
  dtype : int                    # of projections
  attention_dtype : int
  depth : int
  heads : int
  merge_unit : int
  full_blocks : List[int]        # blocks that attend within a whole frame, not within windows
  patch_weight : List[List[Tensor]] # as vision.py describes them
  frequencies : List[Tensor]     # [(head dim / 4)]
  qkv_weight : List[List[Tensor]] # a block: (3 * hidden, hidden)
  qkv_bias : List[Tensor]
  proj_weight : List[List[Tensor]] # a block: (hidden, hidden)
  proj_bias : List[Tensor]
  gate_weight : List[List[Tensor]] # a block: (intermediate, hidden)
  gate_bias : List[Tensor]
  up_weight : List[List[Tensor]] # a block: (intermediate, hidden)
  up_bias : List[Tensor]
  down_weight : List[List[Tensor]] # a block: (hidden, intermediate)
  down_bias : List[Tensor]
  merger_weight : List[List[Tensor]] # [(merged, merged), (out, merged)], merged = hidden * merge_unit
  merger_bias : List[Tensor]

  def bind(self: __torch__.Model, weights: Dict[str, Tensor]) -> NoneType:
    # Takes the weights over, once.
    t = self.dtype
    self.patch_weight.extend(__torch__.vision.patch_weights(weights, t))
    norm = __torch__.ops.weight(weights, "visual.merger.ln_q.weight", 6)
    dim = norm.size(0) // self.heads
    self.frequencies.append(__torch__.vision.frequencies(dim, norm))
    for i in range(self.depth):
      block = "visual.blocks." + str(i) + "."
      qkv = __torch__.ops.scaled_weight(weights, block + "attn.qkv.weight", block + "norm1.weight", t)
      bias = __torch__.ops.weight(weights, block + "attn.qkv.bias", t)
      self.qkv_weight.append(__torch__.linear.pack(__torch__.vision.turned(qkv, dim)))
      self.qkv_bias.append(__torch__.vision.turned(bias, dim))
      self.proj_weight.append(__torch__.linear.pack(__torch__.ops.weight(weights, block + "attn.proj.weight", t)))
      self.proj_bias.append(__torch__.ops.weight(weights, block + "attn.proj.bias", t))
      norm2 = block + "norm2.weight"
      self.gate_weight.append(__torch__.linear.pack(__torch__.ops.scaled_weight(weights, block + "mlp.gate_proj.weight", norm2, t)))
      self.gate_bias.append(__torch__.ops.weight(weights, block + "mlp.gate_proj.bias", t))
      self.up_weight.append(__torch__.linear.pack(__torch__.ops.scaled_weight(weights, block + "mlp.up_proj.weight", norm2, t)))
      self.up_bias.append(__torch__.ops.weight(weights, block + "mlp.up_proj.bias", t))
      self.down_weight.append(__torch__.linear.pack(__torch__.ops.weight(weights, block + "mlp.down_proj.weight", t)))
      self.down_bias.append(__torch__.ops.weight(weights, block + "mlp.down_proj.bias", t))
    first = __torch__.ops.weight(weights, "visual.merger.mlp.0.weight", 6) * norm.repeat([self.merge_unit])
    self.merger_weight.append(__torch__.linear.pack(first.to(t)))
    self.merger_weight.append(__torch__.linear.pack(__torch__.ops.weight(weights, "visual.merger.mlp.2.weight", t)))
    self.merger_bias.append(__torch__.ops.weight(weights, "visual.merger.mlp.0.bias", t))
    self.merger_bias.append(__torch__.ops.weight(weights, "visual.merger.mlp.2.bias", t))

  def encode(self: __torch__.Model, patches: Tensor, gray: bool, numbers: Tensor, frames: List[int], windows: List[int], images: Tensor) -> NoneType:
    # Encodes patches (rows, values), gray or not, into rows of images (image rows, out). numbers
    # holds the patches' coordinates from top and left (2 * rows) and the image row of each merge
    # unit (units). frames and windows list the segments of attention as (count, length) pairs.
    rows = patches.size(0)
    units = rows // self.merge_unit
    padded = __torch__.linear.pad(units) * self.merge_unit
    x = __torch__.vision.embed(patches, gray, padded, self.patch_weight, self.dtype)
    rotation = __torch__.vision.rotation(numbers, rows, self.frequencies[0])
    heads = self.heads
    for i in range(self.depth):
      qkv = __torch__.linear.apply(__torch__.ops.rms_norm(x, 1.0e-06), self.qkv_weight[i], self.qkv_bias[i])
      qkv = qkv.narrow(0, 0, rows).to(6).view([rows, 3 * heads, -1])
      __torch__.ops.rotate_(qkv.narrow(1, 0, 2 * heads), rotation)
      qkv = qkv.to(self.attention_dtype)
      if i in self.full_blocks:
        segments = frames
      else:
        segments = windows
      attended = __torch__.ops.join(__torch__.attention.self_attention(qkv, heads, heads, segments, False, 0), padded, self.dtype)
      x = __torch__.linear.add(x, attended, self.proj_weight[i], self.proj_bias[i])
      hidden = __torch__.linear.gated(__torch__.ops.rms_norm(x, 1.0e-06), self.gate_weight[i], self.gate_bias[i], self.up_weight[i], self.up_bias[i])
      x = __torch__.linear.add(x, hidden, self.down_weight[i], self.down_bias[i])
    merged = __torch__.ops.rms_norm(x, 1.0e-06).view([padded // self.merge_unit, -1])
    merged = torch.gelu(__torch__.linear.apply(merged, self.merger_weight[0], self.merger_bias[0]))
    out = __torch__.linear.apply(merged, self.merger_weight[1], self.merger_bias[1])
    images.index_copy_(0, numbers.narrow(0, 2 * rows, units), out.narrow(0, 0, units))
