(* momentum.footnote-root: The term under the root of equation 7 is (1 - beta - (1 + beta) alpha h/(1 - beta))^2 minus 4 beta (alpha h)^2/(1 - beta)^2
   Zhang et al. 2019, footnote 2, its O(alpha^2 h^2) written out *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem momentum_footnote_root : forall (h : R) (beta : R) (alpha : R),
    (0 < h) ->
    (0 <= beta) ->
    (beta < 1) ->
    (0 < alpha) ->
  (1 - beta) <> 0 /\
    (((alpha ^ 2) * (h ^ 2)) + ((1 - beta) ^ 2) - (alpha * h * ((2 * beta) + 2))) = (((1 - (alpha * h * (beta + 1) / (1 - beta)) - beta) ^ 2) - (4 * (alpha ^ 2) * beta * (h ^ 2) / ((1 - beta) ^ 2))).
Proof.
intros h beta alpha h_low beta_low beta_high alpha_low.
assert (A0 : (1 - beta) <> 0).
{
assert (N0 : (1 - beta) <> 0).
{
assert (sign : 0 < (1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - beta)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (G_0 : (1 - beta) <> 0).
{
assert (N0 : (1 - beta) <> 0).
{
assert (sign : 0 < (1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - beta)); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions momentum_footnote_root.
