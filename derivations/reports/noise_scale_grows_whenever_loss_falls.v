(* noise-scale.grows-whenever-loss-falls: Whenever the loss falls, the noise scale grows (two coordinates, one step of SGD)
   McCandlish et al. 2018, abstract: 'the noise scale increases as the loss decreases over a training run', read strictly *)
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

Theorem noise_scale_grows_whenever_loss_falls : exists h_1 : R, exists h_2 : R, exists c_1 : R, exists c_2 : R, exists B : R, exists ell_1 : R, exists ell_2 : R, exists alpha : R, 
    (0 < h_1) /\
    (0 < h_2) /\
    (h_2 <= h_1) /\
    (0 < c_1) /\
    (0 < c_2) /\
    (0 < B) /\
    (0 <= ell_1) /\
    (0 <= ell_2) /\
    (0 < alpha) /\
    (alpha < (2 / h_1)) /\
    (0 < (ell_1 + ell_2 - (ell_1 * ((1 - (alpha * h_1)) ^ 2)) - (ell_2 * ((1 - (alpha * h_2)) ^ 2)) - ((alpha ^ 2) * c_1 * h_1 / (2 * B)) - ((alpha ^ 2) * c_2 * h_2 / (2 * B)))) /\
    h_1 <> 0 /\
    B <> 0 /\
    ((2 * (risk (sgd alpha) h_1 c_1 B ell_1 1%nat) * h_1) + (2 * (risk (sgd alpha) h_2 c_2 B ell_2 1%nat) * h_2)) <> 0 /\
    ((2 * ell_1 * h_1) + (2 * ell_2 * h_2)) <> 0 /\
    ~ (((c_1 + c_2) / ((2 * (risk (sgd alpha) h_1 c_1 B ell_1 1%nat) * h_1) + (2 * (risk (sgd alpha) h_2 c_2 B ell_2 1%nat) * h_2))) >= ((c_1 + c_2) / ((2 * ell_1 * h_1) + (2 * ell_2 * h_2)))).
Proof.
exists 10.
exists 1.
exists 1.
exists 1.
exists 1.
exists 0.
exists 1.
exists (1 / 16).
split; [numeric|].
split; [numeric|].
split; [numeric|].
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
Print Assumptions noise_scale_grows_whenever_loss_falls.
