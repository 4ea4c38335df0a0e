# Tensors in a file, without reading it first. The file stays mapped as long as there is a view of it.

class Model(Module):
  def map(self: __torch__.Model, path: str, dtype: int, count: int) -> Tensor:
    # The numbers that a file begins with, (count).
    return torch.from_file(path, False, count, dtype=dtype)

  def view(self: __torch__.Model, numbers: Tensor, first: int, shape: List[int]) -> Tensor:
    # The numbers from the first on in a shape: a view.
    return numbers.narrow(0, first, self.count(shape)).view(shape)

  def copy(self: __torch__.Model, file: Tensor, first: int, bytes: int, dtype: int, shape: List[int]) -> Tensor:
    # Numbers that begin at any byte, and take so many.
    part = file.narrow(0, first, bytes).clone()
    return torch.view_copy(part, dtype).view(shape)

  def count(self: __torch__.Model, shape: List[int]) -> int:
    count = 1
    for length in shape:
      count = count * length
    return count
