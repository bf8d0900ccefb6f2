(* momentum.amplification-upper: The amplification is always less than 1/(1 - beta)
   Zhang et al. 2019, section 3.2, made precise *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* heavy-ball: states theta, m *)
Definition heavy_ball (alpha beta : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => (0 * theta) | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((beta * (s 1%nat)) + (gradient 0%nat (s 0%nat))) in
    fun i => match i with | 0%nat => ((s 0%nat) - (alpha * u1)) | 1%nat => u1 | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma heavy_ball_linear : forall alpha beta h : R, linear (heavy_ball alpha beta) h.
Proof. intros. is_linear. Qed.
Lemma heavy_ball_invariant : forall alpha beta h : R, time_invariant (heavy_ball alpha beta) h.
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

Theorem momentum_amplification_upper : forall (h : R) (c : R) (B : R) (beta : R) (alpha : R),
    (0 < h) ->
    (0 < c) ->
    (0 < B) ->
    (0 < beta) ->
    (beta < 1) ->
    (0 < alpha) ->
    (alpha < (2 / h)) ->
  exists v1 : R, exists v2 : R, 
    steady_state (heavy_ball alpha beta) h c B v1 /\
    steady_state (sgd alpha) h c B v2 /\
    h <> 0 /\
    v2 <> 0 /\
    (1 - beta) <> 0 /\
    (v1 / v2) < (/ (1 - beta)).
Proof.
intros h c B beta alpha h_low c_low B_low beta_low beta_high alpha_low alpha_high.
assert (L0 : linear (heavy_ball alpha beta) h) by apply heavy_ball_linear.
assert (I0 : time_invariant (heavy_ball alpha beta) h) by apply heavy_ball_invariant.
assert (Y0 : forall s, rec2 ((alpha * h) - beta - 1) beta (fun t => read (heavy_ball alpha beta) (run (heavy_ball alpha beta) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (heavy_ball alpha beta) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable2 ((alpha * h) - beta - 1) beta).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * h)).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * s_alpha) (s_alpha + 1)); [pos | pos | equal].
}
replace (alpha * h) with (1 + ((alpha * h) - beta - 1) + beta) in K0 by equal.
assert (K1 : 0 < ((2 * beta) + 2 - (alpha * h))).
{
destruct (inside _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((2 * s_alpha * s_beta) + (4 * s_beta) + 2) ((s_alpha * s_beta) + s_alpha + s_beta + 1)); [pos | pos | equal].
}
replace ((2 * beta) + 2 - (alpha * h)) with (1 - ((alpha * h) - beta - 1) + beta) in K1 by equal.
assert (K2 : 0 < (1 - beta)).
{
destruct (inside _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
replace (1 - beta) with (1 - beta) in K2 by equal.
repeat split; lra.
}
assert (D0_0 : (1 - beta) <> 0).
{
assert (N0 : (1 - beta) <> 0).
{
assert (sign : 0 < (1 - beta)).
{
destruct (inside _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - beta)); [nonzero|equal].
}
assert (D0_1 : ((2 * beta) + 2 - (alpha * h)) <> 0).
{
assert (N0 : ((2 * beta) + 2 - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * beta) + 2 - (alpha * h))).
{
destruct (inside _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((2 * s_alpha * s_beta) + (4 * s_beta) + 2) ((s_alpha * s_beta) + s_alpha + s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * beta) + 2 - (alpha * h))); [nonzero|equal].
}
assert (Qv1 : steady_state (heavy_ball alpha beta) h c B (alpha * c * (beta + 1) / (2 * B * (1 - beta) * ((2 * beta) + 2 - (alpha * h))))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total2 ((alpha * h) - beta - 1) beta (impulse_response (heavy_ball alpha beta) h j 0%nat) (impulse_response (heavy_ball alpha beta) h j 1%nat))); [exact L0|exact I0| | |].
{ apply (rec2_vanishes ((alpha * h) - beta - 1) beta _ J0). apply Y0. }
{ intros j _. apply (sum2 ((alpha * h) - beta - 1) beta _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as (jury0 & jury1 & jury2). assert (0 < 1 - beta) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
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
exists (alpha * c * (beta + 1) / (2 * B * (1 - beta) * ((2 * beta) + 2 - (alpha * h)))).
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
assert (A1 : (alpha * c / (2 * B * (2 - (alpha * h)))) <> 0).
{
assert (D_0 : (2 - (alpha * h)) <> 0).
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
assert (N0 : c <> 0).
{
assert (sign : 0 < c).
{
apply (positive_ratio _ c 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * s_alpha) ((s_alpha * h) + h)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (alpha * c / (2 * B * (2 - (alpha * h))))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (A2 : (1 - beta) <> 0).
{
assert (N0 : (1 - beta) <> 0).
{
assert (sign : 0 < (1 - beta)).
{
destruct (inside _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - beta)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
assert (F_0 : (1 - beta) <> 0).
{
assert (N0 : (1 - beta) <> 0).
{
assert (sign : 0 < (1 - beta)).
{
destruct (inside _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - beta)); [nonzero|equal].
}
assert (F_1 : ((2 * beta) + 2 - (alpha * h)) <> 0).
{
assert (N0 : ((2 * beta) + 2 - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * beta) + 2 - (alpha * h))).
{
destruct (inside _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((2 * s_alpha * s_beta) + (4 * s_beta) + 2) ((s_alpha * s_beta) + s_alpha + s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * beta) + 2 - (alpha * h))); [nonzero|equal].
}
assert (G_0 : (1 - beta) <> 0).
{
assert (N0 : (1 - beta) <> 0).
{
assert (sign : 0 < (1 - beta)).
{
destruct (inside _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - beta)); [nonzero|equal].
}
assert (W : 0 < ((/ (1 - beta)) - ((beta + 1) * (2 - (alpha * h)) / ((1 - beta) * ((2 * beta) + 2 - (alpha * h)))))).
{
destruct (inside _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((s_alpha * (s_beta ^ 2)) + (s_alpha * s_beta)) ((s_alpha * s_beta) + (2 * s_beta) + 1)); [pos | pos | equal].
}
match goal with |- ?l < ?r => replace ((/ (1 - beta)) - ((beta + 1) * (2 - (alpha * h)) / ((1 - beta) * ((2 * beta) + 2 - (alpha * h))))) with (r - l) in W by (powers; equal); lra end.
Qed.
Print Assumptions momentum_amplification_upper.
