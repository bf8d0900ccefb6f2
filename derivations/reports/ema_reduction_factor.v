(* ema.reduction-factor: Averaging lowers the steady-state risk for every gamma > 0
   Zhang et al. 2019, below Theorem 2: 'the red part of eqn. (12) is strictly less than 1' *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* ema(sgd): states inner.theta, average *)
Definition ema (alpha gamma : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((s 0%nat) - (alpha * (gradient 0%nat (s 0%nat)))) in
    fun i => match i with | 0%nat => u1 | 1%nat => ((gamma * (s 1%nat)) + ((1 - gamma) * u1)) | _ => 0 end;
  read := fun s => (s 1%nat)
|}.
Lemma ema_linear : forall alpha gamma h : R, linear (ema alpha gamma) h.
Proof. intros. is_linear. Qed.
Lemma ema_invariant : forall alpha gamma h : R, time_invariant (ema alpha gamma) h.
Proof. intros; intros k noise s. reflexivity. Qed.

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

Theorem ema_reduction_factor : forall (h : R) (c : R) (B : R) (gamma : R) (alpha : R),
    (0 < h) ->
    (0 < c) ->
    (0 < B) ->
    (0 < gamma) ->
    (gamma < 1) ->
    (0 < alpha) ->
    (alpha < (2 / h)) ->
  exists v1 : R, exists v2 : R, 
    steady_state (ema alpha gamma) h c B v1 /\
    steady_state (sgd alpha) h c B v2 /\
    h <> 0 /\
    v1 < v2.
Proof.
intros h c B gamma alpha h_low c_low B_low gamma_low gamma_high alpha_low alpha_high.
assert (L0 : linear (ema alpha gamma) h) by apply ema_linear.
assert (I0 : time_invariant (ema alpha gamma) h) by apply ema_invariant.
assert (Y0 : forall s, rec2 ((alpha * h) - gamma - 1) (gamma * (1 - (alpha * h))) (fun t => read (ema alpha gamma) (run (ema alpha gamma) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (ema alpha gamma) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable2 ((alpha * h) - gamma - 1) (gamma * (1 - (alpha * h)))).
{
assert (part0 : stable1 (- gamma)).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (1 - gamma)).
{
destruct (inside _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ 1 (s_gamma + 1)); [pos | pos | equal].
}
replace (1 - gamma) with (1 + (- gamma)) in K0 by equal.
assert (K1 : 0 < (gamma + 1)).
{
destruct (inside _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ ((2 * s_gamma) + 1) (s_gamma + 1)); [pos | pos | equal].
}
replace (gamma + 1) with (1 - (- gamma)) in K1 by equal.
repeat split; lra.
}
assert (part1 : stable1 (- (1 - (alpha * h)))).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * h)).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * s_alpha) (s_alpha + 1)); [pos | pos | equal].
}
replace (alpha * h) with (1 + ((alpha * h) - 1)) in K0 by equal.
assert (K1 : 0 < (2 - (alpha * h))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 2 (s_alpha + 1)); [pos | pos | equal].
}
replace (2 - (alpha * h)) with (1 - ((alpha * h) - 1)) in K1 by equal.
repeat split; lra.
}
apply (stable2_same _ _ _ _ (product11 gamma (1 - (alpha * h)) part0 part1)); equal.
}
assert (D0_0 : (2 - (alpha * h)) <> 0).
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
assert (D0_1 : ((alpha * gamma * h) + 1 - gamma) <> 0).
{
assert (N0 : ((alpha * gamma * h) + 1 - gamma) <> 0).
{
assert (sign : 0 < ((alpha * gamma * h) + 1 - gamma)).
{
destruct (inside _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((2 * s_alpha * s_gamma) + s_alpha + 1) ((s_alpha * s_gamma) + s_alpha + s_gamma + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * gamma * h) + 1 - gamma)); [nonzero|equal].
}
assert (Qv1 : steady_state (ema alpha gamma) h c B (alpha * c * (1 - gamma) * (gamma + 1 - (alpha * gamma * h)) / (2 * B * (gamma + 1) * (2 - (alpha * h)) * ((alpha * gamma * h) + 1 - gamma)))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total2 ((alpha * h) - gamma - 1) (gamma * (1 - (alpha * h))) (impulse_response (ema alpha gamma) h j 0%nat) (impulse_response (ema alpha gamma) h j 1%nat))); [exact L0|exact I0| | |].
{ apply (rec2_vanishes ((alpha * h) - gamma - 1) (gamma * (1 - (alpha * h))) _ J0). apply Y0. }
{ intros j _. apply (sum2 ((alpha * h) - gamma - 1) (gamma * (1 - (alpha * h))) _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as (jury0 & jury1 & jury2). assert (0 < 1 - (gamma * (1 - (alpha * h)))) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
assert (L1 : linear (sgd alpha) h) by apply sgd_linear.
assert (I1 : time_invariant (sgd alpha) h) by apply sgd_invariant.
assert (Y1 : forall s, rec1 ((alpha * h) - 1) (fun t => read (sgd alpha) (run (sgd alpha) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (sgd alpha) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J1 : stable1 ((alpha * h) - 1)).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * h)).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * s_alpha) (s_alpha + 1)); [pos | pos | equal].
}
replace (alpha * h) with (1 + ((alpha * h) - 1)) in K0 by equal.
assert (K1 : 0 < (2 - (alpha * h))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 2 (s_alpha + 1)); [pos | pos | equal].
}
replace (2 - (alpha * h)) with (1 - ((alpha * h) - 1)) in K1 by equal.
repeat split; lra.
}
assert (D1_0 : (2 - (alpha * h)) <> 0).
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
assert (Qv2 : steady_state (sgd alpha) h c B (alpha * c / (2 * B * (2 - (alpha * h))))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total1 ((alpha * h) - 1) (impulse_response (sgd alpha) h j 0%nat))); [exact L1|exact I1| | |].
{ apply (rec1_vanishes ((alpha * h) - 1) _ J1). apply Y1. }
{ intros j _. apply (sum1 ((alpha * h) - 1) _ J1). apply Y1. }
{ assert (Jury := J1). destruct Jury as [jury0 jury1]. assert (0 < 1 + ((alpha * h) - 1)) by lra. assert (0 < 1 - ((alpha * h) - 1)) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists (alpha * c * (1 - gamma) * (gamma + 1 - (alpha * gamma * h)) / (2 * B * (gamma + 1) * (2 - (alpha * h)) * ((alpha * gamma * h) + 1 - gamma))).
exists (alpha * c / (2 * B * (2 - (alpha * h)))).
split; [exact Qv1|].
split; [exact Qv2|].
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
assert (F_1 : ((alpha * gamma * h) + 1 - gamma) <> 0).
{
assert (N0 : ((alpha * gamma * h) + 1 - gamma) <> 0).
{
assert (sign : 0 < ((alpha * gamma * h) + 1 - gamma)).
{
destruct (inside _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((2 * s_alpha * s_gamma) + s_alpha + 1) ((s_alpha * s_gamma) + s_alpha + s_gamma + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * gamma * h) + 1 - gamma)); [nonzero|equal].
}
assert (G_0 : (2 - (alpha * h)) <> 0).
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
assert (W : 0 < ((alpha * c / (2 * B * (2 - (alpha * h)))) - (alpha * c * (1 - gamma) * (gamma + 1 - (alpha * gamma * h)) / (2 * B * (gamma + 1) * (2 - (alpha * h)) * ((alpha * gamma * h) + 1 - gamma))))).
{
destruct (inside _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((2 * (s_alpha ^ 2) * c * (s_gamma ^ 2)) + (2 * (s_alpha ^ 2) * c * s_gamma)) ((4 * B * s_alpha * (s_gamma ^ 2) * h) + (4 * B * s_alpha * s_gamma * h) + (B * s_alpha * h) + (2 * B * s_gamma * h) + (B * h))); [pos | pos | equal].
}
match goal with |- ?l < ?r => replace ((alpha * c / (2 * B * (2 - (alpha * h)))) - (alpha * c * (1 - gamma) * (gamma + 1 - (alpha * gamma * h)) / (2 * B * (gamma + 1) * (2 - (alpha * h)) * ((alpha * gamma * h) + 1 - gamma)))) with (r - l) in W by (powers; equal); lra end.
Qed.
Print Assumptions ema_reduction_factor.
