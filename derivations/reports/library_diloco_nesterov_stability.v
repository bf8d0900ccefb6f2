(* library.diloco-nesterov-stability: Where diloco-nesterov with workers = 2, local_steps = 2 is stable
   derived from the rule *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* diloco-nesterov: states theta, m *)
Definition diloco_nesterov (alpha eta mu : R) : rule := {|
  minibatches := 4%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => (0 * theta) | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((s 0%nat) - (alpha * (gradient 0%nat (s 0%nat)))) in
    let u2 := ((s 0%nat) - (alpha * (gradient 2%nat (s 0%nat)))) in
    let u3 := ((s 0%nat) - (((0 + (u1 - (alpha * (gradient 1%nat u1)))) + (u2 - (alpha * (gradient 3%nat u2)))) / 2)) in
    let u4 := ((mu * (s 1%nat)) + u3) in
    fun i => match i with | 0%nat => ((s 0%nat) - (eta * (u3 + (mu * u4)))) | 1%nat => u4 | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma diloco_nesterov_linear : forall alpha eta mu h : R, linear (diloco_nesterov alpha eta mu) h.
Proof. intros. is_linear. Qed.
Lemma diloco_nesterov_invariant : forall alpha eta mu h : R, time_invariant (diloco_nesterov alpha eta mu) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem library_diloco_nesterov_stability : forall (h : R) (alpha : R) (eta : R) (mu : R),
    (0 < h) ->
    (0 < alpha) ->
    (0 < eta) ->
    (0 <= mu) ->
    (mu < 1) ->
  (stable (diloco_nesterov alpha eta mu) h <-> (0 < ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h)) /\ 0 < ((4 * alpha * eta * h * mu) + 2 - (2 * (alpha ^ 2) * eta * (h ^ 2) * mu) - (2 * mu)) /\ 0 < (2 - (alpha * h)))).
Proof.
intros h alpha eta mu h_low alpha_low eta_low mu_low mu_high.
assert (L0 : linear (diloco_nesterov alpha eta mu) h) by apply diloco_nesterov_linear.
assert (I0 : time_invariant (diloco_nesterov alpha eta mu) h) by apply diloco_nesterov_invariant.
assert (Y0 : forall s, rec2 (- ((mu + 1) * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) (mu * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h))) (fun t => read (diloco_nesterov alpha eta mu) (run (diloco_nesterov alpha eta mu) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (diloco_nesterov alpha eta mu) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
split.
{
intro stays.
assert (whole : stable2 (- ((mu + 1) * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) (mu * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))).
{ apply (stable2_same _ _ _ _ (rule2_stable (diloco_nesterov alpha eta mu) h ((((alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h * mu) - (2 * alpha * eta * h))) ((- (eta * (mu ^ 2)))) ((alpha * h * (2 - (alpha * h)))) (mu) ltac:(intros k s; unfold step, oracle, none; cbn; equal) ltac:(intros k s; unfold step, oracle, none; cbn; equal) stays)); unfold det3; equal. }
assert (J0 : stable2 (- ((mu + 1) * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) (mu * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) by (apply (stable2_same _ _ _ _ whole); equal).
destruct J0 as (raw0 & raw1 & raw2).
assert (known_0 : 0 < (alpha * eta * h * (2 - (alpha * h)))).
{ match type of raw0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_1 : 0 < ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h))).
{ match type of raw1 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_2 : 0 < ((2 * alpha * eta * h * mu) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu) - mu)).
{ match type of raw2 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
clear raw0 raw1 raw2.
assert (W0 : 0 < ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h))).
{
apply (positive_multiple _ 1 ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h))); [|exact known_1|equal].
lra.
}
assert (W1 : 0 < ((4 * alpha * eta * h * mu) + 2 - (2 * (alpha ^ 2) * eta * (h ^ 2) * mu) - (2 * mu))).
{
apply (positive_multiple _ 2 ((2 * alpha * eta * h * mu) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu) - mu)); [|exact known_2|equal].
lra.
}
assert (W2 : 0 < (2 - (alpha * h))).
{
apply (positive_multiple _ (1 / (alpha * eta * h)) (alpha * eta * h * (2 - (alpha * h)))); [|exact known_0|equal].
apply (positive_ratio _ 1 (alpha * eta * h)); [pos | pos | equal].
}
repeat split; assumption.
}
{
intros (known_0 & known_1 & known_2).
assert (J : stable2 (- ((mu + 1) * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) (mu * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * eta * h * (2 - (alpha * h)))).
{
apply (positive_multiple _ (alpha * eta * h) (2 - (alpha * h))); [|exact known_2|equal].
apply (positive_ratio _ (alpha * eta * h) 1); [pos | pos | equal].
}
replace (alpha * eta * h * (2 - (alpha * h))) with (1 + (- ((mu + 1) * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) + (mu * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) in K0 by equal.
assert (K1 : 0 < ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h))).
{
apply (positive_multiple _ 1 ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h))); [|exact known_0|equal].
lra.
}
replace ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h)) with (1 - (- ((mu + 1) * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) + (mu * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) in K1 by equal.
assert (K2 : 0 < ((2 * alpha * eta * h * mu) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu) - mu)).
{
apply (positive_multiple _ (1 / 2) ((4 * alpha * eta * h * mu) + 2 - (2 * (alpha ^ 2) * eta * (h ^ 2) * mu) - (2 * mu))); [|exact known_1|equal].
lra.
}
replace ((2 * alpha * eta * h * mu) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu) - mu) with (1 - (mu * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) in K2 by equal.
repeat split; lra.
}
intros s i.
destruct i as [|[|i]].
{ apply (rec2_vanishes (- ((mu + 1) * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) (mu * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h))) (fun t => run (diloco_nesterov alpha eta mu) h silence s t 0%nat) J). intro t. cbn [run]. generalize (run (diloco_nesterov alpha eta mu) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply (rec2_vanishes (- ((mu + 1) * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) (mu * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h))) (fun t => run (diloco_nesterov alpha eta mu) h silence s t 1%nat) J). intro t. cbn [run]. generalize (run (diloco_nesterov alpha eta mu) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply vanishes_later. intro t. cbn [run]. unfold step, silence, none. cbn. unfold Rdiv. ring. }
}
Qed.
Print Assumptions library_diloco_nesterov_stability.
