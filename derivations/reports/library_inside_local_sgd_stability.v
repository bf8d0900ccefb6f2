(* library.inside-local-sgd-stability: Where inside-round(local-sgd) with workers = 2, local_steps = 2, after = 2 is stable
   derived from the rule *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* inside-round(local-sgd): states inner.theta, seen *)
Definition inside_round (alpha : R) : rule := {|
  minibatches := 4%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((s 0%nat) - (alpha * (gradient 0%nat (s 0%nat)))) in
    let u2 := (u1 - (alpha * (gradient 1%nat u1))) in
    let u3 := ((s 0%nat) - (alpha * (gradient 2%nat (s 0%nat)))) in
    fun i => match i with | 0%nat => (((0 + u2) + (u3 - (alpha * (gradient 3%nat u3)))) / 2) | 1%nat => u2 | _ => 0 end;
  read := fun s => (s 1%nat)
|}.
Lemma inside_round_linear : forall alpha h : R, linear (inside_round alpha) h.
Proof. intros. is_linear. Qed.
Lemma inside_round_invariant : forall alpha h : R, time_invariant (inside_round alpha) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem library_inside_local_sgd_stability : forall (h : R) (alpha : R),
    (0 < h) ->
    (0 < alpha) ->
  (stable (inside_round alpha) h <-> (0 < (((alpha ^ 2) * (h ^ 2)) + 2 - (2 * alpha * h)) /\ 0 < (2 - (alpha * h)))).
Proof.
intros h alpha h_low alpha_low.
assert (L0 : linear (inside_round alpha) h) by apply inside_round_linear.
assert (I0 : time_invariant (inside_round alpha) h) by apply inside_round_invariant.
assert (Y0 : forall s, rec2 (- ((1 - (alpha * h)) ^ 2)) 0 (fun t => read (inside_round alpha) (run (inside_round alpha) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (inside_round alpha) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
split.
{
intro stays.
assert (whole : stable2 (- ((1 - (alpha * h)) ^ 2)) 0).
{ apply (stable2_same _ _ _ _ (rule2_stable (inside_round alpha) h (((1 - (alpha * h)) ^ 2)) (0) (((1 - (alpha * h)) ^ 2)) (0) ltac:(intros k s; unfold step, oracle, none; cbn; equal) ltac:(intros k s; unfold step, oracle, none; cbn; equal) stays)); unfold det3; equal. }
destruct (stable2_factors 0 ((1 - (alpha * h)) ^ 2) ltac:(apply (stable2_same _ _ _ _ whole); equal)) as [H0 H1].
assert (J0 : stable1 0) by (apply (stable1_same _ _ H0); equal).
assert (J1 : stable1 (- ((1 - (alpha * h)) ^ 2))) by (apply (stable1_same _ _ H1); equal).
destruct J0 as [raw0 raw1].
assert (known_0 : 0 < 1).
{ match type of raw0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_1 : 0 < 1).
{ match type of raw1 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
clear raw0 raw1.
destruct J1 as [raw0 raw1].
assert (known_2 : 0 < (alpha * h * (2 - (alpha * h)))).
{ match type of raw0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_3 : 0 < (((alpha ^ 2) * (h ^ 2)) + 2 - (2 * alpha * h))).
{ match type of raw1 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
clear raw0 raw1.
assert (W0 : 0 < (((alpha ^ 2) * (h ^ 2)) + 2 - (2 * alpha * h))).
{
apply (positive_multiple _ 1 (((alpha ^ 2) * (h ^ 2)) + 2 - (2 * alpha * h))); [|exact known_3|equal].
lra.
}
assert (W1 : 0 < (2 - (alpha * h))).
{
apply (positive_multiple _ (1 / (alpha * h)) (alpha * h * (2 - (alpha * h)))); [|exact known_2|equal].
apply (positive_ratio _ 1 (alpha * h)); [pos | pos | equal].
}
repeat split; assumption.
}
{
intros (known_0 & known_1).
assert (J : stable2 (- ((1 - (alpha * h)) ^ 2)) 0).
{
assert (part0 : stable1 (- 0)).
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
assert (part1 : stable1 (- ((1 - (alpha * h)) ^ 2))).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * h * (2 - (alpha * h)))).
{
apply (positive_multiple _ (alpha * h) (2 - (alpha * h))); [|exact known_1|equal].
apply (positive_ratio _ (alpha * h) 1); [pos | pos | equal].
}
replace (alpha * h * (2 - (alpha * h))) with (1 + (- ((1 - (alpha * h)) ^ 2))) in K0 by equal.
assert (K1 : 0 < (((alpha ^ 2) * (h ^ 2)) + 2 - (2 * alpha * h))).
{
apply (positive_multiple _ 1 (((alpha ^ 2) * (h ^ 2)) + 2 - (2 * alpha * h))); [|exact known_0|equal].
lra.
}
replace (((alpha ^ 2) * (h ^ 2)) + 2 - (2 * alpha * h)) with (1 - (- ((1 - (alpha * h)) ^ 2))) in K1 by equal.
repeat split; lra.
}
apply (stable2_same _ _ _ _ (product11 0 ((1 - (alpha * h)) ^ 2) part0 part1)); equal.
}
intros s i.
destruct i as [|[|i]].
{ apply (rec2_vanishes (- ((1 - (alpha * h)) ^ 2)) 0 (fun t => run (inside_round alpha) h silence s t 0%nat) J). intro t. cbn [run]. generalize (run (inside_round alpha) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply (rec2_vanishes (- ((1 - (alpha * h)) ^ 2)) 0 (fun t => run (inside_round alpha) h silence s t 1%nat) J). intro t. cbn [run]. generalize (run (inside_round alpha) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply vanishes_later. intro t. cbn [run]. unfold step, silence, none. cbn. unfold Rdiv. ring. }
}
Qed.
Print Assumptions library_inside_local_sgd_stability.
