(* noise-scale.stationary-small-step: It is below 2 (B/alpha) tr(Sigma)/tr(H Sigma), and equal to it in the limit of small learning rates
   McCandlish et al. 2018, appendix C.2, corrected *)
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

Theorem noise_scale_stationary_small_step : forall (h_1 : R) (h_2 : R) (c_1 : R) (c_2 : R) (B : R) (alpha : R),
    (0 < h_1) ->
    (0 < h_2) ->
    (h_2 <= h_1) ->
    (0 < c_1) ->
    (0 < c_2) ->
    (0 < B) ->
    (0 < alpha) ->
    (alpha < (2 / h_1)) ->
  exists v1 : R, exists v2 : R, 
    steady_state (sgd alpha) h_1 c_1 B v1 /\
    steady_state (sgd alpha) h_2 c_2 B v2 /\
    h_1 <> 0 /\
    ((2 * v1 * h_1) + (2 * v2 * h_2)) <> 0 /\
    alpha <> 0 /\
    ((c_1 * h_1) + (c_2 * h_2)) <> 0 /\
    ((c_1 + c_2) / ((2 * v1 * h_1) + (2 * v2 * h_2))) < (2 * B * (c_1 + c_2) / (alpha * ((c_1 * h_1) + (c_2 * h_2)))).
Proof.
intros h_1 h_2 c_1 c_2 B alpha h_1_low h_2_low h_2_high c_1_low c_2_low B_low alpha_low alpha_high.
assert (L0 : linear (sgd alpha) h_1) by apply sgd_linear.
assert (I0 : time_invariant (sgd alpha) h_1) by apply sgd_invariant.
assert (Y0 : forall s, rec1 ((alpha * h_1) - 1) (fun t => read (sgd alpha) (run (sgd alpha) h_1 silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (sgd alpha) h_1 silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable1 ((alpha * h_1) - 1)).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * h_1)).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * s_alpha) (s_alpha + 1)); [pos | pos | equal].
}
replace (alpha * h_1) with (1 + ((alpha * h_1) - 1)) in K0 by equal.
assert (K1 : 0 < (2 - (alpha * h_1))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 2 (s_alpha + 1)); [pos | pos | equal].
}
replace (2 - (alpha * h_1)) with (1 - ((alpha * h_1) - 1)) in K1 by equal.
repeat split; lra.
}
assert (D0_0 : (2 - (alpha * h_1)) <> 0).
{
assert (N0 : (2 - (alpha * h_1)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h_1))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 2 (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h_1))); [nonzero|equal].
}
assert (Qv1 : steady_state (sgd alpha) h_1 c_1 B (alpha * c_1 / (2 * B * (2 - (alpha * h_1))))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total1 ((alpha * h_1) - 1) (impulse_response (sgd alpha) h_1 j 0%nat))); [exact L0|exact I0| | |].
{ apply (rec1_vanishes ((alpha * h_1) - 1) _ J0). apply Y0. }
{ intros j _. apply (sum1 ((alpha * h_1) - 1) _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as [jury0 jury1]. assert (0 < 1 + ((alpha * h_1) - 1)) by lra. assert (0 < 1 - ((alpha * h_1) - 1)) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
assert (L1 : linear (sgd alpha) h_2) by apply sgd_linear.
assert (I1 : time_invariant (sgd alpha) h_2) by apply sgd_invariant.
assert (Y1 : forall s, rec1 ((alpha * h_2) - 1) (fun t => read (sgd alpha) (run (sgd alpha) h_2 silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (sgd alpha) h_2 silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J1 : stable1 ((alpha * h_2) - 1)).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * h_2)).
{
destruct (inside_upper _ _ _ h_2_low h_2_high) as [s_h_2 [P_s_h_2 E_s_h_2]]; try clear h_2_low h_2_high; subst h_2.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * s_alpha) ((s_alpha * s_h_2) + s_alpha + s_h_2 + 1)); [pos | pos | equal].
}
replace (alpha * h_2) with (1 + ((alpha * h_2) - 1)) in K0 by equal.
assert (K1 : 0 < (2 - (alpha * h_2))).
{
destruct (inside_upper _ _ _ h_2_low h_2_high) as [s_h_2 [P_s_h_2 E_s_h_2]]; try clear h_2_low h_2_high; subst h_2.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((2 * s_alpha * s_h_2) + (2 * s_h_2) + 2) ((s_alpha * s_h_2) + s_alpha + s_h_2 + 1)); [pos | pos | equal].
}
replace (2 - (alpha * h_2)) with (1 - ((alpha * h_2) - 1)) in K1 by equal.
repeat split; lra.
}
assert (D1_0 : (2 - (alpha * h_2)) <> 0).
{
assert (N0 : (2 - (alpha * h_2)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h_2))).
{
destruct (inside_upper _ _ _ h_2_low h_2_high) as [s_h_2 [P_s_h_2 E_s_h_2]]; try clear h_2_low h_2_high; subst h_2.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((2 * s_alpha * s_h_2) + (2 * s_h_2) + 2) ((s_alpha * s_h_2) + s_alpha + s_h_2 + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h_2))); [nonzero|equal].
}
assert (Qv2 : steady_state (sgd alpha) h_2 c_2 B (alpha * c_2 / (2 * B * (2 - (alpha * h_2))))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total1 ((alpha * h_2) - 1) (impulse_response (sgd alpha) h_2 j 0%nat))); [exact L1|exact I1| | |].
{ apply (rec1_vanishes ((alpha * h_2) - 1) _ J1). apply Y1. }
{ intros j _. apply (sum1 ((alpha * h_2) - 1) _ J1). apply Y1. }
{ assert (Jury := J1). destruct Jury as [jury0 jury1]. assert (0 < 1 + ((alpha * h_2) - 1)) by lra. assert (0 < 1 - ((alpha * h_2) - 1)) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists (alpha * c_1 / (2 * B * (2 - (alpha * h_1)))).
exists (alpha * c_2 / (2 * B * (2 - (alpha * h_2)))).
split; [exact Qv1|].
split; [exact Qv2|].
assert (A0 : h_1 <> 0).
{
assert (N0 : h_1 <> 0).
{
assert (sign : 0 < h_1).
{
apply (positive_ratio _ h_1 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ h_1); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (A1 : ((alpha * c_1 * h_1 / (B * (2 - (alpha * h_1)))) + (alpha * c_2 * h_2 / (B * (2 - (alpha * h_2))))) <> 0).
{
assert (D_0 : (2 - (alpha * h_1)) <> 0).
{
assert (N0 : (2 - (alpha * h_1)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h_1))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 2 (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h_1))); [nonzero|equal].
}
assert (D_1 : (2 - (alpha * h_2)) <> 0).
{
assert (N0 : (2 - (alpha * h_2)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h_2))).
{
destruct (inside_upper _ _ _ h_2_low h_2_high) as [s_h_2 [P_s_h_2 E_s_h_2]]; try clear h_2_low h_2_high; subst h_2.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((2 * s_alpha * s_h_2) + (2 * s_h_2) + 2) ((s_alpha * s_h_2) + s_alpha + s_h_2 + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h_2))); [nonzero|equal].
}
assert (N0 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * s_alpha) ((s_alpha * h_1) + h_1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : ((alpha * c_1 * h_1 * h_2) + (alpha * c_2 * h_1 * h_2) - (2 * c_1 * h_1) - (2 * c_2 * h_2)) <> 0).
{
assert (sign : 0 < ((2 * c_1 * h_1) + (2 * c_2 * h_2) - (alpha * c_1 * h_1 * h_2) - (alpha * c_2 * h_1 * h_2))).
{
destruct (inside_upper _ _ _ h_2_low h_2_high) as [s_h_2 [P_s_h_2 E_s_h_2]]; try clear h_2_low h_2_high; subst h_2.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((2 * s_alpha * c_1 * h_1 * s_h_2) + (2 * c_1 * h_1 * s_h_2) + (2 * c_1 * h_1) + (2 * c_2 * h_1)) ((s_alpha * s_h_2) + s_alpha + s_h_2 + 1)); [pos | pos | equal].
}
apply Rlt_not_eq; lra.
}
apply (nonzero_same _ (- (alpha * ((alpha * c_1 * h_1 * h_2) + (alpha * c_2 * h_1 * h_2) - (2 * c_1 * h_1) - (2 * c_2 * h_2)) / (B * (2 - (alpha * h_1)) * (2 - (alpha * h_2)))))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (A2 : alpha <> 0).
{
assert (N0 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * s_alpha) ((s_alpha * h_1) + h_1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ alpha); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
assert (A3 : ((c_1 * h_1) + (c_2 * h_2)) <> 0).
{
assert (N0 : ((c_1 * h_1) + (c_2 * h_2)) <> 0).
{
assert (sign : 0 < ((c_1 * h_1) + (c_2 * h_2))).
{
destruct (inside_upper _ _ _ h_2_low h_2_high) as [s_h_2 [P_s_h_2 E_s_h_2]]; try clear h_2_low h_2_high; subst h_2.
apply (positive_ratio _ ((c_1 * h_1 * s_h_2) + (c_1 * h_1) + (c_2 * h_1)) (s_h_2 + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((c_1 * h_1) + (c_2 * h_2))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A3); equal|].
assert (F_0 : (2 - (alpha * h_1)) <> 0).
{
assert (N0 : (2 - (alpha * h_1)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h_1))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 2 (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h_1))); [nonzero|equal].
}
assert (F_1 : (2 - (alpha * h_2)) <> 0).
{
assert (N0 : (2 - (alpha * h_2)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h_2))).
{
destruct (inside_upper _ _ _ h_2_low h_2_high) as [s_h_2 [P_s_h_2 E_s_h_2]]; try clear h_2_low h_2_high; subst h_2.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((2 * s_alpha * s_h_2) + (2 * s_h_2) + 2) ((s_alpha * s_h_2) + s_alpha + s_h_2 + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h_2))); [nonzero|equal].
}
assert (F_2_0 : (2 - (alpha * h_1)) <> 0).
{
assert (N0 : (2 - (alpha * h_1)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h_1))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 2 (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h_1))); [nonzero|equal].
}
assert (F_2_1 : (2 - (alpha * h_2)) <> 0).
{
assert (N0 : (2 - (alpha * h_2)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h_2))).
{
destruct (inside_upper _ _ _ h_2_low h_2_high) as [s_h_2 [P_s_h_2 E_s_h_2]]; try clear h_2_low h_2_high; subst h_2.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((2 * s_alpha * s_h_2) + (2 * s_h_2) + 2) ((s_alpha * s_h_2) + s_alpha + s_h_2 + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h_2))); [nonzero|equal].
}
assert (F_2_0f : alpha <> 0).
{
assert (N0 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * s_alpha) ((s_alpha * h_1) + h_1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ alpha); [nonzero|equal].
}
assert (F_2_1f : ((alpha * c_1 * h_1 * h_2) + (alpha * c_2 * h_1 * h_2) - (2 * c_1 * h_1) - (2 * c_2 * h_2)) <> 0).
{
assert (N0 : ((alpha * c_1 * h_1 * h_2) + (alpha * c_2 * h_1 * h_2) - (2 * c_1 * h_1) - (2 * c_2 * h_2)) <> 0).
{
assert (sign : 0 < ((2 * c_1 * h_1) + (2 * c_2 * h_2) - (alpha * c_1 * h_1 * h_2) - (alpha * c_2 * h_1 * h_2))).
{
destruct (inside_upper _ _ _ h_2_low h_2_high) as [s_h_2 [P_s_h_2 E_s_h_2]]; try clear h_2_low h_2_high; subst h_2.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((2 * s_alpha * c_1 * h_1 * s_h_2) + (2 * c_1 * h_1 * s_h_2) + (2 * c_1 * h_1) + (2 * c_2 * h_1)) ((s_alpha * s_h_2) + s_alpha + s_h_2 + 1)); [pos | pos | equal].
}
apply Rlt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * c_1 * h_1 * h_2) + (alpha * c_2 * h_1 * h_2) - (2 * c_1 * h_1) - (2 * c_2 * h_2))); [nonzero|equal].
}
assert (F_2 : ((alpha * c_1 * h_1 / (B * (2 - (alpha * h_1)))) + (alpha * c_2 * h_2 / (B * (2 - (alpha * h_2))))) <> 0).
{
assert (N0 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * s_alpha) ((s_alpha * h_1) + h_1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : ((alpha * c_1 * h_1 * h_2) + (alpha * c_2 * h_1 * h_2) - (2 * c_1 * h_1) - (2 * c_2 * h_2)) <> 0).
{
assert (sign : 0 < ((2 * c_1 * h_1) + (2 * c_2 * h_2) - (alpha * c_1 * h_1 * h_2) - (alpha * c_2 * h_1 * h_2))).
{
destruct (inside_upper _ _ _ h_2_low h_2_high) as [s_h_2 [P_s_h_2 E_s_h_2]]; try clear h_2_low h_2_high; subst h_2.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((2 * s_alpha * c_1 * h_1 * s_h_2) + (2 * c_1 * h_1 * s_h_2) + (2 * c_1 * h_1) + (2 * c_2 * h_1)) ((s_alpha * s_h_2) + s_alpha + s_h_2 + 1)); [pos | pos | equal].
}
apply Rlt_not_eq; lra.
}
apply (nonzero_same _ (- (alpha * ((alpha * c_1 * h_1 * h_2) + (alpha * c_2 * h_1 * h_2) - (2 * c_1 * h_1) - (2 * c_2 * h_2)) / (B * (2 - (alpha * h_1)) * (2 - (alpha * h_2)))))); [nonzero|equal].
}
assert (G_0 : ((c_1 * h_1) + (c_2 * h_2)) <> 0).
{
assert (N0 : ((c_1 * h_1) + (c_2 * h_2)) <> 0).
{
assert (sign : 0 < ((c_1 * h_1) + (c_2 * h_2))).
{
destruct (inside_upper _ _ _ h_2_low h_2_high) as [s_h_2 [P_s_h_2 E_s_h_2]]; try clear h_2_low h_2_high; subst h_2.
apply (positive_ratio _ ((c_1 * h_1 * s_h_2) + (c_1 * h_1) + (c_2 * h_1)) (s_h_2 + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((c_1 * h_1) + (c_2 * h_2))); [nonzero|equal].
}
assert (W : 0 < ((2 * B * (c_1 + c_2) / (alpha * ((c_1 * h_1) + (c_2 * h_2)))) - ((c_1 + c_2) / ((alpha * c_1 * h_1 / (B * (2 - (alpha * h_1)))) + (alpha * c_2 * h_2 / (B * (2 - (alpha * h_2)))))))).
{
assert (F : 0 < ((2 * B * (c_1 + c_2) / (alpha * ((c_1 * h_1) + (c_2 * h_2)))) - ((c_1 + c_2) / ((alpha * c_1 * h_1 / (B * (2 - (alpha * h_1)))) + (alpha * c_2 * h_2 / (B * (2 - (alpha * h_2)))))))).
{
destruct (inside_upper _ _ _ h_2_low h_2_high) as [s_h_2 [P_s_h_2 E_s_h_2]]; try clear h_2_low h_2_high; subst h_2.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((B * s_alpha * (c_1 ^ 2) * (s_h_2 ^ 2)) + (B * s_alpha * (c_1 ^ 2) * s_h_2) + (B * s_alpha * c_1 * c_2 * (s_h_2 ^ 2)) + (B * s_alpha * c_1 * c_2 * s_h_2) + (B * (c_1 ^ 2) * (s_h_2 ^ 2)) + (2 * B * (c_1 ^ 2) * s_h_2) + (B * (c_1 ^ 2)) + (B * c_1 * c_2 * (s_h_2 ^ 2)) + (2 * B * c_1 * c_2 * s_h_2) + (2 * B * c_1 * c_2) + (B * (c_2 ^ 2))) ((s_alpha * (c_1 ^ 2) * (s_h_2 ^ 2)) + (s_alpha * (c_1 ^ 2) * s_h_2) + (s_alpha * c_1 * c_2 * s_h_2) + ((c_1 ^ 2) * (s_h_2 ^ 2)) + (2 * (c_1 ^ 2) * s_h_2) + (c_1 ^ 2) + (2 * c_1 * c_2 * s_h_2) + (2 * c_1 * c_2) + (c_2 ^ 2))); [pos | pos | equal].
}
apply (positive_multiple _ 1 ((2 * B * (c_1 + c_2) / (alpha * ((c_1 * h_1) + (c_2 * h_2)))) - ((c_1 + c_2) / ((alpha * c_1 * h_1 / (B * (2 - (alpha * h_1)))) + (alpha * c_2 * h_2 / (B * (2 - (alpha * h_2)))))))); [|exact F|equal].
lra.
}
match goal with |- ?l < ?r => replace ((2 * B * (c_1 + c_2) / (alpha * ((c_1 * h_1) + (c_2 * h_2)))) - ((c_1 + c_2) / ((alpha * c_1 * h_1 / (B * (2 - (alpha * h_1)))) + (alpha * c_2 * h_2 / (B * (2 - (alpha * h_2))))))) with (r - l) in W by (powers; equal); lra end.
Qed.
Print Assumptions noise_scale_stationary_small_step.
