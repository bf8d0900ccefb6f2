(* noise-scale.adaptive-hyperbola: With the adaptive batch size the 1 of the hyperbola becomes gamma, whatever the price of a step (two stretches)
   McCandlish et al. 2018, appendix D *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem noise_scale_adaptive_hyperbola : forall (w_1 : R) (w_2 : R) (b_1 : R) (b_2 : R) (rho : R),
    (0 < w_1) ->
    (0 < w_2) ->
    (0 < b_1) ->
    (0 < b_2) ->
    (0 < rho) ->
  (w_1 + w_2) <> 0 /\
    rho <> 0 /\
    (((b_1 ^ 2) * w_1) + ((b_2 ^ 2) * w_2)) <> 0 /\
    (((((w_1 * ((b_1 / rho) + 1)) + (w_2 * ((b_2 / rho) + 1))) / (w_1 + w_2)) - 1) * ((((w_1 * ((b_1 ^ 2) + (b_1 * rho))) + (w_2 * ((b_2 ^ 2) + (b_2 * rho)))) / (((b_1 ^ 2) * w_1) + ((b_2 ^ 2) * w_2))) - 1)) = ((((b_1 * w_1) + (b_2 * w_2)) ^ 2) / ((w_1 + w_2) * (((b_1 ^ 2) * w_1) + ((b_2 ^ 2) * w_2)))).
Proof.
intros w_1 w_2 b_1 b_2 rho w_1_low w_2_low b_1_low b_2_low rho_low.
assert (A0 : (w_1 + w_2) <> 0).
{
assert (N0 : (w_1 + w_2) <> 0).
{
assert (sign : 0 < (w_1 + w_2)).
{
apply (positive_ratio _ (w_1 + w_2) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (w_1 + w_2)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (A1 : rho <> 0).
{
assert (N0 : rho <> 0).
{
assert (sign : 0 < rho).
{
apply (positive_ratio _ rho 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ rho); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (A2 : (((b_1 ^ 2) * w_1) + ((b_2 ^ 2) * w_2)) <> 0).
{
assert (N0 : (((b_1 ^ 2) * w_1) + ((b_2 ^ 2) * w_2)) <> 0).
{
assert (sign : 0 < (((b_1 ^ 2) * w_1) + ((b_2 ^ 2) * w_2))).
{
apply (positive_ratio _ (((b_1 ^ 2) * w_1) + ((b_2 ^ 2) * w_2)) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (((b_1 ^ 2) * w_1) + ((b_2 ^ 2) * w_2))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
powers. same_roots. equal.
Qed.
Print Assumptions noise_scale_adaptive_hyperbola.
