(* nesterov.points-agree: It does not matter at which of Nesterov's two points the risk is read
   left open wherever 'Nesterov momentum' is reported without saying which iterate *)
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

(* nesterov-lookahead: states theta, v *)
Definition nesterov_lookahead (alpha beta : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => (0 * theta) | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((beta * (s 1%nat)) - (alpha * (gradient 0%nat ((s 0%nat) + (beta * (s 1%nat)))))) in
    fun i => match i with | 0%nat => ((s 0%nat) + u1) | 1%nat => u1 | _ => 0 end;
  read := fun s => ((s 0%nat) + (beta * (s 1%nat)))
|}.
Lemma nesterov_lookahead_linear : forall alpha beta h : R, linear (nesterov_lookahead alpha beta) h.
Proof. intros. is_linear. Qed.
Lemma nesterov_lookahead_invariant : forall alpha beta h : R, time_invariant (nesterov_lookahead alpha beta) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem nesterov_points_agree : exists h : R, exists c : R, exists B : R, exists beta : R, exists alpha : R, 
    (0 < h) /\
    (0 <= c) /\
    (0 < B) /\
    (0 <= beta) /\
    (beta < 1) /\
    (0 < alpha) /\
    (alpha < (((2 * beta) + 2) / (h * ((2 * beta) + 1)))) /\
    exists v1 : R, exists v2 : R, 
    steady_state (nesterov alpha beta) h c B v1 /\
    steady_state (nesterov_lookahead alpha beta) h c B v2 /\
    h <> 0 /\
    ((2 * beta) + 1) <> 0 /\
    ~ (v1 = v2).
Proof.
exists 1.
exists 1.
exists 2.
exists (1 / 2).
exists (1 / 2).
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
assert (L0 : linear (nesterov (1 / 2) (1 / 2)) 1) by apply nesterov_linear.
assert (I0 : time_invariant (nesterov (1 / 2) (1 / 2)) 1) by apply nesterov_invariant.
assert (Y0 : forall s, rec2 ((- 3) / 4) (1 / 4) (fun t => read (nesterov (1 / 2) (1 / 2)) (run (nesterov (1 / 2) (1 / 2)) 1 silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (nesterov (1 / 2) (1 / 2)) 1 silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable2 ((- 3) / 4) (1 / 4)).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (1 / 2)).
{
lra.
}
replace (1 / 2) with (1 + ((- 3) / 4) + (1 / 4)) in K0 by equal.
assert (K1 : 0 < 2).
{
lra.
}
replace 2 with (1 - ((- 3) / 4) + (1 / 4)) in K1 by equal.
assert (K2 : 0 < (3 / 4)).
{
lra.
}
replace (3 / 4) with (1 - (1 / 4)) in K2 by equal.
repeat split; lra.
}
assert (Q0 : steady_state (nesterov (1 / 2) (1 / 2)) 1 1 2 (5 / 48)).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total2 ((- 3) / 4) (1 / 4) (impulse_response (nesterov (1 / 2) (1 / 2)) 1 j 0%nat) (impulse_response (nesterov (1 / 2) (1 / 2)) 1 j 1%nat))); [exact L0|exact I0| | |].
{ apply (rec2_vanishes ((- 3) / 4) (1 / 4) _ J0). apply Y0. }
{ intros j _. apply (sum2 ((- 3) / 4) (1 / 4) _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as (jury0 & jury1 & jury2). assert (0 < 1 - (1 / 4)) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
assert (L1 : linear (nesterov_lookahead (1 / 2) (1 / 2)) 1) by apply nesterov_lookahead_linear.
assert (I1 : time_invariant (nesterov_lookahead (1 / 2) (1 / 2)) 1) by apply nesterov_lookahead_invariant.
assert (Y1 : forall s, rec2 ((- 3) / 4) (1 / 4) (fun t => read (nesterov_lookahead (1 / 2) (1 / 2)) (run (nesterov_lookahead (1 / 2) (1 / 2)) 1 silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (nesterov_lookahead (1 / 2) (1 / 2)) 1 silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J1 : stable2 ((- 3) / 4) (1 / 4)).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (1 / 2)).
{
lra.
}
replace (1 / 2) with (1 + ((- 3) / 4) + (1 / 4)) in K0 by equal.
assert (K1 : 0 < 2).
{
lra.
}
replace 2 with (1 - ((- 3) / 4) + (1 / 4)) in K1 by equal.
assert (K2 : 0 < (3 / 4)).
{
lra.
}
replace (3 / 4) with (1 - (1 / 4)) in K2 by equal.
repeat split; lra.
}
assert (Q1 : steady_state (nesterov_lookahead (1 / 2) (1 / 2)) 1 1 2 (1 / 6)).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total2 ((- 3) / 4) (1 / 4) (impulse_response (nesterov_lookahead (1 / 2) (1 / 2)) 1 j 0%nat) (impulse_response (nesterov_lookahead (1 / 2) (1 / 2)) 1 j 1%nat))); [exact L1|exact I1| | |].
{ apply (rec2_vanishes ((- 3) / 4) (1 / 4) _ J1). apply Y1. }
{ intros j _. apply (sum2 ((- 3) / 4) (1 / 4) _ J1). apply Y1. }
{ assert (Jury := J1). destruct Jury as (jury0 & jury1 & jury2). assert (0 < 1 - (1 / 4)) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists (5 / 48).
exists (1 / 6).
split; [match goal with |- steady_state ?r ?h ?c ?B ?v => apply (steady_same _ _ _ _ _ _ _ _ _ _ Q0); first [reflexivity | (f_equal; numeric_equal) | numeric_equal] | |- larger_root _ _ _ => exact Q0 end|].
split; [match goal with |- steady_state ?r ?h ?c ?B ?v => apply (steady_same _ _ _ _ _ _ _ _ _ _ Q1); first [reflexivity | (f_equal; numeric_equal) | numeric_equal] | |- larger_root _ _ _ => exact Q1 end|].
split; [beside|].
split; [beside|].
fails.
Qed.
Print Assumptions nesterov_points_agree.
