(* sgd.mean-and-variance: Mean and variance of the iterate after one update, from those before it (mu and V)
   Zhang et al. 2019, eq. 3 *)
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

Theorem sgd_mean_and_variance : forall (h : R) (c : R) (B : R) (alpha : R) (mu : R) (V : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 < alpha) ->
    (0 <= V) ->
  B <> 0 /\
    next_mean_and_variance (sgd alpha) h c B mu V (mu * (1 - (alpha * h))) ((V * ((1 - (alpha * h)) ^ 2)) + ((alpha ^ 2) * c / B)).
Proof.
intros h c B alpha mu V h_low c_low B_low alpha_low V_low.
assert (X : B <> 0).
{
assert (N0 : B <> 0).
{
assert (sign : 0 < B).
{
apply (positive_ratio _ B 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ B); [nonzero|equal].
}
split; [exact X|]. clear X.
apply (next_of_one _ _ _ _ _ _ _ _ (1 - (alpha * h)) (- alpha)).
{ assert (0 < B) by pos. assert (0 <= c) by nonneg. nonneg. }
{ intros x noise. unfold step, oracle. cbn. equal. }
{ equal. }
{ equal. }
Qed.
Print Assumptions sgd_mean_and_variance.
