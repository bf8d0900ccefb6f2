(* noise-scale.simple-isotropic: For a Hessian that is a multiple of the identity both noise scales agree (two coordinates)
   McCandlish et al. 2018, section 2.2 *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem noise_scale_simple_isotropic : forall (h_1 : R) (h_2 : R) (c_1 : R) (c_2 : R) (g_1 : R) (g_2 : R),
    (0 < h_1) ->
    (0 < h_2) ->
    (0 <= c_1) ->
    (0 <= c_2) ->
    (0 < g_1) ->
    (0 < g_2) ->
  (((g_1 ^ 2) * h_1) + ((g_2 ^ 2) * h_1)) <> 0 /\
    ((g_1 ^ 2) + (g_2 ^ 2)) <> 0 /\
    (((c_1 * h_1) + (c_2 * h_1)) / (((g_1 ^ 2) * h_1) + ((g_2 ^ 2) * h_1))) = ((c_1 + c_2) / ((g_1 ^ 2) + (g_2 ^ 2))).
Proof.
intros h_1 h_2 c_1 c_2 g_1 g_2 h_1_low h_2_low c_1_low c_2_low g_1_low g_2_low.
assert (A0 : (((g_1 ^ 2) * h_1) + ((g_2 ^ 2) * h_1)) <> 0).
{
assert (N0 : h_1 <> 0).
{
assert (sign : 0 < h_1).
{
apply (positive_ratio _ h_1 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : ((g_1 ^ 2) + (g_2 ^ 2)) <> 0).
{
assert (sign : 0 < ((g_1 ^ 2) + (g_2 ^ 2))).
{
apply (positive_ratio _ ((g_1 ^ 2) + (g_2 ^ 2)) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (h_1 * ((g_1 ^ 2) + (g_2 ^ 2)))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (A1 : ((g_1 ^ 2) + (g_2 ^ 2)) <> 0).
{
assert (N0 : ((g_1 ^ 2) + (g_2 ^ 2)) <> 0).
{
assert (sign : 0 < ((g_1 ^ 2) + (g_2 ^ 2))).
{
apply (positive_ratio _ ((g_1 ^ 2) + (g_2 ^ 2)) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((g_1 ^ 2) + (g_2 ^ 2))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (F_0 : (((g_1 ^ 2) * h_1) + ((g_2 ^ 2) * h_1)) <> 0).
{
assert (N0 : h_1 <> 0).
{
assert (sign : 0 < h_1).
{
apply (positive_ratio _ h_1 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : ((g_1 ^ 2) + (g_2 ^ 2)) <> 0).
{
assert (sign : 0 < ((g_1 ^ 2) + (g_2 ^ 2))).
{
apply (positive_ratio _ ((g_1 ^ 2) + (g_2 ^ 2)) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (h_1 * ((g_1 ^ 2) + (g_2 ^ 2)))); [nonzero|equal].
}
assert (G_0 : ((g_1 ^ 2) + (g_2 ^ 2)) <> 0).
{
assert (N0 : ((g_1 ^ 2) + (g_2 ^ 2)) <> 0).
{
assert (sign : 0 < ((g_1 ^ 2) + (g_2 ^ 2))).
{
apply (positive_ratio _ ((g_1 ^ 2) + (g_2 ^ 2)) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((g_1 ^ 2) + (g_2 ^ 2))); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions noise_scale_simple_isotropic.
