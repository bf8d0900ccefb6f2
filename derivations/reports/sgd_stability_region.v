(* sgd.stability-region: SGD is stable exactly for 0 < alpha h < 2
   Zhang et al. 2019, below eq. 4 (printed with <= 2) *)
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

Theorem sgd_stability_region : forall (h : R) (alpha : R),
    (0 < h) ->
    (0 < alpha) ->
  (stable (sgd alpha) h <-> (0 < (2 - (alpha * h)))).
Proof.
intros h alpha h_low alpha_low.
assert (L0 : linear (sgd alpha) h) by apply sgd_linear.
assert (I0 : time_invariant (sgd alpha) h) by apply sgd_invariant.
assert (Y0 : forall s, rec1 ((alpha * h) - 1) (fun t => read (sgd alpha) (run (sgd alpha) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (sgd alpha) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
split.
{
intro stays.
assert (whole : stable1 ((alpha * h) - 1)).
{ apply (stable1_same _ _ (rule1_stable (sgd alpha) h ((1 - (alpha * h))) ltac:(intros k s; unfold step, oracle, none; cbn; equal) stays)); unfold det3; equal. }
assert (J0 : stable1 ((alpha * h) - 1)) by (apply (stable1_same _ _ whole); equal).
destruct J0 as [raw0 raw1].
assert (known_0 : 0 < (alpha * h)).
{ match type of raw0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_1 : 0 < (2 - (alpha * h))).
{ match type of raw1 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
clear raw0 raw1.
assert (W0 : 0 < (2 - (alpha * h))).
{
apply (positive_multiple _ 1 (2 - (alpha * h))); [|exact known_1|equal].
lra.
}
repeat split; assumption.
}
{
intros known_0.
assert (J : stable1 ((alpha * h) - 1)).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * h)).
{
apply (positive_ratio _ (alpha * h) 1); [pos | pos | equal].
}
replace (alpha * h) with (1 + ((alpha * h) - 1)) in K0 by equal.
assert (K1 : 0 < (2 - (alpha * h))).
{
apply (positive_multiple _ 1 (2 - (alpha * h))); [|exact known_0|equal].
lra.
}
replace (2 - (alpha * h)) with (1 - ((alpha * h) - 1)) in K1 by equal.
repeat split; lra.
}
intros s i.
destruct i as [|i].
{ apply (rec1_vanishes ((alpha * h) - 1) (fun t => run (sgd alpha) h silence s t 0%nat) J). intro t. cbn [run]. generalize (run (sgd alpha) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply vanishes_later. intro t. cbn [run]. unfold step, silence, none. cbn. unfold Rdiv. ring. }
}
Qed.
Print Assumptions sgd_stability_region.
