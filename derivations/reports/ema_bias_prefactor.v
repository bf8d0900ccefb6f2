(* ema.bias-prefactor: The prefactor K of the average's bias exceeds 1: averaging delays convergence by a constant factor
   Zhang et al. 2019, below Theorem 2, what 'without sacrificing' leaves out *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem ema_bias_prefactor : forall (h : R) (alpha : R) (gamma : R),
    (0 < h) ->
    (0 < alpha) ->
    (alpha < (/ h)) ->
    (0 < gamma) ->
    (gamma < (1 - (alpha * h))) ->
  h <> 0 /\
    (1 - (alpha * h) - gamma) <> 0 /\
    ((1 - gamma) * (1 - (alpha * h)) / (1 - (alpha * h) - gamma)) > 1.
Proof.
intros h alpha gamma h_low alpha_low alpha_high gamma_low gamma_high.
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
assert (A1 : (1 - (alpha * h) - gamma) <> 0).
{
assert (N0 : (1 - (alpha * h) - gamma) <> 0).
{
assert (sign : 0 < (1 - (alpha * h) - gamma)).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
destruct (inside _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ 1 ((s_alpha * s_gamma) + s_alpha + s_gamma + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - (alpha * h) - gamma)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (F_0 : (1 - (alpha * h) - gamma) <> 0).
{
assert (N0 : (1 - (alpha * h) - gamma) <> 0).
{
assert (sign : 0 < (1 - (alpha * h) - gamma)).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
destruct (inside _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ 1 ((s_alpha * s_gamma) + s_alpha + s_gamma + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - (alpha * h) - gamma)); [nonzero|equal].
}
assert (W : 0 < (((1 - gamma) * (1 - (alpha * h)) / (1 - (alpha * h) - gamma)) - 1)).
{
assert (F : 0 < (((1 - gamma) * (1 - (alpha * h)) / (1 - (alpha * h) - gamma)) - 1)).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
destruct (inside _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ (s_alpha * s_gamma) (s_alpha + 1)); [pos | pos | equal].
}
apply (positive_multiple _ 1 (((1 - gamma) * (1 - (alpha * h)) / (1 - (alpha * h) - gamma)) - 1)); [|exact F|equal].
lra.
}
match goal with |- ?l > ?r => replace (((1 - gamma) * (1 - (alpha * h)) / (1 - (alpha * h) - gamma)) - 1) with (l - r) in W by (powers; equal); lra end.
Qed.
Print Assumptions ema_bias_prefactor.
