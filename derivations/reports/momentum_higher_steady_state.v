(* momentum.higher-steady-state: A higher learning rate gives momentum SGD a higher steady-state risk
   Zhang et al. 2019, section 3.2: 'to achieve a certain target loss we must either drive the learning rate down, or the batch size up' *)
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

Theorem momentum_higher_steady_state : forall (h : R) (c : R) (B : R) (beta : R) (alpha_ : R) (alpha : R),
    (0 < h) ->
    (0 < c) ->
    (0 < B) ->
    (0 <= beta) ->
    (beta < 1) ->
    (0 < alpha_) ->
    (alpha_ < (((2 * beta) + 2) / h)) ->
    (0 < alpha) ->
    (alpha < alpha_) ->
  exists v1 : R, exists v2 : R, 
    steady_state (heavy_ball alpha beta) h c B v1 /\
    steady_state (heavy_ball alpha_ beta) h c B v2 /\
    h <> 0 /\
    v1 < v2.
Proof.
intros h c B beta alpha_ alpha h_low c_low B_low beta_low beta_high alpha__low alpha__high alpha_low alpha_high.
assert (L0 : linear (heavy_ball alpha beta) h) by apply heavy_ball_linear.
assert (I0 : time_invariant (heavy_ball alpha beta) h) by apply heavy_ball_invariant.
assert (Y0 : forall s, rec2 ((alpha * h) - beta - 1) beta (fun t => read (heavy_ball alpha beta) (run (heavy_ball alpha beta) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (heavy_ball alpha beta) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable2 ((alpha * h) - beta - 1) beta).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * h)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha__low alpha__high) as [s_alpha_ [P_s_alpha_ E_s_alpha_]]; try clear alpha__low alpha__high; subst alpha_.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_alpha * s_alpha_ * s_beta) + (2 * s_alpha * s_alpha_)) ((s_alpha * s_alpha_ * s_beta) + (s_alpha * s_alpha_) + (s_alpha * s_beta) + s_alpha + (s_alpha_ * s_beta) + s_alpha_ + s_beta + 1)); [pos | pos | equal].
}
replace (alpha * h) with (1 + ((alpha * h) - beta - 1) + beta) in K0 by equal.
assert (K1 : 0 < ((2 * beta) + 2 - (alpha * h))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha__low alpha__high) as [s_alpha_ [P_s_alpha_ E_s_alpha_]]; try clear alpha__low alpha__high; subst alpha_.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_alpha * s_beta) + (2 * s_alpha) + (4 * s_alpha_ * s_beta) + (2 * s_alpha_) + (4 * s_beta) + 2) ((s_alpha * s_alpha_ * s_beta) + (s_alpha * s_alpha_) + (s_alpha * s_beta) + s_alpha + (s_alpha_ * s_beta) + s_alpha_ + s_beta + 1)); [pos | pos | equal].
}
replace ((2 * beta) + 2 - (alpha * h)) with (1 - ((alpha * h) - beta - 1) + beta) in K1 by equal.
assert (K2 : 0 < (1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
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
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
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
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha__low alpha__high) as [s_alpha_ [P_s_alpha_ E_s_alpha_]]; try clear alpha__low alpha__high; subst alpha_.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_alpha * s_beta) + (2 * s_alpha) + (4 * s_alpha_ * s_beta) + (2 * s_alpha_) + (4 * s_beta) + 2) ((s_alpha * s_alpha_ * s_beta) + (s_alpha * s_alpha_) + (s_alpha * s_beta) + s_alpha + (s_alpha_ * s_beta) + s_alpha_ + s_beta + 1)); [pos | pos | equal].
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
assert (L1 : linear (heavy_ball alpha_ beta) h) by apply heavy_ball_linear.
assert (I1 : time_invariant (heavy_ball alpha_ beta) h) by apply heavy_ball_invariant.
assert (Y1 : forall s, rec2 ((alpha_ * h) - beta - 1) beta (fun t => read (heavy_ball alpha_ beta) (run (heavy_ball alpha_ beta) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (heavy_ball alpha_ beta) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J1 : stable2 ((alpha_ * h) - beta - 1) beta).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha_ * h)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha__low alpha__high) as [s_alpha_ [P_s_alpha_ E_s_alpha_]]; try clear alpha__low alpha__high; subst alpha_.
apply (positive_ratio _ ((4 * s_alpha_ * s_beta) + (2 * s_alpha_)) ((s_alpha_ * s_beta) + s_alpha_ + s_beta + 1)); [pos | pos | equal].
}
replace (alpha_ * h) with (1 + ((alpha_ * h) - beta - 1) + beta) in K0 by equal.
assert (K1 : 0 < ((2 * beta) + 2 - (alpha_ * h))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha__low alpha__high) as [s_alpha_ [P_s_alpha_ E_s_alpha_]]; try clear alpha__low alpha__high; subst alpha_.
apply (positive_ratio _ ((4 * s_beta) + 2) ((s_alpha_ * s_beta) + s_alpha_ + s_beta + 1)); [pos | pos | equal].
}
replace ((2 * beta) + 2 - (alpha_ * h)) with (1 - ((alpha_ * h) - beta - 1) + beta) in K1 by equal.
assert (K2 : 0 < (1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
replace (1 - beta) with (1 - beta) in K2 by equal.
repeat split; lra.
}
assert (D1_0 : (1 - beta) <> 0).
{
assert (N0 : (1 - beta) <> 0).
{
assert (sign : 0 < (1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - beta)); [nonzero|equal].
}
assert (D1_1 : ((2 * beta) + 2 - (alpha_ * h)) <> 0).
{
assert (N0 : ((2 * beta) + 2 - (alpha_ * h)) <> 0).
{
assert (sign : 0 < ((2 * beta) + 2 - (alpha_ * h))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha__low alpha__high) as [s_alpha_ [P_s_alpha_ E_s_alpha_]]; try clear alpha__low alpha__high; subst alpha_.
apply (positive_ratio _ ((4 * s_beta) + 2) ((s_alpha_ * s_beta) + s_alpha_ + s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * beta) + 2 - (alpha_ * h))); [nonzero|equal].
}
assert (Qv2 : steady_state (heavy_ball alpha_ beta) h c B (alpha_ * c * (beta + 1) / (2 * B * (1 - beta) * ((2 * beta) + 2 - (alpha_ * h))))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total2 ((alpha_ * h) - beta - 1) beta (impulse_response (heavy_ball alpha_ beta) h j 0%nat) (impulse_response (heavy_ball alpha_ beta) h j 1%nat))); [exact L1|exact I1| | |].
{ apply (rec2_vanishes ((alpha_ * h) - beta - 1) beta _ J1). apply Y1. }
{ intros j _. apply (sum2 ((alpha_ * h) - beta - 1) beta _ J1). apply Y1. }
{ assert (Jury := J1). destruct Jury as (jury0 & jury1 & jury2). assert (0 < 1 - beta) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists (alpha * c * (beta + 1) / (2 * B * (1 - beta) * ((2 * beta) + 2 - (alpha * h)))).
exists (alpha_ * c * (beta + 1) / (2 * B * (1 - beta) * ((2 * beta) + 2 - (alpha_ * h)))).
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
assert (F_0 : (1 - beta) <> 0).
{
assert (N0 : (1 - beta) <> 0).
{
assert (sign : 0 < (1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
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
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha__low alpha__high) as [s_alpha_ [P_s_alpha_ E_s_alpha_]]; try clear alpha__low alpha__high; subst alpha_.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_alpha * s_beta) + (2 * s_alpha) + (4 * s_alpha_ * s_beta) + (2 * s_alpha_) + (4 * s_beta) + 2) ((s_alpha * s_alpha_ * s_beta) + (s_alpha * s_alpha_) + (s_alpha * s_beta) + s_alpha + (s_alpha_ * s_beta) + s_alpha_ + s_beta + 1)); [pos | pos | equal].
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
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - beta)); [nonzero|equal].
}
assert (G_1 : ((2 * beta) + 2 - (alpha_ * h)) <> 0).
{
assert (N0 : ((2 * beta) + 2 - (alpha_ * h)) <> 0).
{
assert (sign : 0 < ((2 * beta) + 2 - (alpha_ * h))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha__low alpha__high) as [s_alpha_ [P_s_alpha_ E_s_alpha_]]; try clear alpha__low alpha__high; subst alpha_.
apply (positive_ratio _ ((4 * s_beta) + 2) ((s_alpha_ * s_beta) + s_alpha_ + s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * beta) + 2 - (alpha_ * h))); [nonzero|equal].
}
assert (W : 0 < ((alpha_ * c * (beta + 1) / (2 * B * (1 - beta) * ((2 * beta) + 2 - (alpha_ * h)))) - (alpha * c * (beta + 1) / (2 * B * (1 - beta) * ((2 * beta) + 2 - (alpha * h)))))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha__low alpha__high) as [s_alpha_ [P_s_alpha_ E_s_alpha_]]; try clear alpha__low alpha__high; subst alpha_.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((2 * (s_alpha_ ^ 2) * s_beta * c) + ((s_alpha_ ^ 2) * c) + (2 * s_alpha_ * s_beta * c) + (s_alpha_ * c)) ((2 * B * s_alpha * h) + (2 * B * s_alpha_ * h) + (2 * B * h))); [pos | pos | equal].
}
match goal with |- ?l < ?r => replace ((alpha_ * c * (beta + 1) / (2 * B * (1 - beta) * ((2 * beta) + 2 - (alpha_ * h)))) - (alpha * c * (beta + 1) / (2 * B * (1 - beta) * ((2 * beta) + 2 - (alpha * h))))) with (r - l) in W by (powers; equal); lra end.
Qed.
Print Assumptions momentum_higher_steady_state.
