(* momentum.larger-root-rate: With real roots the larger root gives the convergence rate
   Zhang et al. 2019, section 3.2: 'the convergence rate is determined by the larger one (i.e. r1)' *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem momentum_larger_root_rate : exists r_2 : R, exists r_1 : R, 
    ((- 1) < r_2) /\
    (r_2 < 1) /\
    (r_2 < r_1) /\
    (r_1 < 1) /\
    ~ ((r_2 ^ 2) <= (r_1 ^ 2)).
Proof.
exists ((- 4) / 5).
exists ((- 1) / 10).
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
fails.
Qed.
Print Assumptions momentum_larger_root_rate.
