(* ema.reduction-at-zero-decay: The reduction factor is strictly less than 1 for all 0 <= gamma < 1
   Zhang et al. 2019, below Theorem 2, under Theorem 2's own hypothesis on gamma *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem ema_reduction_at_zero_decay : exists h : R, exists gamma : R, exists alpha : R, 
    (0 < h) /\
    (0 <= gamma) /\
    (gamma < 1) /\
    (0 < alpha) /\
    (alpha < (2 / h)) /\
    h <> 0 /\
    (gamma + 1) <> 0 /\
    (1 - (gamma * (1 - (alpha * h)))) <> 0 /\
    ~ (((1 - gamma) * ((gamma * (1 - (alpha * h))) + 1) / ((gamma + 1) * (1 - (gamma * (1 - (alpha * h)))))) < 1).
Proof.
exists 1.
exists 0.
exists (1 / 2).
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [beside|].
split; [beside|].
split; [beside|].
fails.
Qed.
Print Assumptions ema_reduction_at_zero_decay.
