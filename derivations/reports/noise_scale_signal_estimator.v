(* noise-scale.signal-estimator: (B_b |G_b|^2 - B_s |G_s|^2)/(B_b - B_s) estimates |G|^2 without bias
   McCandlish et al. 2018, appendix A.1 *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem noise_scale_signal_estimator : forall (h : R) (c : R) (theta : R) (B_s : R) (B_b : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < B_s) ->
    (0 < B_b) ->
    (B_s <> B_b) ->
  exists v1 : R, exists v2 : R, 
    mean_square_gradient h c B_s theta v1 /\
    mean_square_gradient h c B_b theta v2 /\
    (B_b - B_s) <> 0 /\
    (((B_b * v2) - (B_s * v1)) / (B_b - B_s)) = ((h ^ 2) * (theta ^ 2)).
Proof.
intros h c theta B_s B_b h_low c_low B_s_low B_b_low apart_0.
assert (Qv1 : mean_square_gradient h c B_s theta (((h ^ 2) * (theta ^ 2)) + (c / B_s))).
{ apply mean_square_of_gradient. { assert (0 < B_s) by pos. assert (0 <= c) by nonneg. apply Rmult_le_pos; [assumption|left; apply Rinv_0_lt_compat; assumption]. }
transitivity (square (h * theta) + c / B_s); [unfold square; equal|reflexivity]. }
assert (Qv2 : mean_square_gradient h c B_b theta (((h ^ 2) * (theta ^ 2)) + (c / B_b))).
{ apply mean_square_of_gradient. { assert (0 < B_b) by pos. assert (0 <= c) by nonneg. apply Rmult_le_pos; [assumption|left; apply Rinv_0_lt_compat; assumption]. }
transitivity (square (h * theta) + c / B_b); [unfold square; equal|reflexivity]. }
exists (((h ^ 2) * (theta ^ 2)) + (c / B_s)).
exists (((h ^ 2) * (theta ^ 2)) + (c / B_b)).
split; [exact Qv1|].
split; [exact Qv2|].
assert (A0 : (B_b - B_s) <> 0).
{
assert (N0 : (B_b - B_s) <> 0).
{
intro Z; apply apart_0; apply Rminus_diag_uniq; transitivity ((- 1) * (B_b - B_s)); [equal|rewrite Z; ring].
}
apply (nonzero_same _ (B_b - B_s)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (F_0 : (B_b - B_s) <> 0).
{
assert (N0 : (B_b - B_s) <> 0).
{
intro Z; apply apart_0; apply Rminus_diag_uniq; transitivity ((- 1) * (B_b - B_s)); [equal|rewrite Z; ring].
}
apply (nonzero_same _ (B_b - B_s)); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions noise_scale_signal_estimator.
