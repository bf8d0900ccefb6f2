(* momentum.any-axes: One update of heavy-ball along any axes and with the optimum anywhere, seen along the Hessian's axes from the optimum, is the update of each coordinate (two coordinates)
   Zhang et al. 2019, section 3.1: 'rotation-invariant and translation-invariant optimizers ... without loss of generality' *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* heavy-ball, run on points of the plane: states theta, m *)
Definition heavy_ball (alpha beta : R) : plane_rule := fun gradient s =>
  (minus2 (s 0%nat) (times2 alpha (plus2 (times2 beta (s 1%nat)) (gradient (s 0%nat))))).

Theorem momentum_any_axes : forall (h_1 : R) (h_2 : R) (alpha : R) (beta : R) (s : R) (theta_1 : R) (theta_2 : R) (m_1 : R) (m_2 : R) (n_1 : R) (n_2 : R) (o_1 : R) (o_2 : R),
    (0 < h_1) ->
    (0 < h_2) ->
    (0 < alpha) ->
    (0 <= beta) ->
    (beta < 1) ->
  turned_update (heavy_ball alpha beta) s (point h_1 h_2) (point n_1 n_2) (point o_1 o_2) (point theta_1 theta_2) (point m_1 m_2) = point (theta_1 - (alpha * ((beta * m_1) + (h_1 * theta_1) + n_1))) (theta_2 - (alpha * ((beta * m_2) + (h_2 * theta_2) + n_2))).
Proof.
intros h_1 h_2 alpha beta s theta_1 theta_2 m_1 m_2 n_1 n_2 o_1 o_2 h_1_low h_2_low alpha_low beta_low beta_high.
assert (turned := turn_defined s).
unfold turned_update, turned_gradient, heavy_ball, turn, turn_back, plus2, minus2, times2, origin.
apply plane_eq; cbn; equal.
Qed.
Print Assumptions momentum_any_axes.
