(* library.decoupled-weight-decay-stability: Where decoupled-weight-decay(sgd) is stable
   derived from the rule *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* decoupled-weight-decay(sgd): states theta *)
Definition decoupled_weight_decay (alpha rho : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    fun i => match i with | 0%nat => (((s 0%nat) - (alpha * (gradient 0%nat (s 0%nat)))) - (rho * (s 0%nat))) | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma decoupled_weight_decay_linear : forall alpha rho h : R, linear (decoupled_weight_decay alpha rho) h.
Proof. intros. is_linear. Qed.
Lemma decoupled_weight_decay_invariant : forall alpha rho h : R, time_invariant (decoupled_weight_decay alpha rho) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem library_decoupled_weight_decay_stability : forall (h : R) (alpha : R) (rho : R),
    (0 < h) ->
    (0 < alpha) ->
    (0 <= rho) ->
    (rho < 1) ->
  (stable (decoupled_weight_decay alpha rho) h <-> (0 < (2 - (alpha * h) - rho))).
Proof.
intros h alpha rho h_low alpha_low rho_low rho_high.
assert (L0 : linear (decoupled_weight_decay alpha rho) h) by apply decoupled_weight_decay_linear.
assert (I0 : time_invariant (decoupled_weight_decay alpha rho) h) by apply decoupled_weight_decay_invariant.
assert (Y0 : forall s, rec1 ((alpha * h) + rho - 1) (fun t => read (decoupled_weight_decay alpha rho) (run (decoupled_weight_decay alpha rho) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (decoupled_weight_decay alpha rho) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
split.
{
intro stays.
assert (whole : stable1 ((alpha * h) + rho - 1)).
{ apply (stable1_same _ _ (rule1_stable (decoupled_weight_decay alpha rho) h ((1 - (alpha * h) - rho)) ltac:(intros k s; unfold step, oracle, none; cbn; equal) stays)); unfold det3; equal. }
assert (J0 : stable1 ((alpha * h) + rho - 1)) by (apply (stable1_same _ _ whole); equal).
destruct J0 as [raw0 raw1].
assert (known_0 : 0 < ((alpha * h) + rho)).
{ match type of raw0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_1 : 0 < (2 - (alpha * h) - rho)).
{ match type of raw1 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
clear raw0 raw1.
assert (W0 : 0 < (2 - (alpha * h) - rho)).
{
apply (positive_multiple _ 1 (2 - (alpha * h) - rho)); [|exact known_1|equal].
lra.
}
repeat split; assumption.
}
{
intros known_0.
assert (J : stable1 ((alpha * h) + rho - 1)).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < ((alpha * h) + rho)).
{
destruct (inside_lower _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ ((alpha * h * s_rho) + (alpha * h) + s_rho) (s_rho + 1)); [pos | pos | equal].
}
replace ((alpha * h) + rho) with (1 + ((alpha * h) + rho - 1)) in K0 by equal.
assert (K1 : 0 < (2 - (alpha * h) - rho)).
{
apply (positive_multiple _ 1 (2 - (alpha * h) - rho)); [|exact known_0|equal].
lra.
}
replace (2 - (alpha * h) - rho) with (1 - ((alpha * h) + rho - 1)) in K1 by equal.
repeat split; lra.
}
intros s i.
destruct i as [|i].
{ apply (rec1_vanishes ((alpha * h) + rho - 1) (fun t => run (decoupled_weight_decay alpha rho) h silence s t 0%nat) J). intro t. cbn [run]. generalize (run (decoupled_weight_decay alpha rho) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply vanishes_later. intro t. cbn [run]. unfold step, silence, none. cbn. unfold Rdiv. ring. }
}
Qed.
Print Assumptions library_decoupled_weight_decay_stability.
