(* preconditioning.first-coordinate: At alpha = 2/h~_1 every coordinate is stable (q = h/h_1)
   Zhang et al. 2019, eq. 10, read for i = 1 and at alpha = 2/h~_1 itself *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem preconditioning_first_coordinate : exists q : R, exists p : R, 
    (0 < q) /\
    (q <= 1) /\
    (0 <= p) /\
    (p < 1) /\
    0 < q /\
    ~ (((1 - (2 * (Rpower q (1 - p)))) ^ 2) < 1).
Proof.
exists 1.
exists (1 / 2).
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [beside|].
fails.
Qed.
Print Assumptions preconditioning_first_coordinate.
