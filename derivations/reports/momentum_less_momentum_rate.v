(* momentum.less-momentum-rate: Underdamped, less momentum improves the rate
   Zhang et al. 2019, section 3.2: 'we can easily improve the convergence rate and steady state risk by reducing beta' *)
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

Theorem momentum_less_momentum_rate : forall (h : R) (beta_ : R) (beta : R) (alpha : R),
    (0 < h) ->
    (0 < beta_) ->
    (beta_ < 1) ->
    (0 < beta) ->
    (beta < beta_) ->
    (0 < alpha) ->
    (0 < (beta - ((1 - ((sqrt alpha) * (sqrt h))) ^ 2))) ->
    (0 < (beta_ - ((1 - ((sqrt alpha) * (sqrt h))) ^ 2))) ->
  exists v1 : R, exists v2 : R, 
    squared_radius (heavy_ball alpha beta) h v1 /\
    squared_radius (heavy_ball alpha beta_) h v2 /\
    0 <= alpha /\
    0 <= h /\
    v1 < v2.
Proof.
intros h beta_ beta alpha h_low beta__low beta__high beta_low beta_high alpha_low known_0 known_1.
assert (pairv1 : 0 < ((2 * beta * alpha * h) + (2 * beta) + (2 * alpha * h) - (beta ^ 2) - ((alpha ^ 2) * (h ^ 2)) - 1)).
{
apply (positive_multiple _ ((2 * (sqrt alpha) * (sqrt h)) + (alpha * h) + 1 - beta) (beta - ((1 - ((sqrt alpha) * (sqrt h))) ^ 2))); [|exact known_0|equal].
destruct (inside _ _ _ beta__low beta__high) as [s_beta_ [P_s_beta_ E_s_beta_]]; try clear beta__low beta__high; subst beta_.
destruct (inside _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ ((2 * (sqrt alpha) * (sqrt h) * s_beta * s_beta_) + (2 * (sqrt alpha) * (sqrt h) * s_beta) + (2 * (sqrt alpha) * (sqrt h) * s_beta_) + (2 * (sqrt alpha) * (sqrt h)) + (alpha * h * s_beta * s_beta_) + (alpha * h * s_beta) + (alpha * h * s_beta_) + (alpha * h) + s_beta + s_beta_ + 1) ((s_beta * s_beta_) + s_beta + s_beta_ + 1)); [pos | pos | equal].
}
assert (Qv1 : squared_radius (heavy_ball alpha beta) h beta).
{ assert (D : determinant2 (heavy_ball alpha beta) h = beta) by (unfold determinant2, trace2, det2, entry, step, none, unit, oracle; cbn; equal).
assert (S := squared_radius_of (heavy_ball alpha beta) h). rewrite D in S. apply S. clear S. rewrite <- D. unfold determinant2, trace2, det2, entry, step, none, unit, oracle; cbn. match goal with |- 0 < ?e => replace e with ((2 * beta * alpha * h) + (2 * beta) + (2 * alpha * h) - (beta ^ 2) - ((alpha ^ 2) * (h ^ 2)) - 1) by equal; exact pairv1 end. }
assert (pairv2 : 0 < ((2 * alpha * beta_ * h) + (2 * alpha * h) + (2 * beta_) - ((alpha ^ 2) * (h ^ 2)) - (beta_ ^ 2) - 1)).
{
apply (positive_multiple _ ((2 * (sqrt alpha) * (sqrt h)) + (alpha * h) + 1 - beta_) (beta_ - ((1 - ((sqrt alpha) * (sqrt h))) ^ 2))); [|exact known_1|equal].
destruct (inside _ _ _ beta__low beta__high) as [s_beta_ [P_s_beta_ E_s_beta_]]; try clear beta__low beta__high; subst beta_.
apply (positive_ratio _ ((2 * (sqrt alpha) * (sqrt h) * s_beta_) + (2 * (sqrt alpha) * (sqrt h)) + (alpha * h * s_beta_) + (alpha * h) + 1) (s_beta_ + 1)); [pos | pos | equal].
}
assert (Qv2 : squared_radius (heavy_ball alpha beta_) h beta_).
{ assert (D : determinant2 (heavy_ball alpha beta_) h = beta_) by (unfold determinant2, trace2, det2, entry, step, none, unit, oracle; cbn; equal).
assert (S := squared_radius_of (heavy_ball alpha beta_) h). rewrite D in S. apply S. clear S. rewrite <- D. unfold determinant2, trace2, det2, entry, step, none, unit, oracle; cbn. match goal with |- 0 < ?e => replace e with ((2 * alpha * beta_ * h) + (2 * alpha * h) + (2 * beta_) - ((alpha ^ 2) * (h ^ 2)) - (beta_ ^ 2) - 1) by equal; exact pairv2 end. }
exists beta.
exists beta_.
split; [exact Qv1|].
split; [exact Qv2|].
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
assert (W : 0 < (beta_ - beta)).
{
destruct (inside _ _ _ beta__low beta__high) as [s_beta_ [P_s_beta_ E_s_beta_]]; try clear beta__low beta__high; subst beta_.
destruct (inside _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ s_beta_ ((s_beta * s_beta_) + s_beta + s_beta_ + 1)); [pos | pos | equal].
}
match goal with |- ?l < ?r => replace (beta_ - beta) with (r - l) in W by (powers; equal); lra end.
Qed.
Print Assumptions momentum_less_momentum_rate.
