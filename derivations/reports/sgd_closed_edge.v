(* sgd.closed-edge: The characteristic root of SGD lies inside the unit circle for all 0 < alpha h <= 2
   Zhang et al. 2019, below eq. 4: 'we have assumed that alpha h <= 2 ... each dimension converges exponentially' *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem sgd_closed_edge : exists h : R, exists alpha : R, 
    (0 < h) /\
    (0 < alpha) /\
    (alpha <= (2 / h)) /\
    h <> 0 /\
    ~ (((1 - (alpha * h)) ^ 2) < 1).
Proof.
exists 1.
exists 2.
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [beside|].
fails.
Qed.
Print Assumptions sgd_closed_edge.
