(* momentum.second-moment-eigenvalues: The second-moment matrix has eigenvalues r_1^2, r_2^2 and beta = r_1 r_2
   Zhang et al. 2019, appendix C, after eq. 21 *)
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

Theorem momentum_second_moment_eigenvalues : forall (h : R) (beta : R) (alpha : R) (lambda : R) (r_1 : C) (r_2 : C),
    (0 < h) ->
    (0 <= beta) ->
    (beta < 1) ->
    (0 < alpha) ->
    ((real alpha) = (((real 1) - r_1) * ((real 1) - r_2) / (real h))%C) ->
    ((real beta) = (r_1 * r_2)%C) ->
  exists v1 : R, exists v2 : R, 
    second_moment_polynomial (heavy_ball alpha beta) h 1 (- alpha) lambda v1 /\
    real v2 = (((real lambda) - (real beta)) * ((real lambda) - (r_1 ^ 2)) * ((real lambda) - (r_2 ^ 2)))%C /\
    roots2_of (heavy_ball alpha beta) h r_1 r_2 /\
    (- alpha) <> 0 /\
    v1 = v2.
Proof.
intros h beta alpha lambda r_1 r_2 h_low beta_low beta_high alpha_low tied_0 tied_1.
exists (- ((beta - lambda) * ((2 * alpha * beta * h * lambda) + (2 * alpha * h * lambda) + (beta ^ 2) + (lambda ^ 2) - ((alpha ^ 2) * (h ^ 2) * lambda) - ((beta ^ 2) * lambda) - lambda))).
exists (- ((beta - lambda) * ((2 * alpha * beta * h * lambda) + (2 * alpha * h * lambda) + (beta ^ 2) + (lambda ^ 2) - ((alpha ^ 2) * (h ^ 2) * lambda) - ((beta ^ 2) * lambda) - lambda))).
split; [exists (fun i j => match i with | 0%nat => match j with | 0%nat => ((1 - (alpha * h)) ^ 2) | 1%nat => (beta ^ 2) | 2%nat => (2 * beta * (1 - (alpha * h))) | _ => 0 end | 1%nat => match j with | 0%nat => ((alpha ^ 2) * (h ^ 2)) | 1%nat => (beta ^ 2) | 2%nat => (- (2 * alpha * beta * h)) | _ => 0 end | 2%nat => match j with | 0%nat => (- (alpha * h * (1 - (alpha * h)))) | 1%nat => (beta ^ 2) | 2%nat => (beta * (1 - (2 * alpha * h))) | _ => 0 end | _ => 0 end); split; [unfold second_moments, step, none, oracle; intro s; cbn; repeat split; equal|unfold det3; cbn; equal]|].
split; [to_C; rewrite ?tied_0; rewrite ?tied_1; powers_C; equal_C|].
split; [unfold roots2_of, trace2, determinant2, det2, entry, step, none, unit, oracle; cbn; split; to_C; rewrite ?tied_0; rewrite ?tied_1; equal_C|].
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
reflexivity.
Qed.
Print Assumptions momentum_second_moment_eigenvalues.
