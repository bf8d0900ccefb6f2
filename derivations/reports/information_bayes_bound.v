(* information.bayes-bound: One example takes the variance v of theta to no less than v c/(h^2 v + c), whatever the gain K
   Zhang et al. 2019, section 3.6, corrected *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem information_bayes_bound : forall (h : R) (c : R) (v : R) (K : R),
    (0 < h) ->
    (0 < c) ->
    (0 < v) ->
  (c + ((h ^ 2) * v)) <> 0 /\
    (((K ^ 2) * c) + (v * ((1 - (K * h)) ^ 2))) >= (c * v / (c + ((h ^ 2) * v))).
Proof.
intros h c v K h_low c_low v_low.
assert (A0 : (c + ((h ^ 2) * v)) <> 0).
{
assert (N0 : (c + ((h ^ 2) * v)) <> 0).
{
assert (sign : 0 < (c + ((h ^ 2) * v))).
{
apply (positive_ratio _ (c + ((h ^ 2) * v)) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (c + ((h ^ 2) * v))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (W : 0 <= (((K ^ 2) * c) + (v * ((1 - (K * h)) ^ 2)) - (c * v / (c + ((h ^ 2) * v))))).
{
assert (F : 0 <= (((K ^ 2) * c) + (v * ((1 - (K * h)) ^ 2)) - (c * v / (c + ((h ^ 2) * v))))).
{
apply (nonneg_square _ (c + ((h ^ 2) * v)) (K - (h * v / (c + ((h ^ 2) * v))))); [|equal].
apply (nonneg_ratio _ (c + ((h ^ 2) * v)) 1); [nonneg | pos | equal].
}
apply (nonneg_multiple _ 1 (((K ^ 2) * c) + (v * ((1 - (K * h)) ^ 2)) - (c * v / (c + ((h ^ 2) * v))))); [|exact F|equal].
lra.
}
match goal with |- ?l >= ?r => replace (((K ^ 2) * c) + (v * ((1 - (K * h)) ^ 2)) - (c * v / (c + ((h ^ 2) * v)))) with (l - r) in W by (powers; equal); lra end.
Qed.
Print Assumptions information_bayes_bound.
