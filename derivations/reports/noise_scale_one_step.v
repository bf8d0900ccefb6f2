(* noise-scale.one-step: What one step of SGD does to the expected loss of a coordinate with gradient g
   McCandlish et al. 2018, section 2.2, on a quadratic *)
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

Theorem noise_scale_one_step : forall (h : R) (c : R) (B : R) (alpha : R) (g : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 < alpha) ->
  h <> 0 /\
    B <> 0 /\
    (risk (sgd alpha) h c B ((g ^ 2) / (2 * h)) 1%nat) = (((alpha ^ 2) * (((g ^ 2) * h) + (c * h / B)) / 2) + ((g ^ 2) / (2 * h)) - (alpha * (g ^ 2))).
Proof.
intros h c B alpha g h_low c_low B_low alpha_low.
assert (V0 : (risk (sgd alpha) h c B ((g ^ 2) / (2 * h)) 1%nat) = (((g ^ 2) * ((1 - (alpha * h)) ^ 2) / (2 * h)) + ((alpha ^ 2) * c * h / (2 * B)))).
{ run_rule. equal. }
rewrite V0.
assert (A0 : h <> 0).
{
assert (N0 : h <> 0).
{
assert (sign : 0 < h).
{
apply (positive_ratio _ h 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ h); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (A1 : B <> 0).
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
split; [apply (nonzero_same _ _ A1); equal|].
powers. same_roots. equal.
Qed.
Print Assumptions noise_scale_one_step.
