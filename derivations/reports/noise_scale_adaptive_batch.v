(* noise-scale.adaptive-batch: If a step costs as much as r examples, B = sqrt(r B_noise) is the cheapest batch size, at the cost (1 + sqrt(B_noise/r))^2
   McCandlish et al. 2018, appendix D *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem noise_scale_adaptive_batch : forall (b_1 : R) (rho : R) (B : R),
    (0 < b_1) ->
    (0 < rho) ->
    (0 < B) ->
  rho <> 0 /\
    B <> 0 /\
    (1 + ((B + (b_1 ^ 2)) / (rho ^ 2)) + ((b_1 ^ 2) / B)) >= (((b_1 / rho) + 1) ^ 2).
Proof.
intros b_1 rho B b_1_low rho_low B_low.
assert (A0 : rho <> 0).
{
assert (N0 : rho <> 0).
{
assert (sign : 0 < rho).
{
apply (positive_ratio _ rho 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ rho); [nonzero|equal].
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
assert (W : 0 <= (1 + ((B + (b_1 ^ 2)) / (rho ^ 2)) + ((b_1 ^ 2) / B) - (((b_1 / rho) + 1) ^ 2))).
{
assert (F : 0 <= (1 + ((B + (b_1 ^ 2)) / (rho ^ 2)) + ((b_1 ^ 2) / B) - (((b_1 / rho) + 1) ^ 2))).
{
apply (nonneg_square _ (1 / (B * (rho ^ 2))) (B - (b_1 * rho))); [|equal].
apply (nonneg_ratio _ 1 (B * (rho ^ 2))); [nonneg | pos | equal].
}
apply (nonneg_multiple _ 1 (1 + ((B + (b_1 ^ 2)) / (rho ^ 2)) + ((b_1 ^ 2) / B) - (((b_1 / rho) + 1) ^ 2))); [|exact F|equal].
lra.
}
match goal with |- ?l >= ?r => replace (1 + ((B + (b_1 ^ 2)) / (rho ^ 2)) + ((b_1 ^ 2) / B) - (((b_1 / rho) + 1) ^ 2)) with (l - r) in W by (powers; equal); lra end.
Qed.
Print Assumptions noise_scale_adaptive_batch.
