(* momentum.underdamped-modulus: Complex roots have modulus sqrt(beta)
   Zhang et al. 2019, section 3.2: 'both r1 and r2 will be complex and have norm sqrt(beta)' *)
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

Theorem momentum_underdamped_modulus : forall (h : R) (beta : R) (alpha : R),
    (0 < h) ->
    (0 < beta) ->
    (beta < 1) ->
    (0 < alpha) ->
    (0 < (beta - ((1 - ((sqrt alpha) * (sqrt h))) ^ 2))) ->
  exists v1 : R, 
    squared_radius (heavy_ball alpha beta) h v1 /\
    0 <= alpha /\
    0 <= h /\
    v1 = beta.
Proof.
intros h beta alpha h_low beta_low beta_high alpha_low known_0.
assert (pairv1 : 0 < ((2 * alpha * beta * h) + (2 * alpha * h) + (2 * beta) - ((alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1)).
{
apply (positive_multiple _ ((2 * (sqrt alpha) * (sqrt h)) + (alpha * h) + 1 - beta) (beta - ((1 - ((sqrt alpha) * (sqrt h))) ^ 2))); [|exact known_0|equal].
destruct (inside _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ ((2 * (sqrt alpha) * (sqrt h) * s_beta) + (2 * (sqrt alpha) * (sqrt h)) + (alpha * h * s_beta) + (alpha * h) + 1) (s_beta + 1)); [pos | pos | equal].
}
assert (Qv1 : squared_radius (heavy_ball alpha beta) h beta).
{ assert (D : determinant2 (heavy_ball alpha beta) h = beta) by (unfold determinant2, trace2, det2, entry, step, none, unit, oracle; cbn; equal).
assert (S := squared_radius_of (heavy_ball alpha beta) h). rewrite D in S. apply S. clear S. rewrite <- D. unfold determinant2, trace2, det2, entry, step, none, unit, oracle; cbn. match goal with |- 0 < ?e => replace e with ((2 * alpha * beta * h) + (2 * alpha * h) + (2 * beta) - ((alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) by equal; exact pairv1 end. }
exists beta.
split; [exact Qv1|].
assert (A0 : 0 <= alpha).
{
apply (nonneg_ratio _ alpha 1); [nonneg | pos | equal].
}
split; [apply (nonneg_same _ _ A0); equal|].
assert (A1 : 0 <= h).
{
apply (nonneg_ratio _ h 1); [nonneg | pos | equal].
}
split; [apply (nonneg_same _ _ A1); equal|].
powers. same_roots. equal.
Qed.
Print Assumptions momentum_underdamped_modulus.
