(* library.ema-heavy-ball-stability: Where ema(heavy-ball) is stable
   derived from the rule *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* ema(heavy-ball): states inner.theta, inner.m, average *)
Definition ema (alpha beta gamma : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => (0 * theta) | 2%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((beta * (s 1%nat)) + (gradient 0%nat (s 0%nat))) in
    let u2 := ((s 0%nat) - (alpha * u1)) in
    fun i => match i with | 0%nat => u2 | 1%nat => u1 | 2%nat => ((gamma * (s 2%nat)) + ((1 - gamma) * u2)) | _ => 0 end;
  read := fun s => (s 2%nat)
|}.
Lemma ema_linear : forall alpha beta gamma h : R, linear (ema alpha beta gamma) h.
Proof. intros. is_linear. Qed.
Lemma ema_invariant : forall alpha beta gamma h : R, time_invariant (ema alpha beta gamma) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem library_ema_heavy_ball_stability : forall (h : R) (alpha : R) (beta : R) (gamma : R),
    (0 < h) ->
    (0 < alpha) ->
    (0 <= beta) ->
    (beta < 1) ->
    (0 <= gamma) ->
    (gamma < 1) ->
  (stable (ema alpha beta gamma) h <-> (0 < ((2 * beta) + 2 - (alpha * h)))).
Proof.
intros h alpha beta gamma h_low alpha_low beta_low beta_high gamma_low gamma_high.
assert (L0 : linear (ema alpha beta gamma) h) by apply ema_linear.
assert (I0 : time_invariant (ema alpha beta gamma) h) by apply ema_invariant.
assert (Y0 : forall s, rec3 ((alpha * h) - beta - gamma - 1) ((beta * gamma) + beta + gamma - (alpha * gamma * h)) (- (beta * gamma)) (fun t => read (ema alpha beta gamma) (run (ema alpha beta gamma) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (ema alpha beta gamma) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
split.
{
intro stays.
assert (whole : stable3 ((alpha * h) - beta - gamma - 1) ((beta * gamma) + beta + gamma - (alpha * gamma * h)) (- (beta * gamma))).
{ apply (stable3_same _ _ _ _ _ _ (rule3_stable (ema alpha beta gamma) h ((1 - (alpha * h))) ((- (alpha * beta))) (0) (h) (beta) (0) (((1 - gamma) * (1 - (alpha * h)))) ((- (alpha * beta * (1 - gamma)))) (gamma) ltac:(intros k s; unfold step, oracle, none; cbn; equal) ltac:(intros k s; unfold step, oracle, none; cbn; equal) ltac:(intros k s; unfold step, oracle, none; cbn; equal) stays)); unfold det3; equal. }
destruct (proj1 (stable3_factors gamma ((alpha * h) - beta - 1) beta) ltac:(apply (stable3_same _ _ _ _ _ _ whole); equal)) as [F0 F1].
assert (J0 : stable1 (- gamma)) by (apply (stable1_same _ _ F0); equal).
assert (J1 : stable2 ((alpha * h) - beta - 1) beta) by (apply (stable2_same _ _ _ _ F1); equal).
destruct J0 as [raw0 raw1].
assert (known_0 : 0 < (1 - gamma)).
{ match type of raw0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_1 : 0 < (gamma + 1)).
{ match type of raw1 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
clear raw0 raw1.
destruct J1 as (raw0 & raw1 & raw2).
assert (known_2 : 0 < (alpha * h)).
{ match type of raw0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_3 : 0 < ((2 * beta) + 2 - (alpha * h))).
{ match type of raw1 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_4 : 0 < (1 - beta)).
{ match type of raw2 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
clear raw0 raw1 raw2.
assert (W0 : 0 < ((2 * beta) + 2 - (alpha * h))).
{
apply (positive_multiple _ 1 ((2 * beta) + 2 - (alpha * h))); [|exact known_3|equal].
lra.
}
repeat split; assumption.
}
{
intros known_0.
assert (J : stable3 ((alpha * h) - beta - gamma - 1) ((beta * gamma) + beta + gamma - (alpha * gamma * h)) (- (beta * gamma))).
{
assert (part0 : stable1 (- gamma)).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (1 - gamma)).
{
destruct (inside_lower _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ 1 (s_gamma + 1)); [pos | pos | equal].
}
replace (1 - gamma) with (1 + (- gamma)) in K0 by equal.
assert (K1 : 0 < (gamma + 1)).
{
destruct (inside_lower _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ ((2 * s_gamma) + 1) (s_gamma + 1)); [pos | pos | equal].
}
replace (gamma + 1) with (1 - (- gamma)) in K1 by equal.
repeat split; lra.
}
assert (part1 : stable2 ((alpha * h) - beta - 1) beta).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * h)).
{
apply (positive_ratio _ (alpha * h) 1); [pos | pos | equal].
}
replace (alpha * h) with (1 + ((alpha * h) - beta - 1) + beta) in K0 by equal.
assert (K1 : 0 < ((2 * beta) + 2 - (alpha * h))).
{
apply (positive_multiple _ 1 ((2 * beta) + 2 - (alpha * h))); [|exact known_0|equal].
lra.
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
apply (stable3_same _ _ _ _ _ _ (product12 gamma ((alpha * h) - beta - 1) beta part0 part1)); equal.
}
intros s i.
destruct i as [|[|[|i]]].
{ apply (rec3_vanishes ((alpha * h) - beta - gamma - 1) ((beta * gamma) + beta + gamma - (alpha * gamma * h)) (- (beta * gamma)) (fun t => run (ema alpha beta gamma) h silence s t 0%nat) J). intro t. cbn [run]. generalize (run (ema alpha beta gamma) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply (rec3_vanishes ((alpha * h) - beta - gamma - 1) ((beta * gamma) + beta + gamma - (alpha * gamma * h)) (- (beta * gamma)) (fun t => run (ema alpha beta gamma) h silence s t 1%nat) J). intro t. cbn [run]. generalize (run (ema alpha beta gamma) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply (rec3_vanishes ((alpha * h) - beta - gamma - 1) ((beta * gamma) + beta + gamma - (alpha * gamma * h)) (- (beta * gamma)) (fun t => run (ema alpha beta gamma) h silence s t 2%nat) J). intro t. cbn [run]. generalize (run (ema alpha beta gamma) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply vanishes_later. intro t. cbn [run]. unfold step, silence, none. cbn. unfold Rdiv. ring. }
}
Qed.
Print Assumptions library_ema_heavy_ball_stability.
