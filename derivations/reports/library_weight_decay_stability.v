(* library.weight-decay-stability: Where weight-decay(sgd) is stable
   derived from the rule *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* weight-decay(sgd): states theta *)
Definition weight_decay (alpha lambda : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    fun i => match i with | 0%nat => ((s 0%nat) - (alpha * ((gradient 0%nat (s 0%nat)) + (lambda * (s 0%nat))))) | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma weight_decay_linear : forall alpha lambda h : R, linear (weight_decay alpha lambda) h.
Proof. intros. is_linear. Qed.
Lemma weight_decay_invariant : forall alpha lambda h : R, time_invariant (weight_decay alpha lambda) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem library_weight_decay_stability : forall (h : R) (alpha : R) (lambda : R),
    (0 < h) ->
    (0 < alpha) ->
    (0 <= lambda) ->
  (stable (weight_decay alpha lambda) h <-> (0 < (2 - (alpha * h) - (alpha * lambda)))).
Proof.
intros h alpha lambda h_low alpha_low lambda_low.
assert (L0 : linear (weight_decay alpha lambda) h) by apply weight_decay_linear.
assert (I0 : time_invariant (weight_decay alpha lambda) h) by apply weight_decay_invariant.
assert (Y0 : forall s, rec1 ((alpha * h) + (alpha * lambda) - 1) (fun t => read (weight_decay alpha lambda) (run (weight_decay alpha lambda) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (weight_decay alpha lambda) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
split.
{
intro stays.
assert (whole : stable1 ((alpha * h) + (alpha * lambda) - 1)).
{ apply (stable1_same _ _ (rule1_stable (weight_decay alpha lambda) h ((1 - (alpha * h) - (alpha * lambda))) ltac:(intros k s; unfold step, oracle, none; cbn; equal) stays)); unfold det3; equal. }
assert (J0 : stable1 ((alpha * h) + (alpha * lambda) - 1)) by (apply (stable1_same _ _ whole); equal).
destruct J0 as [raw0 raw1].
assert (known_0 : 0 < (alpha * (h + lambda))).
{ match type of raw0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_1 : 0 < (2 - (alpha * h) - (alpha * lambda))).
{ match type of raw1 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
clear raw0 raw1.
assert (W0 : 0 < (2 - (alpha * h) - (alpha * lambda))).
{
apply (positive_multiple _ 1 (2 - (alpha * h) - (alpha * lambda))); [|exact known_1|equal].
lra.
}
repeat split; assumption.
}
{
intros known_0.
assert (J : stable1 ((alpha * h) + (alpha * lambda) - 1)).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * (h + lambda))).
{
apply (positive_ratio _ ((alpha * h) + (alpha * lambda)) 1); [pos | pos | equal].
}
replace (alpha * (h + lambda)) with (1 + ((alpha * h) + (alpha * lambda) - 1)) in K0 by equal.
assert (K1 : 0 < (2 - (alpha * h) - (alpha * lambda))).
{
apply (positive_multiple _ 1 (2 - (alpha * h) - (alpha * lambda))); [|exact known_0|equal].
lra.
}
replace (2 - (alpha * h) - (alpha * lambda)) with (1 - ((alpha * h) + (alpha * lambda) - 1)) in K1 by equal.
repeat split; lra.
}
intros s i.
destruct i as [|i].
{ apply (rec1_vanishes ((alpha * h) + (alpha * lambda) - 1) (fun t => run (weight_decay alpha lambda) h silence s t 0%nat) J). intro t. cbn [run]. generalize (run (weight_decay alpha lambda) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply vanishes_later. intro t. cbn [run]. unfold step, silence, none. cbn. unfold Rdiv. ring. }
}
Qed.
Print Assumptions library_weight_decay_stability.
