(* momentum.dominant-root: With real roots r_2 < r_1, the larger root dominates exactly for alpha h < 1 + beta
   Zhang et al. 2019, section 3.2, corrected *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem momentum_dominant_root : forall (h : R) (r_2 : R) (r_1 : R),
    (0 < h) ->
    ((- 1) < r_2) ->
    (r_2 < 1) ->
    (r_2 < r_1) ->
    (r_1 < 1) ->
  ((0 < ((r_1 ^ 2) - (r_2 ^ 2))) <-> (0 < ((r_1 * r_2) + 1 - ((1 - r_1) * (1 - r_2))))).
Proof.
intros h r_2 r_1 h_low r_2_low r_2_high r_1_low r_1_high.
split.
{
intros raw_0.
assert (known_0 : 0 < ((r_1 - r_2) * (r_1 + r_2))).
{ match type of raw_0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (W0 : 0 < (r_1 + r_2)).
{
apply (positive_multiple _ (/ (r_1 - r_2)) ((r_1 - r_2) * (r_1 + r_2))); [|exact known_0|equal].
destruct (inside _ _ _ r_2_low r_2_high) as [s_r_2 [P_s_r_2 E_s_r_2]]; try clear r_2_low r_2_high; subst r_2.
destruct (inside _ _ _ r_1_low r_1_high) as [s_r_1 [P_s_r_1 E_s_r_1]]; try clear r_1_low r_1_high; subst r_1.
apply (positive_ratio _ ((s_r_1 * s_r_2) + s_r_1 + s_r_2 + 1) (2 * s_r_1)); [pos | pos | equal].
}
first [apply (positive_same _ _ W0); equal].
}
{
intros raw_0.
assert (known_0 : 0 < (r_1 + r_2)).
{ match type of raw_0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (W0 : 0 < ((r_1 - r_2) * (r_1 + r_2))).
{
apply (positive_multiple _ (r_1 - r_2) (r_1 + r_2)); [|exact known_0|equal].
destruct (inside _ _ _ r_2_low r_2_high) as [s_r_2 [P_s_r_2 E_s_r_2]]; try clear r_2_low r_2_high; subst r_2.
destruct (inside _ _ _ r_1_low r_1_high) as [s_r_1 [P_s_r_1 E_s_r_1]]; try clear r_1_low r_1_high; subst r_1.
apply (positive_ratio _ (2 * s_r_1) ((s_r_1 * s_r_2) + s_r_1 + s_r_2 + 1)); [pos | pos | equal].
}
first [apply (positive_same _ _ W0); equal].
}
Qed.
Print Assumptions momentum_dominant_root.
