(* noise-scale.batch-schedule: For a given number of examples the batch sizes of a fixed rule are best in proportion to the root of kappa, the risk that a step's noise leaves at the end (two steps)
   derived here *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem noise_scale_batch_schedule : forall (b_1 : R) (b_2 : R) (B_1 : R) (B_2 : R),
    (0 < b_1) ->
    (0 < b_2) ->
    (0 < B_1) ->
    (0 < B_2) ->
  B_2 <> 0 /\
    B_1 <> 0 /\
    (B_1 + B_2) <> 0 /\
    (((b_2 ^ 2) / B_2) + ((b_1 ^ 2) / B_1)) >= (((b_1 + b_2) ^ 2) / (B_1 + B_2)).
Proof.
intros b_1 b_2 B_1 B_2 b_1_low b_2_low B_1_low B_2_low.
assert (A0 : B_2 <> 0).
{
assert (N0 : B_2 <> 0).
{
assert (sign : 0 < B_2).
{
apply (positive_ratio _ B_2 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ B_2); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (A1 : B_1 <> 0).
{
assert (N0 : B_1 <> 0).
{
assert (sign : 0 < B_1).
{
apply (positive_ratio _ B_1 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ B_1); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (A2 : (B_1 + B_2) <> 0).
{
assert (N0 : (B_1 + B_2) <> 0).
{
assert (sign : 0 < (B_1 + B_2)).
{
apply (positive_ratio _ (B_1 + B_2) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (B_1 + B_2)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
assert (W : 0 <= (((b_2 ^ 2) / B_2) + ((b_1 ^ 2) / B_1) - (((b_1 + b_2) ^ 2) / (B_1 + B_2)))).
{
assert (F : 0 <= (((b_2 ^ 2) / B_2) + ((b_1 ^ 2) / B_1) - (((b_1 + b_2) ^ 2) / (B_1 + B_2)))).
{
apply (nonneg_square _ (1 / (B_1 * B_2 * (B_1 + B_2))) ((B_2 * b_1) - (B_1 * b_2))); [|equal].
apply (nonneg_ratio _ 1 (((B_1 ^ 2) * B_2) + (B_1 * (B_2 ^ 2)))); [nonneg | pos | equal].
}
apply (nonneg_multiple _ 1 (((b_2 ^ 2) / B_2) + ((b_1 ^ 2) / B_1) - (((b_1 + b_2) ^ 2) / (B_1 + B_2)))); [|exact F|equal].
lra.
}
match goal with |- ?l >= ?r => replace (((b_2 ^ 2) / B_2) + ((b_1 ^ 2) / B_1) - (((b_1 + b_2) ^ 2) / (B_1 + B_2))) with (l - r) in W by (powers; equal); lra end.
Qed.
Print Assumptions noise_scale_batch_schedule.
