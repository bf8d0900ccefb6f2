(* momentum.overdamped-root: The larger root in the overdamped case
   Zhang et al. 2019, eq. 7 *)
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

Theorem momentum_overdamped_root : forall (h : R) (beta : R) (alpha : R),
    (0 < h) ->
    (0 <= beta) ->
    (beta < 1) ->
    (0 < alpha) ->
    (0 < (((1 - ((sqrt alpha) * (sqrt h))) ^ 2) - beta)) ->
  exists v1 : R, 
    larger_root (heavy_ball alpha beta) h v1 /\
    0 <= alpha /\
    0 <= h /\
    0 <= (((alpha ^ 2) * (h ^ 2)) + ((1 - beta) ^ 2) - (alpha * h * ((2 * beta) + 2))) /\
    v1 = ((beta / 2) + ((sqrt (((alpha ^ 2) * (h ^ 2)) + ((1 - beta) ^ 2) - (alpha * h * ((2 * beta) + 2)))) / 2) + (1 / 2) - (alpha * h / 2)).
Proof.
intros h beta alpha h_low beta_low beta_high alpha_low known_0.
assert (insidev1 : 0 < (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta))).
{
apply (positive_multiple _ ((2 * (sqrt alpha) * (sqrt h)) + (alpha * h) + 1 - beta) (((1 - ((sqrt alpha) * (sqrt h))) ^ 2) - beta)); [|exact known_0|equal].
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ ((2 * (sqrt alpha) * (sqrt h) * s_beta) + (2 * (sqrt alpha) * (sqrt h)) + (alpha * h * s_beta) + (alpha * h) + 1) (s_beta + 1)); [pos | pos | equal].
}
assert (square_rootv1 : sqrt (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta)) * sqrt (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta)) = (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta))) by (apply sqrt_sqrt; lra).
assert (not_negativev1 := sqrt_pos (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta))).
assert (Qv1 : larger_root (heavy_ball alpha beta) h ((beta / 2) + ((sqrt (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta))) / 2) + (1 / 2) - (alpha * h / 2))).
{ apply (larger_root_of _ _ ((alpha * h) - beta - 1) beta); [intro z_; unfold characteristic2, det2, entry, step, none, unit, oracle; cbn; equal|nra|lra]. }
exists ((beta / 2) + ((sqrt (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta))) / 2) + (1 / 2) - (alpha * h / 2)).
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
assert (A2 : 0 <= (((alpha ^ 2) * (h ^ 2)) + ((1 - beta) ^ 2) - (alpha * h * ((2 * beta) + 2)))).
{
left.
apply (positive_multiple _ ((2 * (sqrt alpha) * (sqrt h)) + (alpha * h) + 1 - beta) (((1 - ((sqrt alpha) * (sqrt h))) ^ 2) - beta)); [|exact known_0|equal].
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ ((2 * (sqrt alpha) * (sqrt h) * s_beta) + (2 * (sqrt alpha) * (sqrt h)) + (alpha * h * s_beta) + (alpha * h) + 1) (s_beta + 1)); [pos | pos | equal].
}
split; [apply (nonneg_same _ _ A2); equal|].
powers. same_roots. equal.
Qed.
Print Assumptions momentum_overdamped_root.
