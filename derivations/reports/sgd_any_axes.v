(* sgd.any-axes: One update of sgd along any axes and with the optimum anywhere, seen along the Hessian's axes from the optimum, is the update of each coordinate (two coordinates)
   Zhang et al. 2019, section 3.1: 'rotation-invariant and translation-invariant optimizers ... without loss of generality' *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* sgd, run on points of the plane: states theta *)
Definition sgd (alpha : R) : plane_rule := fun gradient s =>
  (minus2 (s 0%nat) (times2 alpha (gradient (s 0%nat)))).

Theorem sgd_any_axes : forall (h_1 : R) (h_2 : R) (alpha : R) (s : R) (theta_1 : R) (theta_2 : R) (n_1 : R) (n_2 : R) (o_1 : R) (o_2 : R),
    (0 < h_1) ->
    (0 < h_2) ->
    (0 < alpha) ->
  turned_update (sgd alpha) s (point h_1 h_2) (point n_1 n_2) (point o_1 o_2) (point theta_1 theta_2) origin = point (theta_1 - (alpha * ((h_1 * theta_1) + n_1))) (theta_2 - (alpha * ((h_2 * theta_2) + n_2))).
Proof.
intros h_1 h_2 alpha s theta_1 theta_2 n_1 n_2 o_1 o_2 h_1_low h_2_low alpha_low.
assert (turned := turn_defined s).
unfold turned_update, turned_gradient, sgd, turn, turn_back, plus2, minus2, times2, origin.
apply plane_eq; cbn; equal.
Qed.
Print Assumptions sgd_any_axes.
