(* information.likelihood-is-risk: The expected negative log-likelihood h E(theta - x)^2/2 = E g^2/(2h) less its least value 1/2 is the risk
   Zhang et al. 2019, section 3.6: the same sentence *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem information_likelihood_is_risk : forall (h : R) (theta : R),
    (0 < h) ->
  exists v1 : R, 
    mean_square_gradient h h 1 theta v1 /\
    h <> 0 /\
    ((v1 / (2 * h)) - (1 / 2)) = (h * (theta ^ 2) / 2).
Proof.
intros h theta h_low.
assert (Qv1 : mean_square_gradient h h 1 theta (((h ^ 2) * (theta ^ 2)) + h)).
{ apply mean_square_of_gradient. { assert (0 < 1) by pos. assert (0 <= h) by nonneg. apply Rmult_le_pos; [assumption|left; apply Rinv_0_lt_compat; assumption]. }
transitivity (square (h * theta) + h / 1); [unfold square; equal|reflexivity]. }
exists (((h ^ 2) * (theta ^ 2)) + h).
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
powers. same_roots. equal.
Qed.
Print Assumptions information_likelihood_is_risk.
