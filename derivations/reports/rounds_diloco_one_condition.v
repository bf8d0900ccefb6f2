(* rounds.diloco-one-condition: X < 2(1 + mu) is enough for DiLoCo to be stable: the other Jury condition, X > 0, then holds by itself
   heavy ball's condition carried over to the outer rule *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem rounds_diloco_one_condition : exists h : R, exists eta : R, exists mu : R, exists alpha : R, exists K : nat, 
    (0 < h) /\
    (0 < eta) /\
    (0 <= mu) /\
    (mu < 1) /\
    (0 < alpha) /\
    ((1 <= K)%nat) /\
    (0 < ((2 * mu) + 2 - (eta * (1 - ((1 - (alpha * h)) ^ (K)%nat))))) /\
    ~ ((eta * (1 - ((1 - (alpha * h)) ^ (K)%nat))) > 0).
Proof.
exists 1.
exists (7 / 10).
exists (9 / 10).
exists 3.
exists 2%nat.
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
fails.
Qed.
Print Assumptions rounds_diloco_one_condition.
