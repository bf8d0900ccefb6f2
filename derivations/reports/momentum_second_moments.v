(* momentum.second-moments: One step of the second moments (E theta^2, E v^2, E theta v), v = -alpha m
   Zhang et al. 2019, appendix C, eq. 21 *)
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

Theorem momentum_second_moments : forall (h : R) (alpha : R) (beta : R),
    (0 < h) ->
    (0 < alpha) ->
    (0 <= beta) ->
    (beta < 1) ->
  (- alpha) <> 0 /\
    second_moments (heavy_ball alpha beta) h 1 (- alpha) (fun i j => match i with | 0%nat => match j with | 0%nat => ((1 - (alpha * h)) ^ 2) | 1%nat => (beta ^ 2) | 2%nat => (2 * beta * (1 - (alpha * h))) | _ => 0 end | 1%nat => match j with | 0%nat => ((alpha ^ 2) * (h ^ 2)) | 1%nat => (beta ^ 2) | 2%nat => (- (2 * alpha * beta * h)) | _ => 0 end | 2%nat => match j with | 0%nat => (- (alpha * h * (1 - (alpha * h)))) | 1%nat => (beta ^ 2) | 2%nat => (beta * (1 - (2 * alpha * h))) | _ => 0 end | _ => 0 end).
Proof.
intros h alpha beta h_low alpha_low beta_low beta_high.
assert (X : (- alpha) <> 0).
{
assert (N0 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
apply (positive_ratio _ alpha 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (- alpha)); [nonzero|equal].
}
split; [exact X|]. clear X.
unfold second_moments, step, none, oracle; intro s; cbn; repeat split; equal.
Qed.
Print Assumptions momentum_second_moments.
