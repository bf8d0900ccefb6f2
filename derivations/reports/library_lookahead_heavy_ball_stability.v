(* library.lookahead-heavy-ball-stability: Where lookahead(heavy-ball) with k = 2 is stable
   derived from the rule *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* lookahead(heavy-ball): states slow, inner.theta, inner.m *)
Definition lookahead (a alpha beta : R) : rule := {|
  minibatches := 2%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => theta | 2%nat => (0 * theta) | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((beta * (s 2%nat)) + (gradient 0%nat (s 0%nat))) in
    let u2 := ((s 0%nat) - (alpha * u1)) in
    let u3 := ((beta * u1) + (gradient 1%nat u2)) in
    let u4 := ((s 0%nat) + (a * ((u2 - (alpha * u3)) - (s 0%nat)))) in
    fun i => match i with | 0%nat => u4 | 1%nat => u4 | 2%nat => u3 | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma lookahead_linear : forall a alpha beta h : R, linear (lookahead a alpha beta) h.
Proof. intros. is_linear. Qed.
Lemma lookahead_invariant : forall a alpha beta h : R, time_invariant (lookahead a alpha beta) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem library_lookahead_heavy_ball_stability : forall (h : R) (alpha : R) (beta : R) (a : R),
    (0 < h) ->
    (0 < alpha) ->
    (0 <= beta) ->
    (beta < 1) ->
    (0 < a) ->
    (a <= 1) ->
  (stable (lookahead a alpha beta) h <-> (0 < ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h)) /\ 0 < ((2 * beta) + 2 - (alpha * h)))).
Proof.
intros h alpha beta a h_low alpha_low beta_low beta_high a_low a_high.
assert (L0 : linear (lookahead a alpha beta) h) by apply lookahead_linear.
assert (I0 : time_invariant (lookahead a alpha beta) h) by apply lookahead_invariant.
assert (Y0 : forall s, rec3 ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) (beta * ((a * alpha * h) + beta - (alpha * h))) 0 (fun t => read (lookahead a alpha beta) (run (lookahead a alpha beta) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (lookahead a alpha beta) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
split.
{
intro stays.
assert (whole : stable3 ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) (beta * ((a * alpha * h) + beta - (alpha * h))) 0).
{ apply (stable3_same _ _ _ _ _ _ (rule3_stable (lookahead a alpha beta) h (((a * (alpha ^ 2) * (h ^ 2)) + 1 - (a * alpha * beta * h) - (2 * a * alpha * h))) (0) ((- (a * alpha * beta * (beta + 1 - (alpha * h))))) (((a * (alpha ^ 2) * (h ^ 2)) + 1 - (a * alpha * beta * h) - (2 * a * alpha * h))) (0) ((- (a * alpha * beta * (beta + 1 - (alpha * h))))) ((h * (beta + 1 - (alpha * h)))) (0) ((- (beta * ((alpha * h) - beta)))) ltac:(intros k s; unfold step, oracle, none; cbn; equal) ltac:(intros k s; unfold step, oracle, none; cbn; equal) ltac:(intros k s; unfold step, oracle, none; cbn; equal) stays)); unfold det3; equal. }
destruct (proj1 (stable3_factors 0 ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) (beta * ((a * alpha * h) + beta - (alpha * h)))) ltac:(apply (stable3_same _ _ _ _ _ _ whole); equal)) as [F0 F1].
assert (J0 : stable1 0) by (apply (stable1_same _ _ F0); equal).
assert (J1 : stable2 ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) (beta * ((a * alpha * h) + beta - (alpha * h)))) by (apply (stable2_same _ _ _ _ F1); equal).
destruct J0 as [raw0 raw1].
assert (known_0 : 0 < 1).
{ match type of raw0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_1 : 0 < 1).
{ match type of raw1 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
clear raw0 raw1.
destruct J1 as (raw0 & raw1 & raw2).
assert (known_2 : 0 < (a * alpha * h * ((2 * beta) + 2 - (alpha * h)))).
{ match type of raw0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_3 : 0 < ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h))).
{ match type of raw1 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_4 : 0 < ((alpha * beta * h) + 1 - (a * alpha * beta * h) - (beta ^ 2))).
{ match type of raw2 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
clear raw0 raw1 raw2.
assert (W0 : 0 < ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h))).
{
apply (positive_multiple _ 1 ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h))); [|exact known_3|equal].
lra.
}
assert (W1 : 0 < ((2 * beta) + 2 - (alpha * h))).
{
apply (positive_multiple _ (1 / (a * alpha * h)) (a * alpha * h * ((2 * beta) + 2 - (alpha * h)))); [|exact known_2|equal].
destruct (inside_upper _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
apply (positive_ratio _ (s_a + 1) (alpha * h)); [pos | pos | equal].
}
repeat split; assumption.
}
{
intros (known_0 & known_1).
assert (J : stable3 ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) (beta * ((a * alpha * h) + beta - (alpha * h))) 0).
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
assert (part1 : stable2 ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) (beta * ((a * alpha * h) + beta - (alpha * h)))).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (a * alpha * h * ((2 * beta) + 2 - (alpha * h)))).
{
apply (positive_multiple _ (a * alpha * h) ((2 * beta) + 2 - (alpha * h))); [|exact known_1|equal].
destruct (inside_upper _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
apply (positive_ratio _ (alpha * h) (s_a + 1)); [pos | pos | equal].
}
replace (a * alpha * h * ((2 * beta) + 2 - (alpha * h))) with (1 + ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) + (beta * ((a * alpha * h) + beta - (alpha * h)))) in K0 by equal.
assert (K1 : 0 < ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h))).
{
apply (positive_multiple _ 1 ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h))); [|exact known_0|equal].
lra.
}
replace ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h)) with (1 - ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) + (beta * ((a * alpha * h) + beta - (alpha * h)))) in K1 by equal.
assert (K2 : 0 < ((alpha * beta * h) + 1 - (a * alpha * beta * h) - (beta ^ 2))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_upper _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
apply (positive_ratio _ ((s_a * alpha * (s_beta ^ 2) * h) + (s_a * alpha * s_beta * h) + (2 * s_a * s_beta) + s_a + (2 * s_beta) + 1) ((s_a * (s_beta ^ 2)) + (2 * s_a * s_beta) + s_a + (s_beta ^ 2) + (2 * s_beta) + 1)); [pos | pos | equal].
}
replace ((alpha * beta * h) + 1 - (a * alpha * beta * h) - (beta ^ 2)) with (1 - (beta * ((a * alpha * h) + beta - (alpha * h)))) in K2 by equal.
repeat split; lra.
}
apply (stable3_same _ _ _ _ _ _ (product12 0 ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) (beta * ((a * alpha * h) + beta - (alpha * h))) part0 part1)); equal.
}
intros s i.
destruct i as [|[|[|i]]].
{ apply (rec3_vanishes ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) (beta * ((a * alpha * h) + beta - (alpha * h))) 0 (fun t => run (lookahead a alpha beta) h silence s t 0%nat) J). intro t. cbn [run]. generalize (run (lookahead a alpha beta) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply (rec3_vanishes ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) (beta * ((a * alpha * h) + beta - (alpha * h))) 0 (fun t => run (lookahead a alpha beta) h silence s t 1%nat) J). intro t. cbn [run]. generalize (run (lookahead a alpha beta) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply (rec3_vanishes ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) (beta * ((a * alpha * h) + beta - (alpha * h))) 0 (fun t => run (lookahead a alpha beta) h silence s t 2%nat) J). intro t. cbn [run]. generalize (run (lookahead a alpha beta) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply vanishes_later. intro t. cbn [run]. unfold step, silence, none. cbn. unfold Rdiv. ring. }
}
Qed.
Print Assumptions library_lookahead_heavy_ball_stability.
