(* preconditioning.max-rate-steady-state: Steady-state risk of a coordinate at alpha = 2/h~_1 (an equality)
   Zhang et al. 2019, eq. 10 (printed with an approximate sign) *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* preconditioned(sgd): states theta *)
Definition preconditioned (alpha p : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    fun i => match i with | 0%nat => ((s 0%nat) - (alpha * ((Rpower curvature (- p)) * (gradient 0%nat (s 0%nat))))) | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma preconditioned_linear : forall alpha p h : R, linear (preconditioned alpha p) h.
Proof. intros. is_linear. Qed.
Lemma preconditioned_invariant : forall alpha p h : R, time_invariant (preconditioned alpha p) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem preconditioning_max_rate_steady_state : forall (h_1 : R) (h : R) (c : R) (B : R) (p : R),
    (0 < h_1) ->
    (0 < h) ->
    (h < h_1) ->
    (0 <= c) ->
    (0 < B) ->
    (0 <= p) ->
    (p < 1) ->
  exists v1 : R, 
    steady_state (preconditioned (2 * (Rpower h_1 (p - 1))) p) h c B v1 /\
    B <> 0 /\
    (1 - (Rpower (h / h_1) (1 - p))) <> 0 /\
    0 < h_1 /\
    0 < (h / h_1) /\
    v1 = (c * (Rpower (h / h_1) (- p)) / (2 * B * h_1 * (1 - (Rpower (h / h_1) (1 - p))))).
Proof.
intros h_1 h c B p h_1_low h_low h_high c_low B_low p_low p_high.
assert (L0 : linear (preconditioned (2 * (Rpower h_1 (p - 1))) p) h) by apply preconditioned_linear.
assert (I0 : time_invariant (preconditioned (2 * (Rpower h_1 (p - 1))) p) h) by apply preconditioned_invariant.
assert (Y0 : forall s, rec1 (- ((Rpower h (- p)) * (((Rpower h p) * h_1) - (2 * h * (Rpower h_1 p))) / h_1)) (fun t => read (preconditioned (2 * (Rpower h_1 (p - 1))) p) (run (preconditioned (2 * (Rpower h_1 (p - 1))) p) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (preconditioned (2 * (Rpower h_1 (p - 1))) p) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable1 (- ((Rpower h (- p)) * (((Rpower h p) * h_1) - (2 * h * (Rpower h_1 p))) / h_1))).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (2 * h * (Rpower h (- p)) * (Rpower h_1 p) / h_1)).
{
apply (positive_ratio _ (2 * h * (Rpower h_1 p)) ((Rpower h p) * h_1)); [pos | pos | equal].
}
replace (2 * h * (Rpower h (- p)) * (Rpower h_1 p) / h_1) with (1 + (- ((Rpower h (- p)) * (((Rpower h p) * h_1) - (2 * h * (Rpower h_1 p))) / h_1))) in K0 by equal.
assert (K1 : 0 < (2 * (Rpower h (- p)) * (((Rpower h p) * h_1) - (h * (Rpower h_1 p))) / h_1)).
{
assert (low_0 : 0 < (h / h_1)).
{
destruct (inside _ _ _ h_low h_high) as [s_h [P_s_h E_s_h]]; try clear h_low h_high; subst h.
apply (positive_ratio _ s_h (s_h + 1)); [pos | pos | equal].
}
assert (gap_0 : 0 < (1 - (h / h_1))).
{
destruct (inside _ _ _ h_low h_high) as [s_h [P_s_h E_s_h]]; try clear h_low h_high; subst h.
apply (positive_ratio _ 1 (s_h + 1)); [pos | pos | equal].
}
assert (high_0 : (h / h_1) < 1) by lra.
assert (exponent_0 : 0 < (1 - p)).
{
destruct (inside_lower _ _ _ p_low p_high) as [s_p [P_s_p E_s_p]]; try clear p_low p_high; subst p.
apply (positive_ratio _ 1 (s_p + 1)); [pos | pos | equal].
}
assert (between_0 := power_inside _ _ low_0 high_0 exponent_0).
assert (G : forall w_0, 0 < w_0 -> w_0 < 1 -> 0 < (2 - (2 * w_0))).
{ intros w_0 w_0_low w_0_high.
destruct (inside _ _ _ w_0_low w_0_high) as [s_w_0 [P_s_w_0 E_s_w_0]]; try clear w_0_low w_0_high; subst w_0.
apply (positive_ratio _ 2 (s_w_0 + 1)); [pos | pos | equal].
}
assert (V := G (Rpower (h / h_1) (1 - p)) (proj1 between_0) (proj2 between_0)). refine (positive_same _ _ V _). equal.
}
replace (2 * (Rpower h (- p)) * (((Rpower h p) * h_1) - (h * (Rpower h_1 p))) / h_1) with (1 - (- ((Rpower h (- p)) * (((Rpower h p) * h_1) - (2 * h * (Rpower h_1 p))) / h_1))) in K1 by equal.
repeat split; lra.
}
assert (D0_0 : (((Rpower h p) * h_1) - (h * (Rpower h_1 p))) <> 0).
{
apply Rgt_not_eq; unfold Rgt.
assert (F : 0 < (h_1 - ((Rpower h (1 - p)) * (Rpower h_1 p)))).
{
assert (low_0 : 0 < (h / h_1)).
{
destruct (inside _ _ _ h_low h_high) as [s_h [P_s_h E_s_h]]; try clear h_low h_high; subst h.
apply (positive_ratio _ s_h (s_h + 1)); [pos | pos | equal].
}
assert (gap_0 : 0 < (1 - (h / h_1))).
{
destruct (inside _ _ _ h_low h_high) as [s_h [P_s_h E_s_h]]; try clear h_low h_high; subst h.
apply (positive_ratio _ 1 (s_h + 1)); [pos | pos | equal].
}
assert (high_0 : (h / h_1) < 1) by lra.
assert (exponent_0 : 0 < (1 - p)).
{
destruct (inside_lower _ _ _ p_low p_high) as [s_p [P_s_p E_s_p]]; try clear p_low p_high; subst p.
apply (positive_ratio _ 1 (s_p + 1)); [pos | pos | equal].
}
assert (between_0 := power_inside _ _ low_0 high_0 exponent_0).
assert (G : forall w_0, 0 < w_0 -> w_0 < 1 -> 0 < (h_1 * (1 - w_0))).
{ intros w_0 w_0_low w_0_high.
destruct (inside _ _ _ w_0_low w_0_high) as [s_w_0 [P_s_w_0 E_s_w_0]]; try clear w_0_low w_0_high; subst w_0.
apply (positive_ratio _ h_1 (s_w_0 + 1)); [pos | pos | equal].
}
assert (V := G (Rpower (h / h_1) (1 - p)) (proj1 between_0) (proj2 between_0)). refine (positive_same _ _ V _). equal.
}
apply (positive_multiple _ (Rpower h p) (h_1 - ((Rpower h (1 - p)) * (Rpower h_1 p)))); [|exact F|equal].
apply (positive_ratio _ (Rpower h p) 1); [pos | pos | equal].
}
assert (Qv1 : steady_state (preconditioned (2 * (Rpower h_1 (p - 1))) p) h c B (c * (Rpower h_1 p) / (2 * B * (((Rpower h p) * h_1) - (h * (Rpower h_1 p)))))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total1 (- ((Rpower h (- p)) * (((Rpower h p) * h_1) - (2 * h * (Rpower h_1 p))) / h_1)) (impulse_response (preconditioned (2 * (Rpower h_1 (p - 1))) p) h j 0%nat))); [exact L0|exact I0| | |].
{ apply (rec1_vanishes (- ((Rpower h (- p)) * (((Rpower h p) * h_1) - (2 * h * (Rpower h_1 p))) / h_1)) _ J0). apply Y0. }
{ intros j _. apply (sum1 (- ((Rpower h (- p)) * (((Rpower h p) * h_1) - (2 * h * (Rpower h_1 p))) / h_1)) _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as [jury0 jury1]. assert (0 < 1 + (- ((Rpower h (- p)) * (((Rpower h p) * h_1) - (2 * h * (Rpower h_1 p))) / h_1))) by lra. assert (0 < 1 - (- ((Rpower h (- p)) * (((Rpower h p) * h_1) - (2 * h * (Rpower h_1 p))) / h_1))) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists (c * (Rpower h_1 p) / (2 * B * (((Rpower h p) * h_1) - (h * (Rpower h_1 p))))).
split; [exact Qv1|].
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
assert (A1 : (1 - (Rpower (h / h_1) (1 - p))) <> 0).
{
apply Rgt_not_eq; unfold Rgt.
assert (low_0 : 0 < (h / h_1)).
{
destruct (inside _ _ _ h_low h_high) as [s_h [P_s_h E_s_h]]; try clear h_low h_high; subst h.
apply (positive_ratio _ s_h (s_h + 1)); [pos | pos | equal].
}
assert (gap_0 : 0 < (1 - (h / h_1))).
{
destruct (inside _ _ _ h_low h_high) as [s_h [P_s_h E_s_h]]; try clear h_low h_high; subst h.
apply (positive_ratio _ 1 (s_h + 1)); [pos | pos | equal].
}
assert (high_0 : (h / h_1) < 1) by lra.
assert (exponent_0 : 0 < (1 - p)).
{
destruct (inside_lower _ _ _ p_low p_high) as [s_p [P_s_p E_s_p]]; try clear p_low p_high; subst p.
apply (positive_ratio _ 1 (s_p + 1)); [pos | pos | equal].
}
assert (between_0 := power_inside _ _ low_0 high_0 exponent_0).
assert (G : forall w_0, 0 < w_0 -> w_0 < 1 -> 0 < (1 - w_0)).
{ intros w_0 w_0_low w_0_high.
destruct (inside _ _ _ w_0_low w_0_high) as [s_w_0 [P_s_w_0 E_s_w_0]]; try clear w_0_low w_0_high; subst w_0.
apply (positive_ratio _ 1 (s_w_0 + 1)); [pos | pos | equal].
}
assert (V := G (Rpower (h / h_1) (1 - p)) (proj1 between_0) (proj2 between_0)). refine (positive_same _ _ V _). equal.
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (A1_top : (((Rpower h p) * h_1) - (h * (Rpower h_1 p))) <> 0) by (apply (numerator_nonzero _ _ ((Rpower h p) * h_1) A1); equal).
assert (A2 : 0 < h_1).
{
apply (positive_ratio _ h_1 1); [pos | pos | equal].
}
split; [apply (positive_same _ _ A2); equal|].
assert (A3 : 0 < (h / h_1)).
{
destruct (inside _ _ _ h_low h_high) as [s_h [P_s_h E_s_h]]; try clear h_low h_high; subst h.
apply (positive_ratio _ s_h (s_h + 1)); [pos | pos | equal].
}
split; [apply (positive_same _ _ A3); equal|].
assert (F_0 : (((Rpower h p) * h_1) - (h * (Rpower h_1 p))) <> 0).
{
apply Rgt_not_eq; unfold Rgt.
assert (F : 0 < (h_1 - ((Rpower h (1 - p)) * (Rpower h_1 p)))).
{
assert (low_0 : 0 < (h / h_1)).
{
destruct (inside _ _ _ h_low h_high) as [s_h [P_s_h E_s_h]]; try clear h_low h_high; subst h.
apply (positive_ratio _ s_h (s_h + 1)); [pos | pos | equal].
}
assert (gap_0 : 0 < (1 - (h / h_1))).
{
destruct (inside _ _ _ h_low h_high) as [s_h [P_s_h E_s_h]]; try clear h_low h_high; subst h.
apply (positive_ratio _ 1 (s_h + 1)); [pos | pos | equal].
}
assert (high_0 : (h / h_1) < 1) by lra.
assert (exponent_0 : 0 < (1 - p)).
{
destruct (inside_lower _ _ _ p_low p_high) as [s_p [P_s_p E_s_p]]; try clear p_low p_high; subst p.
apply (positive_ratio _ 1 (s_p + 1)); [pos | pos | equal].
}
assert (between_0 := power_inside _ _ low_0 high_0 exponent_0).
assert (G : forall w_0, 0 < w_0 -> w_0 < 1 -> 0 < (h_1 * (1 - w_0))).
{ intros w_0 w_0_low w_0_high.
destruct (inside _ _ _ w_0_low w_0_high) as [s_w_0 [P_s_w_0 E_s_w_0]]; try clear w_0_low w_0_high; subst w_0.
apply (positive_ratio _ h_1 (s_w_0 + 1)); [pos | pos | equal].
}
assert (V := G (Rpower (h / h_1) (1 - p)) (proj1 between_0) (proj2 between_0)). refine (positive_same _ _ V _). equal.
}
apply (positive_multiple _ (Rpower h p) (h_1 - ((Rpower h (1 - p)) * (Rpower h_1 p)))); [|exact F|equal].
apply (positive_ratio _ (Rpower h p) 1); [pos | pos | equal].
}
assert (G_0 : (1 - (Rpower (h / h_1) (1 - p))) <> 0).
{
apply Rgt_not_eq; unfold Rgt.
assert (low_0 : 0 < (h / h_1)).
{
destruct (inside _ _ _ h_low h_high) as [s_h [P_s_h E_s_h]]; try clear h_low h_high; subst h.
apply (positive_ratio _ s_h (s_h + 1)); [pos | pos | equal].
}
assert (gap_0 : 0 < (1 - (h / h_1))).
{
destruct (inside _ _ _ h_low h_high) as [s_h [P_s_h E_s_h]]; try clear h_low h_high; subst h.
apply (positive_ratio _ 1 (s_h + 1)); [pos | pos | equal].
}
assert (high_0 : (h / h_1) < 1) by lra.
assert (exponent_0 : 0 < (1 - p)).
{
destruct (inside_lower _ _ _ p_low p_high) as [s_p [P_s_p E_s_p]]; try clear p_low p_high; subst p.
apply (positive_ratio _ 1 (s_p + 1)); [pos | pos | equal].
}
assert (between_0 := power_inside _ _ low_0 high_0 exponent_0).
assert (G : forall w_0, 0 < w_0 -> w_0 < 1 -> 0 < (1 - w_0)).
{ intros w_0 w_0_low w_0_high.
destruct (inside _ _ _ w_0_low w_0_high) as [s_w_0 [P_s_w_0 E_s_w_0]]; try clear w_0_low w_0_high; subst w_0.
apply (positive_ratio _ 1 (s_w_0 + 1)); [pos | pos | equal].
}
assert (V := G (Rpower (h / h_1) (1 - p)) (proj1 between_0) (proj2 between_0)). refine (positive_same _ _ V _). equal.
}
assert (G_0_top : (((Rpower h p) * h_1) - (h * (Rpower h_1 p))) <> 0) by (apply (numerator_nonzero _ _ ((Rpower h p) * h_1) G_0); equal).
powers. same_roots. equal.
Qed.
Print Assumptions preconditioning_max_rate_steady_state.
