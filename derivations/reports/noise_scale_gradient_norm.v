(* noise-scale.gradient-norm: The expected squared norm of a minibatch gradient is |G|^2 + tr(Sigma)/B
   McCandlish et al. 2018, appendix A.1 *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem noise_scale_gradient_norm : forall (h : R) (c : R) (theta : R) (B : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
  exists v1 : R, 
    mean_square_gradient h c B theta v1 /\
    B <> 0 /\
    v1 = (((h ^ 2) * (theta ^ 2)) + (c / B)).
Proof.
intros h c theta B h_low c_low B_low.
assert (Qv1 : mean_square_gradient h c B theta (((h ^ 2) * (theta ^ 2)) + (c / B))).
{ apply mean_square_of_gradient. { assert (0 < B) by pos. assert (0 <= c) by nonneg. apply Rmult_le_pos; [assumption|left; apply Rinv_0_lt_compat; assumption]. }
transitivity (square (h * theta) + c / B); [unfold square; equal|reflexivity]. }
exists (((h ^ 2) * (theta ^ 2)) + (c / B)).
split; [exact Qv1|].
assert (A0 : B <> 0).
{
assert (N0 : B <> 0).
{
assert (sign : 0 < B).
{
apply (positive_ratio _ B 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ B); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
powers. same_roots. equal.
Qed.
Print Assumptions noise_scale_gradient_norm.
