(* momentum.effective-rate-exact: Momentum has exactly the steady-state risk of SGD at the effective learning rate
   Zhang et al. 2019, section 3.2: 'are the same as the ones in plain SGD', read beyond small learning rates *)
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

Theorem momentum_effective_rate_exact : exists h : R, exists c : R, exists B : R, exists beta : R, exists alpha : R, 
    (0 < h) /\
    (0 < c) /\
    (0 < B) /\
    (0 <= beta) /\
    (beta < 1) /\
    (0 < alpha) /\
    (alpha < ((2 - (2 * beta)) / h)) /\
    exists v1 : R, exists v2 : R, 
    steady_state (heavy_ball alpha beta) h c B v1 /\
    steady_state (sgd (alpha / (1 - beta))) h c B v2 /\
    h <> 0 /\
    (1 - beta) <> 0 /\
    ~ (v1 = v2).
Proof.
exists 1.
exists 1.
exists 1.
exists (1 / 2).
exists (1 / 2).
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
assert (L0 : linear (heavy_ball (1 / 2) (1 / 2)) 1) by apply heavy_ball_linear.
assert (I0 : time_invariant (heavy_ball (1 / 2) (1 / 2)) 1) by apply heavy_ball_invariant.
assert (Y0 : forall s, rec2 (- 1) (1 / 2) (fun t => read (heavy_ball (1 / 2) (1 / 2)) (run (heavy_ball (1 / 2) (1 / 2)) 1 silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (heavy_ball (1 / 2) (1 / 2)) 1 silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable2 (- 1) (1 / 2)).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (1 / 2)).
{
lra.
}
replace (1 / 2) with (1 + (- 1) + (1 / 2)) in K0 by equal.
assert (K1 : 0 < (5 / 2)).
{
lra.
}
replace (5 / 2) with (1 - (- 1) + (1 / 2)) in K1 by equal.
assert (K2 : 0 < (1 / 2)).
{
lra.
}
replace (1 / 2) with (1 - (1 / 2)) in K2 by equal.
repeat split; lra.
}
assert (Q0 : steady_state (heavy_ball (1 / 2) (1 / 2)) 1 1 1 (3 / 10)).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total2 (- 1) (1 / 2) (impulse_response (heavy_ball (1 / 2) (1 / 2)) 1 j 0%nat) (impulse_response (heavy_ball (1 / 2) (1 / 2)) 1 j 1%nat))); [exact L0|exact I0| | |].
{ apply (rec2_vanishes (- 1) (1 / 2) _ J0). apply Y0. }
{ intros j _. apply (sum2 (- 1) (1 / 2) _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as (jury0 & jury1 & jury2). assert (0 < 1 - (1 / 2)) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
assert (L1 : linear (sgd 1) 1) by apply sgd_linear.
assert (I1 : time_invariant (sgd 1) 1) by apply sgd_invariant.
assert (Y1 : forall s, rec1 0 (fun t => read (sgd 1) (run (sgd 1) 1 silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (sgd 1) 1 silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J1 : stable1 0).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < 1).
{
lra.
}
replace 1 with (1 + 0) in K0 by equal.
assert (K1 : 0 < 1).
{
lra.
}
replace 1 with (1 - 0) in K1 by equal.
repeat split; lra.
}
assert (Q1 : steady_state (sgd 1) 1 1 1 (1 / 2)).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total1 0 (impulse_response (sgd 1) 1 j 0%nat))); [exact L1|exact I1| | |].
{ apply (rec1_vanishes 0 _ J1). apply Y1. }
{ intros j _. apply (sum1 0 _ J1). apply Y1. }
{ assert (Jury := J1). destruct Jury as [jury0 jury1]. assert (0 < 1 + 0) by lra. assert (0 < 1 - 0) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists (3 / 10).
exists (1 / 2).
split; [match goal with |- steady_state ?r ?h ?c ?B ?v => apply (steady_same _ _ _ _ _ _ _ _ _ _ Q0); first [reflexivity | (f_equal; numeric_equal) | numeric_equal] | |- larger_root _ _ _ => exact Q0 end|].
split; [match goal with |- steady_state ?r ?h ?c ?B ?v => apply (steady_same _ _ _ _ _ _ _ _ _ _ Q1); first [reflexivity | (f_equal; numeric_equal) | numeric_equal] | |- larger_root _ _ _ => exact Q1 end|].
split; [beside|].
split; [beside|].
fails.
Qed.
Print Assumptions momentum_effective_rate_exact.
