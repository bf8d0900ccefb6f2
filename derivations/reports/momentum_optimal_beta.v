(* momentum.optimal-beta: Reducing beta to (1 - sqrt(alpha h_d))^2 keeps a stable rule stable (y = sqrt(alpha h_d), h = h_1)
   Zhang et al. 2019, section 3.2: 'the optimal beta should be equal to or smaller than (1 - sqrt(alpha h_d))^2' *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem momentum_optimal_beta : exists h : R, exists y : R, exists beta : R, exists alpha : R, 
    (0 < h) /\
    (0 < y) /\
    (y < 2) /\
    (((1 - y) ^ 2) < beta) /\
    (beta < 1) /\
    (((y ^ 2) / h) <= alpha) /\
    (alpha < (((2 * beta) + 2) / h)) /\
    h <> 0 /\
    ~ ((alpha * h) < ((2 * ((1 - y) ^ 2)) + 2)).
Proof.
exists 1.
exists (5 / 4).
exists (9 / 10).
exists (25 / 8).
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [beside|].
fails.
Qed.
Print Assumptions momentum_optimal_beta.
