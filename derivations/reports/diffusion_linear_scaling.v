(* diffusion.linear-scaling: Under alpha = a B the stationary spread grows with the batch size, by (2 - a h)/(2 - a B h)
   the linear scaling rule, exactly *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* sgd: states theta *)
Definition sgd (alpha : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    fun i => match i with | 0%nat => ((s 0%nat) - (alpha * (gradient 0%nat (s 0%nat)))) | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma sgd_linear : forall alpha h : R, linear (sgd alpha) h.
Proof. intros. is_linear. Qed.
Lemma sgd_invariant : forall alpha h : R, time_invariant (sgd alpha) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem diffusion_linear_scaling : forall (h : R) (c : R) (B : R) (a : R),
    (0 < h) ->
    (0 < c) ->
    (1 < B) ->
    (0 < a) ->
    (a < (2 / (B * h))) ->
  exists v1 : R, exists v2 : R, 
    steady_state (sgd (B * a)) h c B v1 /\
    steady_state (sgd a) h c 1 v2 /\
    B <> 0 /\
    h <> 0 /\
    v2 <> 0 /\
    (2 - (B * a * h)) <> 0 /\
    (v1 / v2) = ((2 - (a * h)) / (2 - (B * a * h))).
Proof.
intros h c B a h_low c_low B_low a_low a_high.
assert (L0 : linear (sgd (B * a)) h) by apply sgd_linear.
assert (I0 : time_invariant (sgd (B * a)) h) by apply sgd_invariant.
assert (Y0 : forall s, rec1 ((B * a * h) - 1) (fun t => read (sgd (B * a)) (run (sgd (B * a)) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (sgd (B * a)) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable1 ((B * a * h) - 1)).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (B * a * h)).
{
destruct (above _ _ B_low) as [s_B [P_s_B E_s_B]]; try clear B_low; subst B.
destruct (inside _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
apply (positive_ratio _ (2 * s_a) (s_a + 1)); [pos | pos | equal].
}
replace (B * a * h) with (1 + ((B * a * h) - 1)) in K0 by equal.
assert (K1 : 0 < (2 - (B * a * h))).
{
destruct (above _ _ B_low) as [s_B [P_s_B E_s_B]]; try clear B_low; subst B.
destruct (inside _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
apply (positive_ratio _ 2 (s_a + 1)); [pos | pos | equal].
}
replace (2 - (B * a * h)) with (1 - ((B * a * h) - 1)) in K1 by equal.
repeat split; lra.
}
assert (D0_0 : (2 - (B * a * h)) <> 0).
{
assert (N0 : (2 - (B * a * h)) <> 0).
{
assert (sign : 0 < (2 - (B * a * h))).
{
destruct (above _ _ B_low) as [s_B [P_s_B E_s_B]]; try clear B_low; subst B.
destruct (inside _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
apply (positive_ratio _ 2 (s_a + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (B * a * h))); [nonzero|equal].
}
assert (Qv1 : steady_state (sgd (B * a)) h c B (a * c / (2 * (2 - (B * a * h))))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total1 ((B * a * h) - 1) (impulse_response (sgd (B * a)) h j 0%nat))); [exact L0|exact I0| | |].
{ apply (rec1_vanishes ((B * a * h) - 1) _ J0). apply Y0. }
{ intros j _. apply (sum1 ((B * a * h) - 1) _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as [jury0 jury1]. assert (0 < 1 + ((B * a * h) - 1)) by lra. assert (0 < 1 - ((B * a * h) - 1)) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
assert (L1 : linear (sgd a) h) by apply sgd_linear.
assert (I1 : time_invariant (sgd a) h) by apply sgd_invariant.
assert (Y1 : forall s, rec1 ((a * h) - 1) (fun t => read (sgd a) (run (sgd a) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (sgd a) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J1 : stable1 ((a * h) - 1)).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (a * h)).
{
destruct (above _ _ B_low) as [s_B [P_s_B E_s_B]]; try clear B_low; subst B.
destruct (inside _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
apply (positive_ratio _ (2 * s_a) ((s_B * s_a) + s_B + s_a + 1)); [pos | pos | equal].
}
replace (a * h) with (1 + ((a * h) - 1)) in K0 by equal.
assert (K1 : 0 < (2 - (a * h))).
{
destruct (above _ _ B_low) as [s_B [P_s_B E_s_B]]; try clear B_low; subst B.
destruct (inside _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
apply (positive_ratio _ ((2 * s_B * s_a) + (2 * s_B) + 2) ((s_B * s_a) + s_B + s_a + 1)); [pos | pos | equal].
}
replace (2 - (a * h)) with (1 - ((a * h) - 1)) in K1 by equal.
repeat split; lra.
}
assert (D1_0 : (2 - (a * h)) <> 0).
{
assert (N0 : (2 - (a * h)) <> 0).
{
assert (sign : 0 < (2 - (a * h))).
{
destruct (above _ _ B_low) as [s_B [P_s_B E_s_B]]; try clear B_low; subst B.
destruct (inside _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
apply (positive_ratio _ ((2 * s_B * s_a) + (2 * s_B) + 2) ((s_B * s_a) + s_B + s_a + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (a * h))); [nonzero|equal].
}
assert (Qv2 : steady_state (sgd a) h c 1 (a * c / (2 * (2 - (a * h))))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total1 ((a * h) - 1) (impulse_response (sgd a) h j 0%nat))); [exact L1|exact I1| | |].
{ apply (rec1_vanishes ((a * h) - 1) _ J1). apply Y1. }
{ intros j _. apply (sum1 ((a * h) - 1) _ J1). apply Y1. }
{ assert (Jury := J1). destruct Jury as [jury0 jury1]. assert (0 < 1 + ((a * h) - 1)) by lra. assert (0 < 1 - ((a * h) - 1)) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists (a * c / (2 * (2 - (B * a * h)))).
exists (a * c / (2 * (2 - (a * h)))).
split; [exact Qv1|].
split; [exact Qv2|].
assert (A0 : B <> 0).
{
assert (N0 : B <> 0).
{
assert (sign : 0 < B).
{
destruct (above _ _ B_low) as [s_B [P_s_B E_s_B]]; try clear B_low; subst B.
apply (positive_ratio _ (s_B + 1) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ B); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (A1 : h <> 0).
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
split; [apply (nonzero_same _ _ A1); equal|].
assert (A2 : (a * c / (2 * (2 - (a * h)))) <> 0).
{
assert (D_0 : (2 - (a * h)) <> 0).
{
assert (N0 : (2 - (a * h)) <> 0).
{
assert (sign : 0 < (2 - (a * h))).
{
destruct (above _ _ B_low) as [s_B [P_s_B E_s_B]]; try clear B_low; subst B.
destruct (inside _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
apply (positive_ratio _ ((2 * s_B * s_a) + (2 * s_B) + 2) ((s_B * s_a) + s_B + s_a + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (a * h))); [nonzero|equal].
}
assert (N0 : c <> 0).
{
assert (sign : 0 < c).
{
apply (positive_ratio _ c 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : a <> 0).
{
assert (sign : 0 < a).
{
destruct (above _ _ B_low) as [s_B [P_s_B E_s_B]]; try clear B_low; subst B.
destruct (inside _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
apply (positive_ratio _ (2 * s_a) ((s_B * s_a * h) + (s_B * h) + (s_a * h) + h)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (a * c / (4 - (2 * a * h)))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
assert (A3 : (2 - (B * a * h)) <> 0).
{
assert (N0 : (2 - (B * a * h)) <> 0).
{
assert (sign : 0 < (2 - (B * a * h))).
{
destruct (above _ _ B_low) as [s_B [P_s_B E_s_B]]; try clear B_low; subst B.
destruct (inside _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
apply (positive_ratio _ 2 (s_a + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (B * a * h))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A3); equal|].
assert (F_0 : (2 - (B * a * h)) <> 0).
{
assert (N0 : (2 - (B * a * h)) <> 0).
{
assert (sign : 0 < (2 - (B * a * h))).
{
destruct (above _ _ B_low) as [s_B [P_s_B E_s_B]]; try clear B_low; subst B.
destruct (inside _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
apply (positive_ratio _ 2 (s_a + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (B * a * h))); [nonzero|equal].
}
assert (G_0 : (2 - (B * a * h)) <> 0).
{
assert (N0 : (2 - (B * a * h)) <> 0).
{
assert (sign : 0 < (2 - (B * a * h))).
{
destruct (above _ _ B_low) as [s_B [P_s_B E_s_B]]; try clear B_low; subst B.
destruct (inside _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
apply (positive_ratio _ 2 (s_a + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (B * a * h))); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions diffusion_linear_scaling.
