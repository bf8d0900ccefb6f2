(* momentum.small-alpha-alone: In the overdamped case, once alpha h <= 10^-6, the rate 1 - r_1 is at most 3/2 of alpha h/(1 - beta)
   Zhang et al. 2019, section 3.2: 'a small learning rate, in which case one can show that r1 ~ 1 - alpha h/(1 - beta)', read for a small alpha whatever beta *)
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

Theorem momentum_small_alpha_alone : exists h : R, exists beta : R, exists alpha : R, 
    (0 < h) /\
    (0 <= beta) /\
    (beta < 1) /\
    (0 < alpha) /\
    (alpha <= (1 / (1000000 * h))) /\
    (0 < (((1 - ((sqrt alpha) * (sqrt h))) ^ 2) - beta)) /\
    exists v1 : R, 
    larger_root (heavy_ball alpha beta) h v1 /\
    (1 - beta) <> 0 /\
    0 <= alpha /\
    0 < h /\
    ~ (v1 >= (1 - (3 * alpha * h / (2 * (1 - beta))))).
Proof.
exists 1.
exists (39958011 / 40000000).
exists (11 / 40000000).
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
assert (inside0 : 0 < (1 / 400000000)) by lra.
assert (square_root0 : sqrt (1 / 400000000) * sqrt (1 / 400000000) = (1 / 400000000)) by (apply sqrt_sqrt; lra).
assert (not_negative0 := sqrt_pos (1 / 400000000)).
assert (Q0 : larger_root (heavy_ball (11 / 40000000) (39958011 / 40000000)) 1 ((39979 / 40000) + sqrt (1 / 400000000) / 2)).
{ apply (larger_root_of _ _ ((- 39979) / 20000) (39958011 / 40000000)); [intro z_; unfold characteristic2, det2, entry, step, none, unit, oracle; cbn; equal|nra|lra]. }
exists ((39979 / 40000) + sqrt (1 / 400000000) / 2).
split; [match goal with |- steady_state ?r ?h ?c ?B ?v => apply (steady_same _ _ _ _ _ _ _ _ _ _ Q0); first [reflexivity | (f_equal; numeric_equal) | numeric_equal] | |- larger_root _ _ _ => exact Q0 end|].
split; [beside|].
split; [beside|].
split; [beside|].
fails.
Qed.
Print Assumptions momentum_small_alpha_alone.
