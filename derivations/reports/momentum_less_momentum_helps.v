(* momentum.less-momentum-helps: Underdamped, less momentum lowers the steady-state risk
   Zhang et al. 2019, section 3.2: 'we can easily improve the convergence rate and steady state risk by reducing beta' *)
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

Theorem momentum_less_momentum_helps : exists h : R, exists c : R, exists B : R, exists beta_ : R, exists beta : R, exists alpha : R, 
    (0 < h) /\
    (0 < c) /\
    (0 < B) /\
    (0 < beta_) /\
    (beta_ < 1) /\
    (0 < beta) /\
    (beta < beta_) /\
    (0 < alpha) /\
    (0 < (beta - ((1 - ((sqrt alpha) * (sqrt h))) ^ 2))) /\
    exists v1 : R, exists v2 : R, 
    steady_state (heavy_ball alpha beta_) h c B v1 /\
    steady_state (heavy_ball alpha beta) h c B v2 /\
    0 <= alpha /\
    0 <= h /\
    ~ (v2 < v1).
Proof.
exists 1.
exists 1.
exists 1.
exists (1 / 4).
exists (1 / 5).
exists 2.
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
assert (L0 : linear (heavy_ball 2 (1 / 4)) 1) by apply heavy_ball_linear.
assert (I0 : time_invariant (heavy_ball 2 (1 / 4)) 1) by apply heavy_ball_invariant.
assert (Y0 : forall s, rec2 (3 / 4) (1 / 4) (fun t => read (heavy_ball 2 (1 / 4)) (run (heavy_ball 2 (1 / 4)) 1 silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (heavy_ball 2 (1 / 4)) 1 silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable2 (3 / 4) (1 / 4)).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < 2).
{
lra.
}
replace 2 with (1 + (3 / 4) + (1 / 4)) in K0 by equal.
assert (K1 : 0 < (1 / 2)).
{
lra.
}
replace (1 / 2) with (1 - (3 / 4) + (1 / 4)) in K1 by equal.
assert (K2 : 0 < (3 / 4)).
{
lra.
}
replace (3 / 4) with (1 - (1 / 4)) in K2 by equal.
repeat split; lra.
}
assert (Q0 : steady_state (heavy_ball 2 (1 / 4)) 1 1 1 (10 / 3)).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total2 (3 / 4) (1 / 4) (impulse_response (heavy_ball 2 (1 / 4)) 1 j 0%nat) (impulse_response (heavy_ball 2 (1 / 4)) 1 j 1%nat))); [exact L0|exact I0| | |].
{ apply (rec2_vanishes (3 / 4) (1 / 4) _ J0). apply Y0. }
{ intros j _. apply (sum2 (3 / 4) (1 / 4) _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as (jury0 & jury1 & jury2). assert (0 < 1 - (1 / 4)) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
assert (L1 : linear (heavy_ball 2 (1 / 5)) 1) by apply heavy_ball_linear.
assert (I1 : time_invariant (heavy_ball 2 (1 / 5)) 1) by apply heavy_ball_invariant.
assert (Y1 : forall s, rec2 (4 / 5) (1 / 5) (fun t => read (heavy_ball 2 (1 / 5)) (run (heavy_ball 2 (1 / 5)) 1 silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (heavy_ball 2 (1 / 5)) 1 silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J1 : stable2 (4 / 5) (1 / 5)).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < 2).
{
lra.
}
replace 2 with (1 + (4 / 5) + (1 / 5)) in K0 by equal.
assert (K1 : 0 < (2 / 5)).
{
lra.
}
replace (2 / 5) with (1 - (4 / 5) + (1 / 5)) in K1 by equal.
assert (K2 : 0 < (4 / 5)).
{
lra.
}
replace (4 / 5) with (1 - (1 / 5)) in K2 by equal.
repeat split; lra.
}
assert (Q1 : steady_state (heavy_ball 2 (1 / 5)) 1 1 1 (15 / 4)).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total2 (4 / 5) (1 / 5) (impulse_response (heavy_ball 2 (1 / 5)) 1 j 0%nat) (impulse_response (heavy_ball 2 (1 / 5)) 1 j 1%nat))); [exact L1|exact I1| | |].
{ apply (rec2_vanishes (4 / 5) (1 / 5) _ J1). apply Y1. }
{ intros j _. apply (sum2 (4 / 5) (1 / 5) _ J1). apply Y1. }
{ assert (Jury := J1). destruct Jury as (jury0 & jury1 & jury2). assert (0 < 1 - (1 / 5)) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists (10 / 3).
exists (15 / 4).
split; [match goal with |- steady_state ?r ?h ?c ?B ?v => apply (steady_same _ _ _ _ _ _ _ _ _ _ Q0); first [reflexivity | (f_equal; numeric_equal) | numeric_equal] | |- larger_root _ _ _ => exact Q0 end|].
split; [match goal with |- steady_state ?r ?h ?c ?B ?v => apply (steady_same _ _ _ _ _ _ _ _ _ _ Q1); first [reflexivity | (f_equal; numeric_equal) | numeric_equal] | |- larger_root _ _ _ => exact Q1 end|].
split; [beside|].
split; [beside|].
fails.
Qed.
Print Assumptions momentum_less_momentum_helps.
