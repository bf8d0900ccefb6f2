(* noise-scale.stationary-paper: In the stationary state of SGD the noise scale is (B/alpha) tr(Sigma)/tr(H^2 Sigma) (two coordinates)
   McCandlish et al. 2018, appendix C.2 *)
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

Theorem noise_scale_stationary_paper : exists h_1 : R, exists h_2 : R, exists c_1 : R, exists c_2 : R, exists B : R, exists alpha : R, 
    (0 < h_1) /\
    (0 < h_2) /\
    (h_2 <= h_1) /\
    (0 < c_1) /\
    (0 < c_2) /\
    (0 < B) /\
    (0 < alpha) /\
    (alpha < (2 / h_1)) /\
    exists v1 : R, exists v2 : R, 
    steady_state (sgd alpha) h_1 c_1 B v1 /\
    steady_state (sgd alpha) h_2 c_2 B v2 /\
    h_1 <> 0 /\
    ((2 * v1 * h_1) + (2 * v2 * h_2)) <> 0 /\
    alpha <> 0 /\
    ((c_1 * (h_1 ^ 2)) + (c_2 * (h_2 ^ 2))) <> 0 /\
    ~ (((c_1 + c_2) / ((2 * v1 * h_1) + (2 * v2 * h_2))) = (B * (c_1 + c_2) / (alpha * ((c_1 * (h_1 ^ 2)) + (c_2 * (h_2 ^ 2)))))).
Proof.
exists 2.
exists 1.
exists 2.
exists 1.
exists 4.
exists (1 / 2).
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
assert (L0 : linear (sgd (1 / 2)) 2) by apply sgd_linear.
assert (I0 : time_invariant (sgd (1 / 2)) 2) by apply sgd_invariant.
assert (Y0 : forall s, rec1 0 (fun t => read (sgd (1 / 2)) (run (sgd (1 / 2)) 2 silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (sgd (1 / 2)) 2 silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable1 0).
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
assert (Q0 : steady_state (sgd (1 / 2)) 2 2 4 (1 / 8)).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total1 0 (impulse_response (sgd (1 / 2)) 2 j 0%nat))); [exact L0|exact I0| | |].
{ apply (rec1_vanishes 0 _ J0). apply Y0. }
{ intros j _. apply (sum1 0 _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as [jury0 jury1]. assert (0 < 1 + 0) by lra. assert (0 < 1 - 0) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
assert (L1 : linear (sgd (1 / 2)) 1) by apply sgd_linear.
assert (I1 : time_invariant (sgd (1 / 2)) 1) by apply sgd_invariant.
assert (Y1 : forall s, rec1 ((- 1) / 2) (fun t => read (sgd (1 / 2)) (run (sgd (1 / 2)) 1 silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (sgd (1 / 2)) 1 silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J1 : stable1 ((- 1) / 2)).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (1 / 2)).
{
lra.
}
replace (1 / 2) with (1 + ((- 1) / 2)) in K0 by equal.
assert (K1 : 0 < (3 / 2)).
{
lra.
}
replace (3 / 2) with (1 - ((- 1) / 2)) in K1 by equal.
repeat split; lra.
}
assert (Q1 : steady_state (sgd (1 / 2)) 1 1 4 (1 / 24)).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total1 ((- 1) / 2) (impulse_response (sgd (1 / 2)) 1 j 0%nat))); [exact L1|exact I1| | |].
{ apply (rec1_vanishes ((- 1) / 2) _ J1). apply Y1. }
{ intros j _. apply (sum1 ((- 1) / 2) _ J1). apply Y1. }
{ assert (Jury := J1). destruct Jury as [jury0 jury1]. assert (0 < 1 + ((- 1) / 2)) by lra. assert (0 < 1 - ((- 1) / 2)) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists (1 / 8).
exists (1 / 24).
split; [match goal with |- steady_state ?r ?h ?c ?B ?v => apply (steady_same _ _ _ _ _ _ _ _ _ _ Q0); first [reflexivity | (f_equal; numeric_equal) | numeric_equal] | |- larger_root _ _ _ => exact Q0 end|].
split; [match goal with |- steady_state ?r ?h ?c ?B ?v => apply (steady_same _ _ _ _ _ _ _ _ _ _ Q1); first [reflexivity | (f_equal; numeric_equal) | numeric_equal] | |- larger_root _ _ _ => exact Q1 end|].
split; [beside|].
split; [beside|].
split; [beside|].
split; [beside|].
fails.
Qed.
Print Assumptions noise_scale_stationary_paper.
