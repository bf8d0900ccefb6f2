(* noise-scale.hyperbola: (S/S_min - 1)(E/E_min - 1) = 1 while the noise scale stays the same
   McCandlish et al. 2018, section 2.3 *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem noise_scale_hyperbola : forall (S_min : R) (mathcal_B : R) (B : R),
    (0 < S_min) ->
    (0 < mathcal_B) ->
    (0 < B) ->
  B <> 0 /\
    mathcal_B <> 0 /\
    (mathcal_B * (((B + mathcal_B) / mathcal_B) - 1) / B) = 1.
Proof.
intros S_min mathcal_B B S_min_low mathcal_B_low B_low.
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
assert (A1 : mathcal_B <> 0).
{
assert (N0 : mathcal_B <> 0).
{
assert (sign : 0 < mathcal_B).
{
apply (positive_ratio _ mathcal_B 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ mathcal_B); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
powers. same_roots. equal.
Qed.
Print Assumptions noise_scale_hyperbola.
