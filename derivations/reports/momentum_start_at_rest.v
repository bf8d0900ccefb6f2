(* momentum.start-at-rest: Theorem 1 whatever the initial velocity (one step from the optimum, no noise)
   Zhang et al. 2019, Theorem 1: m_0 is not specified *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem momentum_start_at_rest : exists h : R, exists beta : R, exists m_0 : R, exists alpha : R, 
    (0 < h) /\
    (0 <= beta) /\
    (beta < 1) /\
    (0 < alpha) /\
    (alpha < (((2 * beta) + 2) / h)) /\
    h <> 0 /\
    ~ (((alpha ^ 2) * (beta ^ 2) * h * (m_0 ^ 2) / 2) <= 0).
Proof.
exists 1.
exists (1 / 2).
exists 1.
exists 1.
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [beside|].
fails.
Qed.
Print Assumptions momentum_start_at_rest.
