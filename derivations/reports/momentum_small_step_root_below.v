(* momentum.small-step-root-below: For those alpha and beta > 0 the larger root is below 1 - alpha h/(1 - beta) - beta (alpha h)^2/(1 - beta)^3: momentum is a little faster than the effective learning rate says
   Zhang et al. 2019, section 3.2: 'one can show that r1 ~ 1 - alpha h/(1 - beta)', the other side *)
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

Theorem momentum_small_step_root_below : forall (h : R) (beta : R) (alpha : R),
    (0 < h) ->
    (0 < beta) ->
    (beta < 1) ->
    (0 < alpha) ->
    (alpha < (((1 - beta) ^ 2) / (8 * h))) ->
  exists v1 : R, 
    larger_root (heavy_ball alpha beta) h v1 /\
    h <> 0 /\
    (1 - beta) <> 0 /\
    v1 < (1 - ((alpha ^ 2) * beta * (h ^ 2) / ((1 - beta) ^ 3)) - (alpha * h / (1 - beta))).
Proof.
intros h beta alpha h_low beta_low beta_high alpha_low alpha_high.
assert (insidev1 : 0 < (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta))).
{
destruct (inside _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((32 * (s_alpha ^ 2) * (s_beta ^ 2)) + (80 * (s_alpha ^ 2) * s_beta) + (49 * (s_alpha ^ 2)) + (96 * s_alpha * (s_beta ^ 2)) + (208 * s_alpha * s_beta) + (112 * s_alpha) + (64 * (s_beta ^ 2)) + (128 * s_beta) + 64) ((64 * (s_alpha ^ 2) * (s_beta ^ 4)) + (256 * (s_alpha ^ 2) * (s_beta ^ 3)) + (384 * (s_alpha ^ 2) * (s_beta ^ 2)) + (256 * (s_alpha ^ 2) * s_beta) + (64 * (s_alpha ^ 2)) + (128 * s_alpha * (s_beta ^ 4)) + (512 * s_alpha * (s_beta ^ 3)) + (768 * s_alpha * (s_beta ^ 2)) + (512 * s_alpha * s_beta) + (128 * s_alpha) + (64 * (s_beta ^ 4)) + (256 * (s_beta ^ 3)) + (384 * (s_beta ^ 2)) + (256 * s_beta) + 64)); [pos | pos | equal].
}
assert (square_rootv1 : sqrt (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta)) * sqrt (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta)) = (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta))) by (apply sqrt_sqrt; lra).
assert (not_negativev1 := sqrt_pos (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta))).
assert (Qv1 : larger_root (heavy_ball alpha beta) h ((beta / 2) + ((sqrt (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta))) / 2) + (1 / 2) - (alpha * h / 2))).
{ apply (larger_root_of _ _ ((alpha * h) - beta - 1) beta); [intro z_; unfold characteristic2, det2, entry, step, none, unit, oracle; cbn; equal|nra|lra]. }
exists ((beta / 2) + ((sqrt (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta))) / 2) + (1 / 2) - (alpha * h / 2)).
split; [exact Qv1|].
assert (A0 : h <> 0).
{
assert (N0 : h <> 0).
{
assert (sign : 0 < h).
{
apply (positive_ratio _ h 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ h); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (A1 : (1 - beta) <> 0).
{
assert (N0 : (1 - beta) <> 0).
{
assert (sign : 0 < (1 - beta)).
{
destruct (inside _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - beta)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (G_0 : (1 - beta) <> 0).
{
assert (N0 : (1 - beta) <> 0).
{
assert (sign : 0 < (1 - beta)).
{
destruct (inside _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - beta)); [nonzero|equal].
}
assert (W : 0 < ((alpha * h / 2) + (1 / 2) - ((alpha ^ 2) * beta * (h ^ 2) / ((1 - beta) ^ 3)) - (alpha * h / (1 - beta)) - (beta / 2) - ((sqrt (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta))) / 2))).
{
assert (K0 : 0 < ((alpha * h / 2) + (1 / 2) - ((alpha ^ 2) * beta * (h ^ 2) / ((1 - beta) ^ 3)) - (alpha * h / (1 - beta)) - (beta / 2))).
{
destruct (inside _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((23 * (s_alpha ^ 2) * s_beta) + (28 * (s_alpha ^ 2)) + (56 * s_alpha * s_beta) + (60 * s_alpha) + (32 * s_beta) + 32) ((64 * (s_alpha ^ 2) * (s_beta ^ 2)) + (128 * (s_alpha ^ 2) * s_beta) + (64 * (s_alpha ^ 2)) + (128 * s_alpha * (s_beta ^ 2)) + (256 * s_alpha * s_beta) + (128 * s_alpha) + (64 * (s_beta ^ 2)) + (128 * s_beta) + 64)); [pos | pos | equal].
}
assert (K1 : 0 < ((alpha ^ 3) * beta * (h ^ 3) * ((alpha * beta * h) + (beta ^ 3) + 1 - (beta ^ 2) - beta) / ((beta - 1) ^ 6))).
{
destruct (inside _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((17 * (s_alpha ^ 4) * (s_beta ^ 2)) + (8 * (s_alpha ^ 4) * s_beta) + (16 * (s_alpha ^ 3) * (s_beta ^ 2)) + (8 * (s_alpha ^ 3) * s_beta)) ((4096 * (s_alpha ^ 4) * (s_beta ^ 4)) + (16384 * (s_alpha ^ 4) * (s_beta ^ 3)) + (24576 * (s_alpha ^ 4) * (s_beta ^ 2)) + (16384 * (s_alpha ^ 4) * s_beta) + (4096 * (s_alpha ^ 4)) + (16384 * (s_alpha ^ 3) * (s_beta ^ 4)) + (65536 * (s_alpha ^ 3) * (s_beta ^ 3)) + (98304 * (s_alpha ^ 3) * (s_beta ^ 2)) + (65536 * (s_alpha ^ 3) * s_beta) + (16384 * (s_alpha ^ 3)) + (24576 * (s_alpha ^ 2) * (s_beta ^ 4)) + (98304 * (s_alpha ^ 2) * (s_beta ^ 3)) + (147456 * (s_alpha ^ 2) * (s_beta ^ 2)) + (98304 * (s_alpha ^ 2) * s_beta) + (24576 * (s_alpha ^ 2)) + (16384 * s_alpha * (s_beta ^ 4)) + (65536 * s_alpha * (s_beta ^ 3)) + (98304 * s_alpha * (s_beta ^ 2)) + (65536 * s_alpha * s_beta) + (16384 * s_alpha) + (4096 * (s_beta ^ 4)) + (16384 * (s_beta ^ 3)) + (24576 * (s_beta ^ 2)) + (16384 * s_beta) + 4096)); [pos | pos | equal].
}
assert (K2 : 0 <= (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta))).
{
destruct (inside _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (nonneg_ratio _ ((32 * (s_alpha ^ 2) * (s_beta ^ 2)) + (80 * (s_alpha ^ 2) * s_beta) + (49 * (s_alpha ^ 2)) + (96 * s_alpha * (s_beta ^ 2)) + (208 * s_alpha * s_beta) + (112 * s_alpha) + (64 * (s_beta ^ 2)) + (128 * s_beta) + 64) ((64 * (s_alpha ^ 2) * (s_beta ^ 4)) + (256 * (s_alpha ^ 2) * (s_beta ^ 3)) + (384 * (s_alpha ^ 2) * (s_beta ^ 2)) + (256 * (s_alpha ^ 2) * s_beta) + (64 * (s_alpha ^ 2)) + (128 * s_alpha * (s_beta ^ 4)) + (512 * s_alpha * (s_beta ^ 3)) + (768 * s_alpha * (s_beta ^ 2)) + (512 * s_alpha * s_beta) + (128 * s_alpha) + (64 * (s_beta ^ 4)) + (256 * (s_beta ^ 3)) + (384 * (s_beta ^ 2)) + (256 * s_beta) + 64)); [nonneg | pos | equal].
}
assert (B0 : (1 - beta) <> 0).
{
assert (N0 : (1 - beta) <> 0).
{
assert (sign : 0 < (1 - beta)).
{
destruct (inside _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - beta)); [nonzero|equal].
}
apply (positive_same _ (((alpha * h / 2) + (1 / 2) - ((alpha ^ 2) * beta * (h ^ 2) / ((1 - beta) ^ 3)) - (alpha * h / (1 - beta)) - (beta / 2)) + ((- 1) / 2) * sqrt (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta)))); [apply root_follows; [exact K0|exact K2|apply (positive_same _ _ K1); equal]|equal].
}
match goal with |- ?l < ?r => replace ((alpha * h / 2) + (1 / 2) - ((alpha ^ 2) * beta * (h ^ 2) / ((1 - beta) ^ 3)) - (alpha * h / (1 - beta)) - (beta / 2) - ((sqrt (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta))) / 2)) with (r - l) in W by (powers; equal); lra end.
Qed.
Print Assumptions momentum_small_step_root_below.
