(* noise-scale.critical-average: With a constant batch size the hyperbola stays exact while the noise scale changes, its critical batch size E_min/S_min being the noise scale averaged over the noise-free steps (two stretches)
   McCandlish et al. 2018, section 2.3 and appendix D *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem noise_scale_critical_average : forall (w_1 : R) (w_2 : R) (b_1 : R) (b_2 : R) (B : R),
    (0 < w_1) ->
    (0 < w_2) ->
    (0 < b_1) ->
    (0 < b_2) ->
    (0 < B) ->
  (w_1 + w_2) <> 0 /\
    B <> 0 /\
    (((b_1 ^ 2) * w_1) + ((b_2 ^ 2) * w_2)) <> 0 /\
    (((((w_1 * (1 + ((b_1 ^ 2) / B))) + (w_2 * (1 + ((b_2 ^ 2) / B)))) / (w_1 + w_2)) - 1) * ((((w_1 * (B + (b_1 ^ 2))) + (w_2 * (B + (b_2 ^ 2)))) / (((b_1 ^ 2) * w_1) + ((b_2 ^ 2) * w_2))) - 1)) = 1.
Proof.
intros w_1 w_2 b_1 b_2 B w_1_low w_2_low b_1_low b_2_low B_low.
assert (A0 : (w_1 + w_2) <> 0).
{
assert (N0 : (w_1 + w_2) <> 0).
{
assert (sign : 0 < (w_1 + w_2)).
{
apply (positive_ratio _ (w_1 + w_2) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (w_1 + w_2)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (A1 : B <> 0).
{
assert (N0 : B <> 0).
{
assert (sign : 0 < B).
{
apply (positive_ratio _ B 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ B); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (A2 : (((b_1 ^ 2) * w_1) + ((b_2 ^ 2) * w_2)) <> 0).
{
assert (N0 : (((b_1 ^ 2) * w_1) + ((b_2 ^ 2) * w_2)) <> 0).
{
assert (sign : 0 < (((b_1 ^ 2) * w_1) + ((b_2 ^ 2) * w_2))).
{
apply (positive_ratio _ (((b_1 ^ 2) * w_1) + ((b_2 ^ 2) * w_2)) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (((b_1 ^ 2) * w_1) + ((b_2 ^ 2) * w_2))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
powers. same_roots. equal.
Qed.
Print Assumptions noise_scale_critical_average.
