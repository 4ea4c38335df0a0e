package io.scriptorium.engine.model.deepseek;

import io.scriptorium.engine.model.ConfigNode;

/**
 * How a layer's experts are chosen.
 *
 * @param routed experts of a layer to choose from, 0 in a model without
 * @param shared experts beside them that every row goes through, as wide as so many
 * @param chosen how many a row chooses
 * @param groups groups of them, of which
 * @param chosenGroups so many may be chosen from
 * @param width inner numbers of one
 * @param sigmoid whether scores are made and groups compared as in V3 (with a correction that
 *     balances the experts), or by softmax as in V2
 * @param normalized whether the weights of those chosen are made to add up to 1
 * @param scale what the weights are multiplied with
 */
record Experts(
    int routed,
    int shared,
    int chosen,
    int groups,
    int chosenGroups,
    int width,
    boolean sigmoid,
    boolean normalized,
    double scale) {

  private static final String GREEDY = "greedy";

  static Experts of(ConfigNode root, boolean v3) {
    int routed = root.positive("n_routed_experts", 0);
    if (routed == 0) {
      return new Experts(0, 0, 0, 1, 1, 0, v3, false, 1);
    }
    root.only("scoring_func", v3 ? "sigmoid" : "softmax");
    boolean grouped = true;
    if (v3) {
      root.only("topk_method", "noaux_tc");
    } else {
      grouped = !root.choice("topk_method", GREEDY, GREEDY, "group_limited_greedy").equals(GREEDY);
    }
    int groups = grouped ? root.positive("n_group", 1) : 1;
    Experts experts =
        new Experts(
            routed,
            root.count("n_shared_experts", 0),
            root.positive("num_experts_per_tok"),
            groups,
            grouped ? root.positive("topk_group", groups) : 1,
            root.positive("moe_intermediate_size"),
            v3,
            root.flag("norm_topk_prob", v3),
            root.number("routed_scaling_factor", 1));
    experts.check(root);
    return experts;
  }

  private void check(ConfigNode root) {
    boolean even = routed % groups == 0 && chosenGroups <= groups;
    if (!even || chosen > routed / groups * chosenGroups) {
      throw root.refused(
          "%d experts cannot be chosen from %d of %d groups of %d experts"
              .formatted(chosen, chosenGroups, groups, routed));
    }
  }

  /** What the chosen weights are multiplied with; V2 does either this or normalising. */
  double appliedScale() {
    return sigmoid || !normalized ? scale : 1;
  }
}
