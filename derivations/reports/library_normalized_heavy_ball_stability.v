(* library.normalized-heavy-ball-stability: Where normalized-heavy-ball is stable
   derived from the rule *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* normalized-heavy-ball: states theta, m *)
Definition normalized_heavy_ball (alpha beta : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => (0 * theta) | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((beta * (s 1%nat)) + ((1 - beta) * (gradient 0%nat (s 0%nat)))) in
    fun i => match i with | 0%nat => ((s 0%nat) - (alpha * u1)) | 1%nat => u1 | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma normalized_heavy_ball_linear : forall alpha beta h : R, linear (normalized_heavy_ball alpha beta) h.
Proof. intros. is_linear. Qed.
Lemma normalized_heavy_ball_invariant : forall alpha beta h : R, time_invariant (normalized_heavy_ball alpha beta) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem library_normalized_heavy_ball_stability : forall (h : R) (alpha : R) (beta : R),
    (0 < h) ->
    (0 < alpha) ->
    (0 <= beta) ->
    (beta < 1) ->
  (stable (normalized_heavy_ball alpha beta) h <-> (0 < ((alpha * beta * h) + (2 * beta) + 2 - (alpha * h)))).
Proof.
intros h alpha beta h_low alpha_low beta_low beta_high.
assert (L0 : linear (normalized_heavy_ball alpha beta) h) by apply normalized_heavy_ball_linear.
assert (I0 : time_invariant (normalized_heavy_ball alpha beta) h) by apply normalized_heavy_ball_invariant.
assert (Y0 : forall s, rec2 ((alpha * h) - (alpha * beta * h) - beta - 1) beta (fun t => read (normalized_heavy_ball alpha beta) (run (normalized_heavy_ball alpha beta) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (normalized_heavy_ball alpha beta) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
split.
{
intro stays.
assert (whole : stable2 ((alpha * h) - (alpha * beta * h) - beta - 1) beta).
{ apply (stable2_same _ _ _ _ (rule2_stable (normalized_heavy_ball alpha beta) h (((alpha * beta * h) + 1 - (alpha * h))) ((- (alpha * beta))) ((h * (1 - beta))) (beta) ltac:(intros k s; unfold step, oracle, none; cbn; equal) ltac:(intros k s; unfold step, oracle, none; cbn; equal) stays)); unfold det3; equal. }
assert (J0 : stable2 ((alpha * h) - (alpha * beta * h) - beta - 1) beta) by (apply (stable2_same _ _ _ _ whole); equal).
destruct J0 as (raw0 & raw1 & raw2).
assert (known_0 : 0 < (alpha * h * (1 - beta))).
{ match type of raw0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_1 : 0 < ((alpha * beta * h) + (2 * beta) + 2 - (alpha * h))).
{ match type of raw1 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_2 : 0 < (1 - beta)).
{ match type of raw2 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
clear raw0 raw1 raw2.
assert (W0 : 0 < ((alpha * beta * h) + (2 * beta) + 2 - (alpha * h))).
{
apply (positive_multiple _ 1 ((alpha * beta * h) + (2 * beta) + 2 - (alpha * h))); [|exact known_1|equal].
lra.
}
repeat split; assumption.
}
{
intros known_0.
assert (J : stable2 ((alpha * h) - (alpha * beta * h) - beta - 1) beta).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * h * (1 - beta))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ (alpha * h) (s_beta + 1)); [pos | pos | equal].
}
replace (alpha * h * (1 - beta)) with (1 + ((alpha * h) - (alpha * beta * h) - beta - 1) + beta) in K0 by equal.
assert (K1 : 0 < ((alpha * beta * h) + (2 * beta) + 2 - (alpha * h))).
{
apply (positive_multiple _ 1 ((alpha * beta * h) + (2 * beta) + 2 - (alpha * h))); [|exact known_0|equal].
lra.
}
replace ((alpha * beta * h) + (2 * beta) + 2 - (alpha * h)) with (1 - ((alpha * h) - (alpha * beta * h) - beta - 1) + beta) in K1 by equal.
assert (K2 : 0 < (1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
replace (1 - beta) with (1 - beta) in K2 by equal.
repeat split; lra.
}
intros s i.
destruct i as [|[|i]].
{ apply (rec2_vanishes ((alpha * h) - (alpha * beta * h) - beta - 1) beta (fun t => run (normalized_heavy_ball alpha beta) h silence s t 0%nat) J). intro t. cbn [run]. generalize (run (normalized_heavy_ball alpha beta) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply (rec2_vanishes ((alpha * h) - (alpha * beta * h) - beta - 1) beta (fun t => run (normalized_heavy_ball alpha beta) h silence s t 1%nat) J). intro t. cbn [run]. generalize (run (normalized_heavy_ball alpha beta) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply vanishes_later. intro t. cbn [run]. unfold step, silence, none. cbn. unfold Rdiv. ring. }
}
Qed.
Print Assumptions library_normalized_heavy_ball_stability.
