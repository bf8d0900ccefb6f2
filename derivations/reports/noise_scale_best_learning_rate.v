(* noise-scale.best-learning-rate: At the learning rate eps_max/(1 + B_noise/B) one step gains Delta_max/(1 + B_noise/B)
   McCandlish et al. 2018, section 2.2 *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem noise_scale_best_learning_rate : forall (G_2 : R) (G_T_HG : R) (operatorname_tr_HSigma : R) (B : R),
    (0 < G_2) ->
    (0 < G_T_HG) ->
    (0 <= operatorname_tr_HSigma) ->
    (0 < B) ->
  G_T_HG <> 0 /\
    (1 + (operatorname_tr_HSigma / (B * G_T_HG))) <> 0 /\
    B <> 0 /\
    (((G_2 ^ 2) / (G_T_HG * (1 + (operatorname_tr_HSigma / (B * G_T_HG))))) - ((G_2 ^ 2) * (G_T_HG + (operatorname_tr_HSigma / B)) / (2 * (G_T_HG ^ 2) * ((1 + (operatorname_tr_HSigma / (B * G_T_HG))) ^ 2)))) = ((G_2 ^ 2) / (2 * G_T_HG * (1 + (operatorname_tr_HSigma / (B * G_T_HG))))).
Proof.
intros G_2 G_T_HG operatorname_tr_HSigma B G_2_low G_T_HG_low operatorname_tr_HSigma_low B_low.
assert (A0 : G_T_HG <> 0).
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
split; [apply (nonzero_same _ _ A0); equal|].
assert (A1 : (1 + (operatorname_tr_HSigma / (B * G_T_HG))) <> 0).
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
split; [apply (nonzero_same _ _ A1); equal|].
assert (A2 : B <> 0).
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
split; [apply (nonzero_same _ _ A2); equal|].
powers. same_roots. equal.
Qed.
Print Assumptions noise_scale_best_learning_rate.
