# Shows what an archive can hold and how calls fail.

class Model(Module):
  count : int
  factor : float
  flag : bool
  sizes : List[int]
  kept : List[Tensor]

  def describe(self: __torch__.Model, x: Tensor) -> Tensor:
    y = x * self.factor + self.count
    if self.flag:
      y = y + self.sizes[0] + self.sizes[1] + len(self.kept)
    return y

  def split(self: __torch__.Model, weights: Dict[str, Tensor], names: List[Tensor], sizes: List[int]) -> List[Tensor]:
    return torch.split_with_sizes(weights["a"] + names[0], sizes)

  def bfloat16(self: __torch__.Model, bytes: Tensor) -> Tensor:
    return torch.view_copy(bytes, 15).to(6)

  def fail(self: __torch__.Model, x: Tensor) -> Tensor:
    return torch.matmul(x, x.unsqueeze(0).unsqueeze(0))
