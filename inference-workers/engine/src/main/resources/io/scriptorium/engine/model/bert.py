# Parts of layers as BERT has them (arXiv 1810.04805): what a layer adds is normed with what came in.
# A projection is a list of its weight as packed and of its bias.

def projection(weights: Dict[str, Tensor], name: str, dtype: int) -> List[List[Tensor]]:
  return __torch__.bert.projections(weights, [name], dtype)

def projections(weights: Dict[str, Tensor], names: List[str], dtype: int) -> List[List[Tensor]]:
  # Projections of one input as one, the outputs one after the other.
  weight = annotate(List[str], [])
  bias = annotate(List[str], [])
  for name in names:
    weight.append(name + ".weight")
    bias.append(name + ".bias")
  return [__torch__.linear.pack(__torch__.encoder.joined(weights, weight, dtype)), [__torch__.encoder.joined(weights, bias, dtype)]]

def project(x: Tensor, projection: List[List[Tensor]]) -> Tensor:
  return __torch__.linear.apply(x, projection[0], projection[1][0])

def add(residual: Tensor, x: Tensor, projection: List[List[Tensor]], affine: List[Tensor], eps: float) -> Tensor:
  return __torch__.encoder.norm(__torch__.linear.add(residual, x, projection[0], projection[1][0]), affine, eps)

def feed_forward(x: Tensor, up: List[List[Tensor]], down: List[List[Tensor]], affine: List[Tensor], activation: int, eps: float) -> Tensor:
  inner = __torch__.encoder.activate(__torch__.bert.project(x, up), activation)
  return __torch__.bert.add(x, inner, down, affine, eps)
