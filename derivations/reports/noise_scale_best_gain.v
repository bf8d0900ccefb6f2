(* noise-scale.best-gain: No learning rate gains more in one step than Delta_max/(1 + B_noise/B)
   McCandlish et al. 2018, section 2.2 *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem noise_scale_best_gain : forall (G_2 : R) (G_T_HG : R) (operatorname_tr_HSigma : R) (B : R) (alpha : R),
    (0 < G_2) ->
    (0 < G_T_HG) ->
    (0 <= operatorname_tr_HSigma) ->
    (0 < B) ->
    (0 < alpha) ->
  B <> 0 /\
    G_T_HG <> 0 /\
    (1 + (operatorname_tr_HSigma / (B * G_T_HG))) <> 0 /\
    ((alpha * G_2) - ((alpha ^ 2) * (G_T_HG + (operatorname_tr_HSigma / B)) / 2)) <= ((G_2 ^ 2) / (2 * G_T_HG * (1 + (operatorname_tr_HSigma / (B * G_T_HG))))).
Proof.
intros G_2 G_T_HG operatorname_tr_HSigma B alpha G_2_low G_T_HG_low operatorname_tr_HSigma_low B_low alpha_low.
assert (A0 : B <> 0).
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
split; [apply (nonzero_same _ _ A0); equal|].
assert (A1 : G_T_HG <> 0).
{
assert (N0 : G_T_HG <> 0).
{
assert (sign : 0 < G_T_HG).
{
apply (positive_ratio _ G_T_HG 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ G_T_HG); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (A2 : (1 + (operatorname_tr_HSigma / (B * G_T_HG))) <> 0).
{
assert (N0 : ((B * G_T_HG) + operatorname_tr_HSigma) <> 0).
{
assert (sign : 0 < ((B * G_T_HG) + operatorname_tr_HSigma)).
{
apply (positive_ratio _ ((B * G_T_HG) + operatorname_tr_HSigma) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (((B * G_T_HG) + operatorname_tr_HSigma) / (B * G_T_HG))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
assert (W : 0 <= (((alpha ^ 2) * (G_T_HG + (operatorname_tr_HSigma / B)) / 2) + ((G_2 ^ 2) / (2 * G_T_HG * (1 + (operatorname_tr_HSigma / (B * G_T_HG))))) - (alpha * G_2))).
{
assert (F : 0 <= (((alpha ^ 2) * (G_T_HG + (operatorname_tr_HSigma / B)) / 2) + ((G_2 ^ 2) / (2 * G_T_HG * (1 + (operatorname_tr_HSigma / (B * G_T_HG))))) - (alpha * G_2))).
{
apply (nonneg_square _ ((G_T_HG / 2) + (operatorname_tr_HSigma / (2 * B))) (alpha - (G_2 / (G_T_HG + (operatorname_tr_HSigma / B))))); [|equal].
apply (nonneg_ratio _ ((B * G_T_HG) + operatorname_tr_HSigma) (2 * B)); [nonneg | pos | equal].
}
apply (nonneg_multiple _ 1 (((alpha ^ 2) * (G_T_HG + (operatorname_tr_HSigma / B)) / 2) + ((G_2 ^ 2) / (2 * G_T_HG * (1 + (operatorname_tr_HSigma / (B * G_T_HG))))) - (alpha * G_2))); [|exact F|equal].
lra.
}
match goal with |- ?l <= ?r => replace (((alpha ^ 2) * (G_T_HG + (operatorname_tr_HSigma / B)) / 2) + ((G_2 ^ 2) / (2 * G_T_HG * (1 + (operatorname_tr_HSigma / (B * G_T_HG))))) - (alpha * G_2)) with (r - l) in W by (powers; equal); lra end.
Qed.
Print Assumptions noise_scale_best_gain.
