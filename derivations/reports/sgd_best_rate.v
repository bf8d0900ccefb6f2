(* sgd.best-rate: The flattest coordinate is faster than rho = (h_1 - h_d)/(h_1 + h_d) exactly where the steepest is slower: rho, at alpha = 2/(h_1 + h_d), is the best rate of SGD
   Zhang et al. 2019, section 3.3: 'with optimal alpha' *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem sgd_best_rate : forall (h_1 : R) (h_d : R) (alpha : R),
    (0 < h_1) ->
    (0 < h_d) ->
    (h_d < h_1) ->
    (0 < alpha) ->
  (h_1 + h_d) <> 0 /\
    ((0 < ((alpha * h_d) + ((h_1 - h_d) / (h_1 + h_d)) - 1)) <-> (0 < ((alpha * h_1) - ((h_1 - h_d) / (h_1 + h_d)) - 1))).
Proof.
intros h_1 h_d alpha h_1_low h_d_low h_d_high alpha_low.
assert (A0 : (h_1 + h_d) <> 0).
{
assert (N0 : (h_1 + h_d) <> 0).
{
assert (sign : 0 < (h_1 + h_d)).
{
destruct (inside _ _ _ h_d_low h_d_high) as [s_h_d [P_s_h_d E_s_h_d]]; try clear h_d_low h_d_high; subst h_d.
apply (positive_ratio _ ((2 * h_1 * s_h_d) + h_1) (s_h_d + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (h_1 + h_d)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
split.
{
intros raw_0.
assert (known_0 : 0 < (- (h_d * (2 - (alpha * h_1) - (alpha * h_d)) / (h_1 + h_d)))).
{ match type of raw_0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (W0 : 0 < (- (h_1 * (2 - (alpha * h_1) - (alpha * h_d)) / (h_1 + h_d)))).
{
apply (positive_multiple _ (h_1 / h_d) (- (h_d * (2 - (alpha * h_1) - (alpha * h_d)) / (h_1 + h_d)))); [|exact known_0|equal].
destruct (inside _ _ _ h_d_low h_d_high) as [s_h_d [P_s_h_d E_s_h_d]]; try clear h_d_low h_d_high; subst h_d.
apply (positive_ratio _ (s_h_d + 1) s_h_d); [pos | pos | equal].
}
first [apply (positive_same _ _ W0); equal].
}
{
intros raw_0.
assert (known_0 : 0 < (- (h_1 * (2 - (alpha * h_1) - (alpha * h_d)) / (h_1 + h_d)))).
{ match type of raw_0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (W0 : 0 < (- (h_d * (2 - (alpha * h_1) - (alpha * h_d)) / (h_1 + h_d)))).
{
apply (positive_multiple _ (h_d / h_1) (- (h_1 * (2 - (alpha * h_1) - (alpha * h_d)) / (h_1 + h_d)))); [|exact known_0|equal].
destruct (inside _ _ _ h_d_low h_d_high) as [s_h_d [P_s_h_d E_s_h_d]]; try clear h_d_low h_d_high; subst h_d.
apply (positive_ratio _ s_h_d (s_h_d + 1)); [pos | pos | equal].
}
first [apply (positive_same _ _ W0); equal].
}
Qed.
Print Assumptions sgd_best_rate.
