(* momentum.monotone-risk: Without noise the risk does not rise from the first to the second step
   Zhang et al. 2019, section 3.2: 'the first one decays exponentially', read step by step *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem momentum_monotone_risk : exists h : R, exists beta : R, exists alpha : R, 
    (0 < h) /\
    (0 <= beta) /\
    (beta < 1) /\
    (0 < alpha) /\
    (alpha < (((2 * beta) + 2) / h)) /\
    h <> 0 /\
    ~ (((((1 - (alpha * h)) * (beta + 1 - (alpha * h))) - beta) ^ 2) <= ((1 - (alpha * h)) ^ 2)).
Proof.
exists 1.
exists (1 / 2).
exists 1.
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [beside|].
fails.
Qed.
Print Assumptions momentum_monotone_risk.
