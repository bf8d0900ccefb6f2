(* momentum.real-roots: The roots are real and distinct exactly for beta < (1 - sqrt(alpha h))^2
   Zhang et al. 2019, below Theorem 1 (overdamped and underdamped) *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem momentum_real_roots : forall (h : R) (alpha : R) (beta : R),
    (0 < h) ->
    (0 < alpha) ->
    (0 <= beta) ->
    (beta < 1) ->
  0 <= alpha /\
    0 <= h /\
    ((0 < (((beta + 1 - (alpha * h)) ^ 2) - (4 * beta))) <-> (0 < (((1 - ((sqrt alpha) * (sqrt h))) ^ 2) - beta))).
Proof.
intros h alpha beta h_low alpha_low beta_low beta_high.
assert (A0 : 0 <= alpha).
{
apply (nonneg_ratio _ alpha 1); [nonneg | pos | equal].
}
split; [apply (nonneg_same _ _ A0); equal|].
assert (A1 : 0 <= h).
{
apply (nonneg_ratio _ h 1); [nonneg | pos | equal].
}
split; [apply (nonneg_same _ _ A1); equal|].
split.
{
intros raw_0.
assert (known_0 : 0 < (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta))).
{ match type of raw_0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (W0 : 0 < ((alpha * h) + 1 - (2 * (sqrt alpha) * (sqrt h)) - beta)).
{
apply (positive_multiple _ (/ ((2 * (sqrt alpha) * (sqrt h)) + (alpha * h) + 1 - beta)) (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta))); [|exact known_0|equal].
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ (s_beta + 1) ((2 * (sqrt alpha) * (sqrt h) * s_beta) + (2 * (sqrt alpha) * (sqrt h)) + (alpha * h * s_beta) + (alpha * h) + 1)); [pos | pos | equal].
}
first [apply (positive_same _ _ W0); equal].
}
{
intros raw_0.
assert (known_0 : 0 < ((alpha * h) + 1 - (2 * (sqrt alpha) * (sqrt h)) - beta)).
{ match type of raw_0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (W0 : 0 < (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta))).
{
apply (positive_multiple _ ((2 * (sqrt alpha) * (sqrt h)) + (alpha * h) + 1 - beta) ((alpha * h) + 1 - (2 * (sqrt alpha) * (sqrt h)) - beta)); [|exact known_0|equal].
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ ((2 * (sqrt alpha) * (sqrt h) * s_beta) + (2 * (sqrt alpha) * (sqrt h)) + (alpha * h * s_beta) + (alpha * h) + 1) (s_beta + 1)); [pos | pos | equal].
}
first [apply (positive_same _ _ W0); equal].
}
Qed.
Print Assumptions momentum_real_roots.
