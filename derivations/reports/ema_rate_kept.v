(* ema.rate-kept: Under that condition averaging keeps the convergence rate of every single coordinate
   Zhang et al. 2019, below Theorem 2: 'EMA reduces the steady state risk without sacrificing the convergence rate', read of each coordinate *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem ema_rate_kept : exists h_d : R, exists h : R, exists alpha : R, exists gamma : R, 
    (0 < h_d) /\
    (h_d < h) /\
    (0 < alpha) /\
    (alpha < (/ h)) /\
    (0 <= gamma) /\
    (gamma < (1 - (alpha * h_d))) /\
    h <> 0 /\
    ~ (gamma <= (1 - (alpha * h))).
Proof.
exists (1 / 100).
exists 1.
exists (1 / 2).
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
Print Assumptions ema_rate_kept.
