(* nesterov.lower-steady-state-everywhere: At equal settings Nesterov's momentum has a lower steady-state risk than heavy ball wherever it is stable
   a tempting generalisation of nesterov.lower-steady-state *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* nesterov: states theta, v *)
Definition nesterov (alpha beta : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => (0 * theta) | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((beta * (s 1%nat)) - (alpha * (gradient 0%nat ((s 0%nat) + (beta * (s 1%nat)))))) in
    fun i => match i with | 0%nat => ((s 0%nat) + u1) | 1%nat => u1 | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma nesterov_linear : forall alpha beta h : R, linear (nesterov alpha beta) h.
Proof. intros. is_linear. Qed.
Lemma nesterov_invariant : forall alpha beta h : R, time_invariant (nesterov alpha beta) h.
Proof. intros; intros k noise s. reflexivity. Qed.

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

Theorem nesterov_lower_steady_state_everywhere : exists h : R, exists c : R, exists B : R, exists beta : R, exists alpha : R, 
    (0 < h) /\
    (0 < c) /\
    (0 < B) /\
    (0 < beta) /\
    (beta < 1) /\
    (0 < alpha) /\
    (alpha < (((2 * beta) + 2) / (h * ((2 * beta) + 1)))) /\
    exists v1 : R, exists v2 : R, 
    steady_state (nesterov alpha beta) h c B v1 /\
    steady_state (heavy_ball alpha beta) h c B v2 /\
    h <> 0 /\
    ((2 * beta) + 1) <> 0 /\
    ~ (v1 < v2).
Proof.
exists 1.
exists 1.
exists 2.
exists (1 / 2).
exists (7 / 5).
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
assert (L0 : linear (nesterov (7 / 5) (1 / 2)) 1) by apply nesterov_linear.
assert (I0 : time_invariant (nesterov (7 / 5) (1 / 2)) 1) by apply nesterov_invariant.
assert (Y0 : forall s, rec2 (3 / 5) ((- 1) / 5) (fun t => read (nesterov (7 / 5) (1 / 2)) (run (nesterov (7 / 5) (1 / 2)) 1 silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (nesterov (7 / 5) (1 / 2)) 1 silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable2 (3 / 5) ((- 1) / 5)).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (7 / 5)).
{
lra.
}
replace (7 / 5) with (1 + (3 / 5) + ((- 1) / 5)) in K0 by equal.
assert (K1 : 0 < (1 / 5)).
{
lra.
}
replace (1 / 5) with (1 - (3 / 5) + ((- 1) / 5)) in K1 by equal.
assert (K2 : 0 < (6 / 5)).
{
lra.
}
replace (6 / 5) with (1 - ((- 1) / 5)) in K2 by equal.
repeat split; lra.
}
assert (Q0 : steady_state (nesterov (7 / 5) (1 / 2)) 1 1 2 (7 / 6)).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total2 (3 / 5) ((- 1) / 5) (impulse_response (nesterov (7 / 5) (1 / 2)) 1 j 0%nat) (impulse_response (nesterov (7 / 5) (1 / 2)) 1 j 1%nat))); [exact L0|exact I0| | |].
{ apply (rec2_vanishes (3 / 5) ((- 1) / 5) _ J0). apply Y0. }
{ intros j _. apply (sum2 (3 / 5) ((- 1) / 5) _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as (jury0 & jury1 & jury2). assert (0 < 1 - ((- 1) / 5)) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
assert (L1 : linear (heavy_ball (7 / 5) (1 / 2)) 1) by apply heavy_ball_linear.
assert (I1 : time_invariant (heavy_ball (7 / 5) (1 / 2)) 1) by apply heavy_ball_invariant.
assert (Y1 : forall s, rec2 ((- 1) / 10) (1 / 2) (fun t => read (heavy_ball (7 / 5) (1 / 2)) (run (heavy_ball (7 / 5) (1 / 2)) 1 silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (heavy_ball (7 / 5) (1 / 2)) 1 silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J1 : stable2 ((- 1) / 10) (1 / 2)).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (7 / 5)).
{
lra.
}
replace (7 / 5) with (1 + ((- 1) / 10) + (1 / 2)) in K0 by equal.
assert (K1 : 0 < (8 / 5)).
{
lra.
}
replace (8 / 5) with (1 - ((- 1) / 10) + (1 / 2)) in K1 by equal.
assert (K2 : 0 < (1 / 2)).
{
lra.
}
replace (1 / 2) with (1 - (1 / 2)) in K2 by equal.
repeat split; lra.
}
assert (Q1 : steady_state (heavy_ball (7 / 5) (1 / 2)) 1 1 2 (21 / 32)).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total2 ((- 1) / 10) (1 / 2) (impulse_response (heavy_ball (7 / 5) (1 / 2)) 1 j 0%nat) (impulse_response (heavy_ball (7 / 5) (1 / 2)) 1 j 1%nat))); [exact L1|exact I1| | |].
{ apply (rec2_vanishes ((- 1) / 10) (1 / 2) _ J1). apply Y1. }
{ intros j _. apply (sum2 ((- 1) / 10) (1 / 2) _ J1). apply Y1. }
{ assert (Jury := J1). destruct Jury as (jury0 & jury1 & jury2). assert (0 < 1 - (1 / 2)) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists (7 / 6).
exists (21 / 32).
split; [match goal with |- steady_state ?r ?h ?c ?B ?v => apply (steady_same _ _ _ _ _ _ _ _ _ _ Q0); first [reflexivity | (f_equal; numeric_equal) | numeric_equal] | |- larger_root _ _ _ => exact Q0 end|].
split; [match goal with |- steady_state ?r ?h ?c ?B ?v => apply (steady_same _ _ _ _ _ _ _ _ _ _ Q1); first [reflexivity | (f_equal; numeric_equal) | numeric_equal] | |- larger_root _ _ _ => exact Q1 end|].
split; [beside|].
split; [beside|].
fails.
Qed.
Print Assumptions nesterov_lower_steady_state_everywhere.
