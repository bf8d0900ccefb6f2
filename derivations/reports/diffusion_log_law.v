(* diffusion.log-law: ||theta_t - theta_0|| grows like log t: squared, it is four times as large at t^2 as at t (one coordinate)
   Hoffer et al. 2017, section 4: ||w_t - w_0|| ~ log t, read of one coordinate *)
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

Theorem diffusion_log_law : exists h : R, exists c : R, exists B : R, exists ell_0 : R, exists alpha : R, exists t : nat, 
    (0 < h) /\
    (0 <= c) /\
    (0 < B) /\
    (0 <= ell_0) /\
    (0 < alpha) /\
    (alpha < (2 / h)) /\
    ((2 <= t)%nat) /\
    h <> 0 /\
    ~ ((risk (displacement alpha) h c B ell_0 (t * t)%nat) = (4 * (risk (displacement alpha) h c B ell_0 (t)%nat))).
Proof.
exists 1.
exists 0.
exists 1.
exists (1 / 2).
exists (1 / 2).
exists 2%nat.
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [beside|].
fails.
Qed.
Print Assumptions diffusion_log_law.
