(* library.inside-lookahead-stability: Where inside-round(lookahead(sgd)) with k = 2, after = 2 is stable
   derived from the rule *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* inside-round(lookahead(sgd)): states inner.slow, inner.inner.theta, seen *)
Definition inside_round (a alpha : R) : rule := {|
  minibatches := 2%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => theta | 2%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((s 0%nat) - (alpha * (gradient 0%nat (s 0%nat)))) in
    let u2 := (u1 - (alpha * (gradient 1%nat u1))) in
    let u3 := ((s 0%nat) + (a * (u2 - (s 0%nat)))) in
    fun i => match i with | 0%nat => u3 | 1%nat => u3 | 2%nat => u2 | _ => 0 end;
  read := fun s => (s 2%nat)
|}.
Lemma inside_round_linear : forall a alpha h : R, linear (inside_round a alpha) h.
Proof. intros. is_linear. Qed.
Lemma inside_round_invariant : forall a alpha h : R, time_invariant (inside_round a alpha) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem library_inside_lookahead_stability : forall (h : R) (alpha : R) (a : R),
    (0 < h) ->
    (0 < alpha) ->
    (0 < a) ->
    (a <= 1) ->
  (stable (inside_round a alpha) h <-> (0 < ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h)) /\ 0 < (2 - (alpha * h)))).
Proof.
intros h alpha a h_low alpha_low a_low a_high.
assert (L0 : linear (inside_round a alpha) h) by apply inside_round_linear.
assert (I0 : time_invariant (inside_round a alpha) h) by apply inside_round_invariant.
assert (Y0 : forall s, rec3 ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1) 0 0 (fun t => read (inside_round a alpha) (run (inside_round a alpha) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (inside_round a alpha) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
split.
{
intro stays.
assert (whole : stable3 ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1) 0 0).
{ apply (stable3_same _ _ _ _ _ _ (rule3_stable (inside_round a alpha) h (((a * (alpha ^ 2) * (h ^ 2)) + 1 - (2 * a * alpha * h))) (0) (0) (((a * (alpha ^ 2) * (h ^ 2)) + 1 - (2 * a * alpha * h))) (0) (0) (((1 - (alpha * h)) ^ 2)) (0) (0) ltac:(intros k s; unfold step, oracle, none; cbn; equal) ltac:(intros k s; unfold step, oracle, none; cbn; equal) ltac:(intros k s; unfold step, oracle, none; cbn; equal) stays)); unfold det3; equal. }
destruct (proj1 (stable3_factors 0 ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1) 0) ltac:(apply (stable3_same _ _ _ _ _ _ whole); equal)) as [F0 F1].
assert (J0 : stable1 0) by (apply (stable1_same _ _ F0); equal).
destruct (stable2_factors 0 ((a * (alpha ^ 2) * (h ^ 2)) + 1 - (2 * a * alpha * h)) ltac:(apply (stable2_same _ _ _ _ F1); equal)) as [H0 H1].
assert (J1 : stable1 0) by (apply (stable1_same _ _ H0); equal).
assert (J2 : stable1 ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1)) by (apply (stable1_same _ _ H1); equal).
destruct J0 as [raw0 raw1].
assert (known_0 : 0 < 1).
{ match type of raw0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_1 : 0 < 1).
{ match type of raw1 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
clear raw0 raw1.
destruct J1 as [raw0 raw1].
assert (known_2 : 0 < 1).
{ match type of raw0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_3 : 0 < 1).
{ match type of raw1 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
clear raw0 raw1.
destruct J2 as [raw0 raw1].
assert (known_4 : 0 < (a * alpha * h * (2 - (alpha * h)))).
{ match type of raw0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_5 : 0 < ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h))).
{ match type of raw1 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
clear raw0 raw1.
assert (W0 : 0 < ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h))).
{
apply (positive_multiple _ 1 ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h))); [|exact known_5|equal].
lra.
}
assert (W1 : 0 < (2 - (alpha * h))).
{
apply (positive_multiple _ (1 / (a * alpha * h)) (a * alpha * h * (2 - (alpha * h)))); [|exact known_4|equal].
destruct (inside_upper _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
apply (positive_ratio _ (s_a + 1) (alpha * h)); [pos | pos | equal].
}
repeat split; assumption.
}
{
intros (known_0 & known_1).
assert (J : stable3 ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1) 0 0).
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
assert (part1 : stable2 ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1) 0).
{
assert (part1_0 : stable1 (- 0)).
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
assert (part1_1 : stable1 (- ((a * (alpha ^ 2) * (h ^ 2)) + 1 - (2 * a * alpha * h)))).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (a * alpha * h * (2 - (alpha * h)))).
{
apply (positive_multiple _ (a * alpha * h) (2 - (alpha * h))); [|exact known_1|equal].
destruct (inside_upper _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
apply (positive_ratio _ (alpha * h) (s_a + 1)); [pos | pos | equal].
}
replace (a * alpha * h * (2 - (alpha * h))) with (1 + ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1)) in K0 by equal.
assert (K1 : 0 < ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h))).
{
apply (positive_multiple _ 1 ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h))); [|exact known_0|equal].
lra.
}
replace ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h)) with (1 - ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1)) in K1 by equal.
repeat split; lra.
}
apply (stable2_same _ _ _ _ (product11 0 ((a * (alpha ^ 2) * (h ^ 2)) + 1 - (2 * a * alpha * h)) part1_0 part1_1)); equal.
}
apply (stable3_same _ _ _ _ _ _ (product12 0 ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1) 0 part0 part1)); equal.
}
intros s i.
destruct i as [|[|[|i]]].
{ apply (rec3_vanishes ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1) 0 0 (fun t => run (inside_round a alpha) h silence s t 0%nat) J). intro t. cbn [run]. generalize (run (inside_round a alpha) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply (rec3_vanishes ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1) 0 0 (fun t => run (inside_round a alpha) h silence s t 1%nat) J). intro t. cbn [run]. generalize (run (inside_round a alpha) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply (rec3_vanishes ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1) 0 0 (fun t => run (inside_round a alpha) h silence s t 2%nat) J). intro t. cbn [run]. generalize (run (inside_round a alpha) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply vanishes_later. intro t. cbn [run]. unfold step, silence, none. cbn. unfold Rdiv. ring. }
}
Qed.
Print Assumptions library_inside_lookahead_stability.
