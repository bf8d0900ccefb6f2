(* preconditioning.faster-in-power: The best rate, (kappa~ - 1)/(kappa~ + 1), improves with p
   Zhang et al. 2019, section 3.3, below eq. 9: 'values of p closer to 1 correspond to better preconditioners, and result in much faster convergence' *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem preconditioning_faster_in_power : forall (kappa : R) (p_1 : R) (p_2 : R),
    (1 < kappa) ->
    (0 <= p_1) ->
    (p_1 < 1) ->
    (p_1 < p_2) ->
    (p_2 <= 1) ->
  ((Rpower kappa (1 - p_2)) + 1) <> 0 /\
    ((Rpower kappa (1 - p_1)) + 1) <> 0 /\
    0 < kappa /\
    (((Rpower kappa (1 - p_2)) - 1) / ((Rpower kappa (1 - p_2)) + 1)) < (((Rpower kappa (1 - p_1)) - 1) / ((Rpower kappa (1 - p_1)) + 1)).
Proof.
intros kappa p_1 p_2 kappa_low p_1_low p_1_high p_2_low p_2_high.
assert (A0 : ((Rpower kappa (1 - p_2)) + 1) <> 0).
{
assert (N0 : (kappa + (Rpower kappa p_2)) <> 0).
{
assert (sign : 0 < (kappa + (Rpower kappa p_2))).
{
destruct (above _ _ kappa_low) as [s_kappa [P_s_kappa E_s_kappa]]; try clear kappa_low; subst kappa.
apply (positive_ratio _ (s_kappa + (Rpower (s_kappa + 1) p_2) + 1) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((Rpower kappa (- p_2)) * (kappa + (Rpower kappa p_2)))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (A0_top : (kappa + (Rpower kappa p_2)) <> 0) by (apply (numerator_nonzero _ _ (Rpower kappa p_2) A0); equal).
assert (A1 : ((Rpower kappa (1 - p_1)) + 1) <> 0).
{
assert (N0 : (kappa + (Rpower kappa p_1)) <> 0).
{
assert (sign : 0 < (kappa + (Rpower kappa p_1))).
{
destruct (above _ _ kappa_low) as [s_kappa [P_s_kappa E_s_kappa]]; try clear kappa_low; subst kappa.
apply (positive_ratio _ (s_kappa + (Rpower (s_kappa + 1) p_1) + 1) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((Rpower kappa (- p_1)) * (kappa + (Rpower kappa p_1)))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (A1_top : (kappa + (Rpower kappa p_1)) <> 0) by (apply (numerator_nonzero _ _ (Rpower kappa p_1) A1); equal).
assert (A2 : 0 < kappa).
{
destruct (above _ _ kappa_low) as [s_kappa [P_s_kappa E_s_kappa]]; try clear kappa_low; subst kappa.
apply (positive_ratio _ (s_kappa + 1) 1); [pos | pos | equal].
}
split; [apply (positive_same _ _ A2); equal|].
assert (W : 0 < ((((Rpower kappa (1 - p_1)) - 1) / ((Rpower kappa (1 - p_1)) + 1)) - (((Rpower kappa (1 - p_2)) - 1) / ((Rpower kappa (1 - p_2)) + 1)))).
{
assert (F : 0 < ((((Rpower kappa (1 - p_1)) - 1) / ((Rpower kappa (1 - p_1)) + 1)) - (((Rpower kappa (1 - p_2)) - 1) / ((Rpower kappa (1 - p_2)) + 1)))).
{
assert (low_0 : 0 < (/ kappa)).
{
destruct (above _ _ kappa_low) as [s_kappa [P_s_kappa E_s_kappa]]; try clear kappa_low; subst kappa.
apply (positive_ratio _ 1 (s_kappa + 1)); [pos | pos | equal].
}
assert (gap_0 : 0 < (1 - (/ kappa))).
{
destruct (above _ _ kappa_low) as [s_kappa [P_s_kappa E_s_kappa]]; try clear kappa_low; subst kappa.
apply (positive_ratio _ s_kappa (s_kappa + 1)); [pos | pos | equal].
}
assert (high_0 : (/ kappa) < 1) by lra.
assert (exponent_0 : 0 < (p_2 - p_1)).
{
destruct (inside_lower _ _ _ p_1_low p_1_high) as [s_p_1 [P_s_p_1 E_s_p_1]]; try clear p_1_low p_1_high; subst p_1.
destruct (inside_upper _ _ _ p_2_low p_2_high) as [s_p_2 [P_s_p_2 E_s_p_2]]; try clear p_2_low p_2_high; subst p_2.
apply (positive_ratio _ 1 ((s_p_1 * s_p_2) + s_p_1 + s_p_2 + 1)); [pos | pos | equal].
}
assert (between_0 := power_inside _ _ low_0 high_0 exponent_0).
assert (low_1 : 0 < (/ kappa)).
{
destruct (above _ _ kappa_low) as [s_kappa [P_s_kappa E_s_kappa]]; try clear kappa_low; subst kappa.
apply (positive_ratio _ 1 (s_kappa + 1)); [pos | pos | equal].
}
assert (gap_1 : 0 < (1 - (/ kappa))).
{
destruct (above _ _ kappa_low) as [s_kappa [P_s_kappa E_s_kappa]]; try clear kappa_low; subst kappa.
apply (positive_ratio _ s_kappa (s_kappa + 1)); [pos | pos | equal].
}
assert (high_1 : (/ kappa) < 1) by lra.
assert (exponent_1 : 0 <= (1 - p_2)).
{
destruct (inside_lower _ _ _ p_1_low p_1_high) as [s_p_1 [P_s_p_1 E_s_p_1]]; try clear p_1_low p_1_high; subst p_1.
destruct (inside_upper _ _ _ p_2_low p_2_high) as [s_p_2 [P_s_p_2 E_s_p_2]]; try clear p_2_low p_2_high; subst p_2.
apply (nonneg_ratio _ s_p_2 ((s_p_1 * s_p_2) + s_p_1 + s_p_2 + 1)); [nonneg | pos | equal].
}
assert (between_1 := power_inside_closed _ _ low_1 high_1 exponent_1).
assert (G : forall w_0, 0 < w_0 -> w_0 < 1 -> forall v_1, 0 < v_1 -> v_1 <= 1 -> 0 < (2 * v_1 * (1 - w_0) / ((v_1 + 1) * ((v_1 * w_0) + 1)))).
{ intros w_0 w_0_low w_0_high v_1 v_1_low v_1_high.
destruct (inside _ _ _ w_0_low w_0_high) as [s_w_0 [P_s_w_0 E_s_w_0]]; try clear w_0_low w_0_high; subst w_0.
destruct (inside_upper _ _ _ v_1_low v_1_high) as [s_v_1 [P_s_v_1 E_s_v_1]]; try clear v_1_low v_1_high; subst v_1.
apply (positive_ratio _ ((2 * s_v_1) + 2) (((s_v_1 ^ 2) * s_w_0) + (s_v_1 ^ 2) + (4 * s_v_1 * s_w_0) + (3 * s_v_1) + (4 * s_w_0) + 2)); [pos | pos | equal].
}
assert (V := G (Rpower (/ kappa) (p_2 - p_1)) (proj1 between_0) (proj2 between_0) (Rpower (/ kappa) (1 - p_2)) (proj1 between_1) (proj2 between_1)). refine (positive_same _ _ V _). equal.
}
apply (positive_multiple _ 1 ((((Rpower kappa (1 - p_1)) - 1) / ((Rpower kappa (1 - p_1)) + 1)) - (((Rpower kappa (1 - p_2)) - 1) / ((Rpower kappa (1 - p_2)) + 1)))); [|exact F|equal].
lra.
}
match goal with |- ?l < ?r => replace ((((Rpower kappa (1 - p_1)) - 1) / ((Rpower kappa (1 - p_1)) + 1)) - (((Rpower kappa (1 - p_2)) - 1) / ((Rpower kappa (1 - p_2)) + 1))) with (r - l) in W by (powers; equal); lra end.
Qed.
Print Assumptions preconditioning_faster_in_power.
