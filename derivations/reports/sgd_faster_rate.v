(* sgd.faster-rate: Up to alpha = 1/h a higher learning rate converges faster
   Zhang et al. 2019, section 3.1: 'higher learning rates (up to 1/h_i) give faster convergence' *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem sgd_faster_rate : forall (h : R) (alpha : R),
    (0 < h) ->
    (0 < alpha) ->
    (alpha < (/ h)) ->
  h <> 0 /\
    (- (2 * h * (1 - (alpha * h)))) < 0.
Proof.
intros h alpha h_low alpha_low alpha_high.
assert (A0 : h <> 0).
{
assert (N0 : h <> 0).
{
assert (sign : 0 < h).
{
apply (positive_ratio _ h 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ h); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (W : 0 < (2 * h * (1 - (alpha * h)))).
{
assert (F : 0 < (2 * h * (1 - (alpha * h)))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * h) (s_alpha + 1)); [pos | pos | equal].
}
apply (positive_multiple _ 1 (2 * h * (1 - (alpha * h)))); [|exact F|equal].
lra.
}
match goal with |- ?l < ?r => replace (2 * h * (1 - (alpha * h))) with (r - l) in W by (powers; equal); lra end.
Qed.
Print Assumptions sgd_faster_rate.
