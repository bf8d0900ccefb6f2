(* momentum.slowest-is-flattest: That condition, alpha (h + h_d) <= 2(1 + beta), holds wherever both dimensions are stable
   Zhang et al. 2019, section 3.2: 'which corresponds to the smallest curvature h_d', read for every stable learning rate *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem momentum_slowest_is_flattest : exists h_d : R, exists h : R, exists beta : R, exists alpha : R, 
    (0 < h_d) /\
    (h_d < h) /\
    (0 <= beta) /\
    (beta < 1) /\
    (0 < alpha) /\
    (alpha < (((2 * beta) + 2) / h)) /\
    h <> 0 /\
    ~ ((alpha * (h + h_d)) <= ((2 * beta) + 2)).
Proof.
exists 1.
exists 2.
exists 0.
exists (9 / 10).
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [beside|].
fails.
Qed.
Print Assumptions momentum_slowest_is_flattest.
