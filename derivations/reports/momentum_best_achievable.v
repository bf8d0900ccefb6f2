(* momentum.best-achievable: The risk of momentum SGD that starts above its steady-state risk is never below it (after one step)
   Zhang et al. 2019, section 3.2: 'With a fixed learning rate, the steady state risk will be constant, and the best achievable expected risk will be lower bounded by it' *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* heavy-ball: states theta, m *)
Definition heavy_ball (alpha beta : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => (0 * theta) | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((beta * (s 1%nat)) + (gradient 0%nat (s 0%nat))) in
    fun i => match i with | 0%nat => ((s 0%nat) - (alpha * u1)) | 1%nat => u1 | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma heavy_ball_linear : forall alpha beta h : R, linear (heavy_ball alpha beta) h.
Proof. intros. is_linear. Qed.
Lemma heavy_ball_invariant : forall alpha beta h : R, time_invariant (heavy_ball alpha beta) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem momentum_best_achievable : exists h : R, exists c : R, exists B : R, exists beta : R, exists alpha : R, exists ell_0 : R, 
    (0 < h) /\
    (0 <= c) /\
    (0 < B) /\
    (0 <= beta) /\
    (beta < 1) /\
    (0 < alpha) /\
    (alpha < (((2 * beta) + 2) / h)) /\
    ((alpha * c * (beta + 1) / (2 * B * (1 - beta) * ((2 * beta) + 2 - (alpha * h)))) < ell_0) /\
    h <> 0 /\
    B <> 0 /\
    (1 - beta) <> 0 /\
    ((2 * beta) + 2 - (alpha * h)) <> 0 /\
    ~ ((risk (heavy_ball alpha beta) h c B ell_0 1%nat) >= (alpha * c * (beta + 1) / (2 * B * (1 - beta) * ((2 * beta) + 2 - (alpha * h))))).
Proof.
exists 1.
exists 1.
exists 1.
exists (1 / 2).
exists 1.
exists 10.
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [beside|].
split; [beside|].
split; [beside|].
split; [beside|].
fails.
Qed.
Print Assumptions momentum_best_achievable.
