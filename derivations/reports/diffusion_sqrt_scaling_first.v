(* diffusion.sqrt-scaling-first: Under alpha = a sqrt(B) the first step's noise moves the iterate equally far at every batch size
   Hoffer et al. 2017, section 4: the learning rate in proportion to the root of the batch size *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* displacement(sgd): states inner.theta, start *)
Definition displacement (alpha : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    fun i => match i with | 0%nat => ((s 0%nat) - (alpha * (gradient 0%nat (s 0%nat)))) | 1%nat => (s 1%nat) | _ => 0 end;
  read := fun s => ((s 0%nat) - (s 1%nat))
|}.
Lemma displacement_linear : forall alpha h : R, linear (displacement alpha) h.
Proof. intros. is_linear. Qed.
Lemma displacement_invariant : forall alpha h : R, time_invariant (displacement alpha) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem diffusion_sqrt_scaling_first : forall (h : R) (c : R) (a : R) (b : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < a) ->
    (0 < b) ->
  (risk (displacement (a * b)) h c (b ^ 2) 0 1%nat) = ((a ^ 2) * c * h / 2).
Proof.
intros h c a b h_low c_low a_low b_low.
assert (V0 : (risk (displacement (a * b)) h c (b ^ 2) 0 1%nat) = ((a ^ 2) * c * h / 2)).
{ run_rule. equal. }
rewrite V0.
powers. same_roots. equal.
Qed.
Print Assumptions diffusion_sqrt_scaling_first.
