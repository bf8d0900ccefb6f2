(* preconditioning.monotone-in-power: Equation 10 increases in p for h < h_1 (q = h/h_1; factor c/(2B h_1) left out)
   Zhang et al. 2019, below eq. 10: 'a monotonically increasing function with respect to p' *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem preconditioning_monotone_in_power : forall (q : R) (p_1 : R) (p_2 : R),
    (0 < q) ->
    (q < 1) ->
    (0 <= p_1) ->
    (p_1 < 1) ->
    (p_1 < p_2) ->
    (p_2 < 1) ->
  (1 - (Rpower q (1 - p_1))) <> 0 /\
    (1 - (Rpower q (1 - p_2))) <> 0 /\
    0 < q /\
    ((Rpower q (- p_1)) / (1 - (Rpower q (1 - p_1)))) < ((Rpower q (- p_2)) / (1 - (Rpower q (1 - p_2)))).
Proof.
intros q p_1 p_2 q_low q_high p_1_low p_1_high p_2_low p_2_high.
assert (A0 : (1 - (Rpower q (1 - p_1))) <> 0).
{
apply Rgt_not_eq; unfold Rgt.
assert (low_0 : 0 < q).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ s_q (s_q + 1)); [pos | pos | equal].
}
assert (gap_0 : 0 < (1 - q)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ 1 (s_q + 1)); [pos | pos | equal].
}
assert (high_0 : q < 1) by lra.
assert (exponent_0 : 0 < (1 - p_1)).
{
destruct (inside_lower _ _ _ p_1_low p_1_high) as [s_p_1 [P_s_p_1 E_s_p_1]]; try clear p_1_low p_1_high; subst p_1.
apply (positive_ratio _ 1 (s_p_1 + 1)); [pos | pos | equal].
}
assert (between_0 := power_inside _ _ low_0 high_0 exponent_0).
assert (G : forall w_0, 0 < w_0 -> w_0 < 1 -> 0 < (1 - w_0)).
{ intros w_0 w_0_low w_0_high.
destruct (inside _ _ _ w_0_low w_0_high) as [s_w_0 [P_s_w_0 E_s_w_0]]; try clear w_0_low w_0_high; subst w_0.
apply (positive_ratio _ 1 (s_w_0 + 1)); [pos | pos | equal].
}
assert (V := G (Rpower q (1 - p_1)) (proj1 between_0) (proj2 between_0)). refine (positive_same _ _ V _). equal.
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (A0_top : ((Rpower q p_1) - q) <> 0) by (apply (numerator_nonzero _ _ (Rpower q p_1) A0); equal).
assert (A1 : (1 - (Rpower q (1 - p_2))) <> 0).
{
apply Rgt_not_eq; unfold Rgt.
assert (low_0 : 0 < q).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ s_q (s_q + 1)); [pos | pos | equal].
}
assert (gap_0 : 0 < (1 - q)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ 1 (s_q + 1)); [pos | pos | equal].
}
assert (high_0 : q < 1) by lra.
assert (exponent_0 : 0 < (1 - p_2)).
{
destruct (inside_lower _ _ _ p_1_low p_1_high) as [s_p_1 [P_s_p_1 E_s_p_1]]; try clear p_1_low p_1_high; subst p_1.
destruct (inside _ _ _ p_2_low p_2_high) as [s_p_2 [P_s_p_2 E_s_p_2]]; try clear p_2_low p_2_high; subst p_2.
apply (positive_ratio _ 1 ((s_p_1 * s_p_2) + s_p_1 + s_p_2 + 1)); [pos | pos | equal].
}
assert (between_0 := power_inside _ _ low_0 high_0 exponent_0).
assert (G : forall w_0, 0 < w_0 -> w_0 < 1 -> 0 < (1 - w_0)).
{ intros w_0 w_0_low w_0_high.
destruct (inside _ _ _ w_0_low w_0_high) as [s_w_0 [P_s_w_0 E_s_w_0]]; try clear w_0_low w_0_high; subst w_0.
apply (positive_ratio _ 1 (s_w_0 + 1)); [pos | pos | equal].
}
assert (V := G (Rpower q (1 - p_2)) (proj1 between_0) (proj2 between_0)). refine (positive_same _ _ V _). equal.
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (A1_top : ((Rpower q p_2) - q) <> 0) by (apply (numerator_nonzero _ _ (Rpower q p_2) A1); equal).
assert (A2 : 0 < q).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ s_q (s_q + 1)); [pos | pos | equal].
}
split; [apply (positive_same _ _ A2); equal|].
assert (F_0 : (1 - (Rpower q (1 - p_1))) <> 0).
{
apply Rgt_not_eq; unfold Rgt.
assert (low_0 : 0 < q).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ s_q (s_q + 1)); [pos | pos | equal].
}
assert (gap_0 : 0 < (1 - q)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ 1 (s_q + 1)); [pos | pos | equal].
}
assert (high_0 : q < 1) by lra.
assert (exponent_0 : 0 < (1 - p_1)).
{
destruct (inside_lower _ _ _ p_1_low p_1_high) as [s_p_1 [P_s_p_1 E_s_p_1]]; try clear p_1_low p_1_high; subst p_1.
apply (positive_ratio _ 1 (s_p_1 + 1)); [pos | pos | equal].
}
assert (between_0 := power_inside _ _ low_0 high_0 exponent_0).
assert (G : forall w_0, 0 < w_0 -> w_0 < 1 -> 0 < (1 - w_0)).
{ intros w_0 w_0_low w_0_high.
destruct (inside _ _ _ w_0_low w_0_high) as [s_w_0 [P_s_w_0 E_s_w_0]]; try clear w_0_low w_0_high; subst w_0.
apply (positive_ratio _ 1 (s_w_0 + 1)); [pos | pos | equal].
}
assert (V := G (Rpower q (1 - p_1)) (proj1 between_0) (proj2 between_0)). refine (positive_same _ _ V _). equal.
}
assert (F_0_top : ((Rpower q p_1) - q) <> 0) by (apply (numerator_nonzero _ _ (Rpower q p_1) F_0); equal).
assert (G_0 : (1 - (Rpower q (1 - p_2))) <> 0).
{
apply Rgt_not_eq; unfold Rgt.
assert (low_0 : 0 < q).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ s_q (s_q + 1)); [pos | pos | equal].
}
assert (gap_0 : 0 < (1 - q)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ 1 (s_q + 1)); [pos | pos | equal].
}
assert (high_0 : q < 1) by lra.
assert (exponent_0 : 0 < (1 - p_2)).
{
destruct (inside_lower _ _ _ p_1_low p_1_high) as [s_p_1 [P_s_p_1 E_s_p_1]]; try clear p_1_low p_1_high; subst p_1.
destruct (inside _ _ _ p_2_low p_2_high) as [s_p_2 [P_s_p_2 E_s_p_2]]; try clear p_2_low p_2_high; subst p_2.
apply (positive_ratio _ 1 ((s_p_1 * s_p_2) + s_p_1 + s_p_2 + 1)); [pos | pos | equal].
}
assert (between_0 := power_inside _ _ low_0 high_0 exponent_0).
assert (G : forall w_0, 0 < w_0 -> w_0 < 1 -> 0 < (1 - w_0)).
{ intros w_0 w_0_low w_0_high.
destruct (inside _ _ _ w_0_low w_0_high) as [s_w_0 [P_s_w_0 E_s_w_0]]; try clear w_0_low w_0_high; subst w_0.
apply (positive_ratio _ 1 (s_w_0 + 1)); [pos | pos | equal].
}
assert (V := G (Rpower q (1 - p_2)) (proj1 between_0) (proj2 between_0)). refine (positive_same _ _ V _). equal.
}
assert (G_0_top : ((Rpower q p_2) - q) <> 0) by (apply (numerator_nonzero _ _ (Rpower q p_2) G_0); equal).
assert (W : 0 < (((Rpower q (- p_2)) / (1 - (Rpower q (1 - p_2)))) - ((Rpower q (- p_1)) / (1 - (Rpower q (1 - p_1)))))).
{
assert (F : 0 < (((Rpower q (- p_2)) / (1 - (Rpower q (1 - p_2)))) - ((Rpower q (- p_1)) / (1 - (Rpower q (1 - p_1)))))).
{
assert (low_0 : 0 < q).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ s_q (s_q + 1)); [pos | pos | equal].
}
assert (gap_0 : 0 < (1 - q)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ 1 (s_q + 1)); [pos | pos | equal].
}
assert (high_0 : q < 1) by lra.
assert (exponent_0 : 0 <= p_1).
{
destruct (inside_lower _ _ _ p_1_low p_1_high) as [s_p_1 [P_s_p_1 E_s_p_1]]; try clear p_1_low p_1_high; subst p_1.
apply (nonneg_ratio _ s_p_1 (s_p_1 + 1)); [nonneg | pos | equal].
}
assert (between_0 := power_inside_closed _ _ low_0 high_0 exponent_0).
assert (low_1 : 0 < q).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ s_q (s_q + 1)); [pos | pos | equal].
}
assert (gap_1 : 0 < (1 - q)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ 1 (s_q + 1)); [pos | pos | equal].
}
assert (high_1 : q < 1) by lra.
assert (exponent_1 : 0 < (p_2 - p_1)).
{
destruct (inside_lower _ _ _ p_1_low p_1_high) as [s_p_1 [P_s_p_1 E_s_p_1]]; try clear p_1_low p_1_high; subst p_1.
destruct (inside _ _ _ p_2_low p_2_high) as [s_p_2 [P_s_p_2 E_s_p_2]]; try clear p_2_low p_2_high; subst p_2.
apply (positive_ratio _ s_p_2 ((s_p_1 * s_p_2) + s_p_1 + s_p_2 + 1)); [pos | pos | equal].
}
assert (between_1 := power_inside _ _ low_1 high_1 exponent_1).
assert (low_2 : 0 < q).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ s_q (s_q + 1)); [pos | pos | equal].
}
assert (gap_2 : 0 < (1 - q)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ 1 (s_q + 1)); [pos | pos | equal].
}
assert (high_2 : q < 1) by lra.
assert (exponent_2 : 0 < (1 - p_2)).
{
destruct (inside_lower _ _ _ p_1_low p_1_high) as [s_p_1 [P_s_p_1 E_s_p_1]]; try clear p_1_low p_1_high; subst p_1.
destruct (inside _ _ _ p_2_low p_2_high) as [s_p_2 [P_s_p_2 E_s_p_2]]; try clear p_2_low p_2_high; subst p_2.
apply (positive_ratio _ 1 ((s_p_1 * s_p_2) + s_p_1 + s_p_2 + 1)); [pos | pos | equal].
}
assert (between_2 := power_inside _ _ low_2 high_2 exponent_2).
assert (G : forall u_0, 0 < u_0 -> u_0 <= 1 -> forall w_1, 0 < w_1 -> w_1 < 1 -> forall v_2, 0 < v_2 -> v_2 < 1 -> 0 < ((1 - w_1) / (u_0 * w_1 * (1 - v_2) * (1 - (v_2 * w_1))))).
{ intros u_0 u_0_low u_0_high w_1 w_1_low w_1_high v_2 v_2_low v_2_high.
destruct (inside_upper _ _ _ u_0_low u_0_high) as [s_u_0 [P_s_u_0 E_s_u_0]]; try clear u_0_low u_0_high; subst u_0.
destruct (inside _ _ _ w_1_low w_1_high) as [s_w_1 [P_s_w_1 E_s_w_1]]; try clear w_1_low w_1_high; subst w_1.
destruct (inside _ _ _ v_2_low v_2_high) as [s_v_2 [P_s_v_2 E_s_v_2]]; try clear v_2_low v_2_high; subst v_2.
apply (positive_ratio _ ((s_u_0 * (s_v_2 ^ 2) * s_w_1) + (s_u_0 * (s_v_2 ^ 2)) + (2 * s_u_0 * s_v_2 * s_w_1) + (2 * s_u_0 * s_v_2) + (s_u_0 * s_w_1) + s_u_0 + ((s_v_2 ^ 2) * s_w_1) + (s_v_2 ^ 2) + (2 * s_v_2 * s_w_1) + (2 * s_v_2) + s_w_1 + 1) ((s_v_2 * s_w_1) + (s_w_1 ^ 2) + s_w_1)); [pos | pos | equal].
}
assert (V := G (Rpower q p_1) (proj1 between_0) (proj2 between_0) (Rpower q (p_2 - p_1)) (proj1 between_1) (proj2 between_1) (Rpower q (1 - p_2)) (proj1 between_2) (proj2 between_2)). refine (positive_same _ _ V _). equal.
}
apply (positive_multiple _ 1 (((Rpower q (- p_2)) / (1 - (Rpower q (1 - p_2)))) - ((Rpower q (- p_1)) / (1 - (Rpower q (1 - p_1)))))); [|exact F|equal].
lra.
}
match goal with |- ?l < ?r => replace (((Rpower q (- p_2)) / (1 - (Rpower q (1 - p_2)))) - ((Rpower q (- p_1)) / (1 - (Rpower q (1 - p_1))))) with (r - l) in W by (powers; equal); lra end.
Qed.
Print Assumptions preconditioning_monotone_in_power.
