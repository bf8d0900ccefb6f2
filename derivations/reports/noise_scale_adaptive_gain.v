(* noise-scale.adaptive-gain: gamma is at most 1, and 1 only if the noise scale does not change (two stretches)
   McCandlish et al. 2018, appendix D *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem noise_scale_adaptive_gain : forall (w_1 : R) (w_2 : R) (b_1 : R) (b_2 : R),
    (0 < w_1) ->
    (0 < w_2) ->
    (0 < b_1) ->
    (0 < b_2) ->
  (w_1 + w_2) <> 0 /\
    (((b_1 ^ 2) * w_1) + ((b_2 ^ 2) * w_2)) <> 0 /\
    ((((b_1 * w_1) + (b_2 * w_2)) ^ 2) / ((w_1 + w_2) * (((b_1 ^ 2) * w_1) + ((b_2 ^ 2) * w_2)))) <= 1.
Proof.
intros w_1 w_2 b_1 b_2 w_1_low w_2_low b_1_low b_2_low.
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
assert (A1 : (((b_1 ^ 2) * w_1) + ((b_2 ^ 2) * w_2)) <> 0).
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
split; [apply (nonzero_same _ _ A1); equal|].
assert (W : 0 <= (1 - ((((b_1 * w_1) + (b_2 * w_2)) ^ 2) / ((w_1 + w_2) * (((b_1 ^ 2) * w_1) + ((b_2 ^ 2) * w_2)))))).
{
assert (F : 0 <= (1 - ((((b_1 * w_1) + (b_2 * w_2)) ^ 2) / ((w_1 + w_2) * (((b_1 ^ 2) * w_1) + ((b_2 ^ 2) * w_2)))))).
{
apply (nonneg_square _ (w_1 * w_2 / ((w_1 + w_2) * (((b_1 ^ 2) * w_1) + ((b_2 ^ 2) * w_2)))) (b_1 - b_2)); [|equal].
apply (nonneg_ratio _ (w_1 * w_2) (((b_1 ^ 2) * (w_1 ^ 2)) + ((b_1 ^ 2) * w_1 * w_2) + ((b_2 ^ 2) * w_1 * w_2) + ((b_2 ^ 2) * (w_2 ^ 2)))); [nonneg | pos | equal].
}
apply (nonneg_multiple _ 1 (1 - ((((b_1 * w_1) + (b_2 * w_2)) ^ 2) / ((w_1 + w_2) * (((b_1 ^ 2) * w_1) + ((b_2 ^ 2) * w_2)))))); [|exact F|equal].
lra.
}
match goal with |- ?l <= ?r => replace (1 - ((((b_1 * w_1) + (b_2 * w_2)) ^ 2) / ((w_1 + w_2) * (((b_1 ^ 2) * w_1) + ((b_2 ^ 2) * w_2))))) with (r - l) in W by (powers; equal); lra end.
Qed.
Print Assumptions noise_scale_adaptive_gain.
