(* diffusion.sqrt-scaling: Under alpha = a sqrt(B) the displacement after t steps does not depend on the batch size
   Hoffer et al. 2017, section 4: the root rule meant to keep the distance from the start *)
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

Theorem diffusion_sqrt_scaling : exists h : R, exists c : R, exists b : R, exists a : R, exists t : nat, 
    (0 < h) /\
    (0 <= c) /\
    (0 < b) /\
    (0 < a) /\
    (a < (2 / (b * h))) /\
    b <> 0 /\
    h <> 0 /\
    ~ ((risk (displacement (a * b)) h c (b ^ 2) 0 (t)%nat) = (risk (displacement a) h c 1 0 (t)%nat)).
Proof.
exists 1.
exists 1.
exists 2.
exists (1 / 4).
exists 2%nat.
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [beside|].
split; [beside|].
fails.
Qed.
Print Assumptions diffusion_sqrt_scaling.
