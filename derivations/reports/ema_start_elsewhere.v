(* ema.start-elsewhere: Theorem 2 wherever the average starts (one step from theta_0 = 0, no noise)
   Zhang et al. 2019, Theorem 2: where the average starts is not specified *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem ema_start_elsewhere : exists h : R, exists gamma : R, exists tildetheta_0 : R, exists alpha : R, 
    (0 < h) /\
    (0 <= gamma) /\
    (gamma < 1) /\
    (0 < alpha) /\
    (alpha < (2 / h)) /\
    h <> 0 /\
    ~ (((tildetheta_0 ^ 2) * (gamma ^ 2) * h / 2) <= 0).
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
Print Assumptions ema_start_elsewhere.
