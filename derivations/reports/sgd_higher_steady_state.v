(* sgd.higher-steady-state: A higher learning rate gives a higher steady-state risk
   Zhang et al. 2019, section 3.1: 'but also produce higher values of the steady-state risk' *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem sgd_higher_steady_state : forall (h : R) (c : R) (B : R) (alpha : R),
    (0 < h) ->
    (0 < c) ->
    (0 < B) ->
    (0 < alpha) ->
    (alpha < (2 / h)) ->
  h <> 0 /\
    B <> 0 /\
    (2 - (alpha * h)) <> 0 /\
    (c / (B * ((2 - (alpha * h)) ^ 2))) > 0.
Proof.
intros h c B alpha h_low c_low B_low alpha_low alpha_high.
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
assert (A2 : (2 - (alpha * h)) <> 0).
{
assert (N0 : (2 - (alpha * h)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 2 (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
assert (F_0 : (2 - (alpha * h)) <> 0).
{
assert (N0 : (2 - (alpha * h)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 2 (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h))); [nonzero|equal].
}
assert (W : 0 < (c / (B * ((2 - (alpha * h)) ^ 2)))).
{
assert (F : 0 < (c / (B * ((2 - (alpha * h)) ^ 2)))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (((s_alpha ^ 2) * c) + (2 * s_alpha * c) + c) (4 * B)); [pos | pos | equal].
}
apply (positive_multiple _ 1 (c / (B * ((2 - (alpha * h)) ^ 2)))); [|exact F|equal].
lra.
}
match goal with |- ?l > ?r => replace (c / (B * ((2 - (alpha * h)) ^ 2))) with (l - r) in W by (powers; equal); lra end.
Qed.
Print Assumptions sgd_higher_steady_state.
