(* library.accelerated-sgd-lookahead-stability: Where accelerated-sgd-lookahead is stable
   derived from the rule *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* accelerated-sgd-lookahead: states x, v *)
Definition accelerated_sgd_lookahead (a b delta gamma : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((a * (s 0%nat)) + ((1 - a) * (s 1%nat))) in
    let u2 := (gradient 0%nat u1) in
    fun i => match i with | 0%nat => (u1 - (delta * u2)) | 1%nat => (((b * u1) + ((1 - b) * (s 1%nat))) - (gamma * u2)) | _ => 0 end;
  read := fun s => ((a * (s 0%nat)) + ((1 - a) * (s 1%nat)))
|}.
Lemma accelerated_sgd_lookahead_linear : forall a b delta gamma h : R, linear (accelerated_sgd_lookahead a b delta gamma) h.
Proof. intros. is_linear. Qed.
Lemma accelerated_sgd_lookahead_invariant : forall a b delta gamma h : R, time_invariant (accelerated_sgd_lookahead a b delta gamma) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem library_accelerated_sgd_lookahead_stability : forall (h : R) (delta : R) (gamma : R) (a : R) (b : R),
    (0 < h) ->
    (0 < delta) ->
    (0 < gamma) ->
    (0 <= a) ->
    (a <= 1) ->
    (0 <= b) ->
    (b <= 1) ->
  (stable (accelerated_sgd_lookahead a b delta gamma) h <-> (0 < ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h)) /\ 0 < ((a * b * delta) + gamma - (a * gamma)))).
Proof.
intros h delta gamma a b h_low delta_low gamma_low a_low a_high b_low b_high.
assert (L0 : linear (accelerated_sgd_lookahead a b delta gamma) h) by apply accelerated_sgd_lookahead_linear.
assert (I0 : time_invariant (accelerated_sgd_lookahead a b delta gamma) h) by apply accelerated_sgd_lookahead_invariant.
assert (Y0 : forall s, rec2 ((a * b) + (a * delta * h) + (gamma * h) - (a * gamma * h) - a - 1) (a * (1 - b) * (1 - (delta * h))) (fun t => read (accelerated_sgd_lookahead a b delta gamma) (run (accelerated_sgd_lookahead a b delta gamma) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (accelerated_sgd_lookahead a b delta gamma) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
split.
{
intro stays.
assert (whole : stable2 ((a * b) + (a * delta * h) + (gamma * h) - (a * gamma * h) - a - 1) (a * (1 - b) * (1 - (delta * h)))).
{ apply (stable2_same _ _ _ _ (rule2_stable (accelerated_sgd_lookahead a b delta gamma) h ((a * (1 - (delta * h)))) (((1 - a) * (1 - (delta * h)))) ((a * (b - (gamma * h)))) (((a * gamma * h) + 1 - (a * b) - (gamma * h))) ltac:(intros k s; unfold step, oracle, none; cbn; equal) ltac:(intros k s; unfold step, oracle, none; cbn; equal) stays)); unfold det3; equal. }
assert (J0 : stable2 ((a * b) + (a * delta * h) + (gamma * h) - (a * gamma * h) - a - 1) (a * (1 - b) * (1 - (delta * h)))) by (apply (stable2_same _ _ _ _ whole); equal).
destruct J0 as (raw0 & raw1 & raw2).
assert (known_0 : 0 < (h * ((a * b * delta) + gamma - (a * gamma)))).
{ match type of raw0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_1 : 0 < ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h))).
{ match type of raw1 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_2 : 0 < ((a * b) + (a * delta * h) + 1 - (a * b * delta * h) - a)).
{ match type of raw2 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
clear raw0 raw1 raw2.
assert (W0 : 0 < ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h))).
{
apply (positive_multiple _ 1 ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h))); [|exact known_1|equal].
lra.
}
assert (W1 : 0 < ((a * b * delta) + gamma - (a * gamma))).
{
apply (positive_multiple _ (/ h) (h * ((a * b * delta) + gamma - (a * gamma)))); [|exact known_0|equal].
apply (positive_ratio _ 1 h); [pos | pos | equal].
}
repeat split; assumption.
}
{
intros (known_0 & known_1).
assert (J : stable2 ((a * b) + (a * delta * h) + (gamma * h) - (a * gamma * h) - a - 1) (a * (1 - b) * (1 - (delta * h)))).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (h * ((a * b * delta) + gamma - (a * gamma)))).
{
apply (positive_multiple _ h ((a * b * delta) + gamma - (a * gamma))); [|exact known_1|equal].
apply (positive_ratio _ h 1); [pos | pos | equal].
}
replace (h * ((a * b * delta) + gamma - (a * gamma))) with (1 + ((a * b) + (a * delta * h) + (gamma * h) - (a * gamma * h) - a - 1) + (a * (1 - b) * (1 - (delta * h)))) in K0 by equal.
assert (K1 : 0 < ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h))).
{
apply (positive_multiple _ 1 ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h))); [|exact known_0|equal].
lra.
}
replace ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h)) with (1 - ((a * b) + (a * delta * h) + (gamma * h) - (a * gamma * h) - a - 1) + (a * (1 - b) * (1 - (delta * h)))) in K1 by equal.
assert (K2 : 0 < ((a * b) + (a * delta * h) + 1 - (a * b * delta * h) - a)).
{
destruct (Rle_lt_or_eq_dec _ _ a_high) as [a_below|a_end].
{ clear a_high; rename a_below into a_high.
destruct (Rle_lt_or_eq_dec _ _ b_high) as [b_below|b_end].
{ clear b_high; rename b_below into b_high.
destruct (inside_lower _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
destruct (inside_lower _ _ _ b_low b_high) as [s_b [P_s_b E_s_b]]; try clear b_low b_high; subst b.
apply (positive_ratio _ ((s_a * s_b) + (s_a * delta * h) + s_b + 1) ((s_a * s_b) + s_a + s_b + 1)); [pos | pos | equal].
}
{ clear b_low b_high; subst b.
apply (positive_same _ 1); [|equal].
lra.
}
}
{ clear a_low a_high; subst a.
apply (positive_same _ (b + (delta * h) - (b * delta * h))); [|equal].
destruct (Rle_lt_or_eq_dec _ _ b_high) as [b_below|b_end].
{ clear b_high; rename b_below into b_high.
destruct (inside_lower _ _ _ b_low b_high) as [s_b [P_s_b E_s_b]]; try clear b_low b_high; subst b.
apply (positive_ratio _ (s_b + (delta * h)) (s_b + 1)); [pos | pos | equal].
}
{ clear b_low b_high; subst b.
apply (positive_same _ 1); [|equal].
lra.
}
}
}
replace ((a * b) + (a * delta * h) + 1 - (a * b * delta * h) - a) with (1 - (a * (1 - b) * (1 - (delta * h)))) in K2 by equal.
repeat split; lra.
}
intros s i.
destruct i as [|[|i]].
{ apply (rec2_vanishes ((a * b) + (a * delta * h) + (gamma * h) - (a * gamma * h) - a - 1) (a * (1 - b) * (1 - (delta * h))) (fun t => run (accelerated_sgd_lookahead a b delta gamma) h silence s t 0%nat) J). intro t. cbn [run]. generalize (run (accelerated_sgd_lookahead a b delta gamma) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply (rec2_vanishes ((a * b) + (a * delta * h) + (gamma * h) - (a * gamma * h) - a - 1) (a * (1 - b) * (1 - (delta * h))) (fun t => run (accelerated_sgd_lookahead a b delta gamma) h silence s t 1%nat) J). intro t. cbn [run]. generalize (run (accelerated_sgd_lookahead a b delta gamma) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply vanishes_later. intro t. cbn [run]. unfold step, silence, none. cbn. unfold Rdiv. ring. }
}
Qed.
Print Assumptions library_accelerated_sgd_lookahead_stability.
