(* nesterov.stability-region: Nesterov's momentum is stable exactly for 0 < alpha h < 2(1 + beta)/(1 + 2 beta)
   a known result, in the notation of Zhang et al. 2019 *)
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

Theorem nesterov_stability_region : forall (h : R) (beta : R) (alpha : R),
    (0 < h) ->
    (0 <= beta) ->
    (beta < 1) ->
    (0 < alpha) ->
  (stable (nesterov alpha beta) h <-> (0 < ((2 * beta) + 2 - (alpha * h * ((2 * beta) + 1))))).
Proof.
intros h beta alpha h_low beta_low beta_high alpha_low.
assert (L0 : linear (nesterov alpha beta) h) by apply nesterov_linear.
assert (I0 : time_invariant (nesterov alpha beta) h) by apply nesterov_invariant.
assert (Y0 : forall s, rec2 (- ((beta + 1) * (1 - (alpha * h)))) (beta * (1 - (alpha * h))) (fun t => read (nesterov alpha beta) (run (nesterov alpha beta) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (nesterov alpha beta) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
split.
{
intro stays.
assert (whole : stable2 (- ((beta + 1) * (1 - (alpha * h)))) (beta * (1 - (alpha * h)))).
{ apply (stable2_same _ _ _ _ (rule2_stable (nesterov alpha beta) h ((1 - (alpha * h))) ((beta * (1 - (alpha * h)))) ((- (alpha * h))) ((beta * (1 - (alpha * h)))) ltac:(intros k s; unfold step, oracle, none; cbn; equal) ltac:(intros k s; unfold step, oracle, none; cbn; equal) stays)); unfold det3; equal. }
assert (J0 : stable2 (- ((beta + 1) * (1 - (alpha * h)))) (beta * (1 - (alpha * h)))) by (apply (stable2_same _ _ _ _ whole); equal).
destruct J0 as (raw0 & raw1 & raw2).
assert (known_0 : 0 < (alpha * h)).
{ match type of raw0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_1 : 0 < ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h))).
{ match type of raw1 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_2 : 0 < ((alpha * beta * h) + 1 - beta)).
{ match type of raw2 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
clear raw0 raw1 raw2.
assert (W0 : 0 < ((2 * beta) + 2 - (alpha * h * ((2 * beta) + 1)))).
{
apply (positive_multiple _ 1 ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h))); [|exact known_1|equal].
lra.
}
repeat split; assumption.
}
{
intros known_0.
assert (J : stable2 (- ((beta + 1) * (1 - (alpha * h)))) (beta * (1 - (alpha * h)))).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * h)).
{
apply (positive_ratio _ (alpha * h) 1); [pos | pos | equal].
}
replace (alpha * h) with (1 + (- ((beta + 1) * (1 - (alpha * h)))) + (beta * (1 - (alpha * h)))) in K0 by equal.
assert (K1 : 0 < ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h))).
{
apply (positive_multiple _ 1 ((2 * beta) + 2 - (alpha * h * ((2 * beta) + 1)))); [|exact known_0|equal].
lra.
}
replace ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h)) with (1 - (- ((beta + 1) * (1 - (alpha * h)))) + (beta * (1 - (alpha * h)))) in K1 by equal.
assert (K2 : 0 < ((alpha * beta * h) + 1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ ((alpha * s_beta * h) + 1) (s_beta + 1)); [pos | pos | equal].
}
replace ((alpha * beta * h) + 1 - beta) with (1 - (beta * (1 - (alpha * h)))) in K2 by equal.
repeat split; lra.
}
intros s i.
destruct i as [|[|i]].
{ apply (rec2_vanishes (- ((beta + 1) * (1 - (alpha * h)))) (beta * (1 - (alpha * h))) (fun t => run (nesterov alpha beta) h silence s t 0%nat) J). intro t. cbn [run]. generalize (run (nesterov alpha beta) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply (rec2_vanishes (- ((beta + 1) * (1 - (alpha * h)))) (beta * (1 - (alpha * h))) (fun t => run (nesterov alpha beta) h silence s t 1%nat) J). intro t. cbn [run]. generalize (run (nesterov alpha beta) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply vanishes_later. intro t. cbn [run]. unfold step, silence, none. cbn. unfold Rdiv. ring. }
}
Qed.
Print Assumptions nesterov_stability_region.
