(* sgd.update: Each dimension evolves by itself: theta_i <- (1 - alpha h_i) theta_i + alpha sqrt(c_i/B) epsilon_i (two dimensions)
   Zhang et al. 2019, eq. 2 *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* sgd, run on points of the plane: states theta *)
Definition sgd (alpha : R) : plane_rule := fun gradient s =>
  (minus2 (s 0%nat) (times2 alpha (gradient (s 0%nat)))).

Theorem sgd_update : forall (h_1 : R) (h_2 : R) (c_1 : R) (c_2 : R) (B : R) (alpha : R) (theta_1 : R) (theta_2 : R) (epsilon_1 : R) (epsilon_2 : R),
    (0 < h_1) ->
    (0 < h_2) ->
    (0 <= c_1) ->
    (0 <= c_2) ->
    (0 < B) ->
    (0 < alpha) ->
  0 <= c_1 /\
    0 < B /\
    0 <= c_2 /\
    turned_update (sgd alpha) 0 (point h_1 h_2) (point (- ((sqrt c_1) * epsilon_1 / (sqrt B))) (- ((sqrt c_2) * epsilon_2 / (sqrt B)))) (point 0 0) (point theta_1 theta_2) origin = point ((theta_1 * (1 - (alpha * h_1))) + (alpha * (sqrt c_1) * epsilon_1 / (sqrt B))) ((theta_2 * (1 - (alpha * h_2))) + (alpha * (sqrt c_2) * epsilon_2 / (sqrt B))).
Proof.
intros h_1 h_2 c_1 c_2 B alpha theta_1 theta_2 epsilon_1 epsilon_2 h_1_low h_2_low c_1_low c_2_low B_low alpha_low.
assert (X : 0 <= c_1).
{
apply (nonneg_ratio _ c_1 1); [nonneg | pos | equal].
}
split; [exact X|]. clear X.
assert (X : 0 < B).
{
apply (positive_ratio _ B 1); [pos | pos | equal].
}
split; [exact X|]. clear X.
assert (X : 0 <= c_2).
{
apply (nonneg_ratio _ c_2 1); [nonneg | pos | equal].
}
split; [exact X|]. clear X.
assert (turned := turn_defined 0).
unfold turned_update, turned_gradient, sgd, turn, turn_back, plus2, minus2, times2, origin.
apply plane_eq; cbn; equal.
Qed.
Print Assumptions sgd_update.
