(* preconditioning.total-steady-state: At the rate-optimal alpha the total steady-state risk is monotone in p (p = 0, 1/2, 3/4; curvatures 1 once and s^4 n times)
   Zhang et al. 2019, section 3.3: 'larger values of p will also increase the second term (steady state risk)', read of the sum over dimensions *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem preconditioning_total_steady_state : exists s : R, exists n : R, 
    (0 < s) /\
    (s < 1) /\
    (1 <= n) /\
    s <> 0 /\
    ~ ((((((n * (s ^ 4)) + 1) / (2 * (s ^ 2))) - (((n * (s ^ 8)) + 1) / (2 * (s ^ 4)))) * ((((n * (s ^ 2)) + 1) / (2 * s)) - (((n * (s ^ 4)) + 1) / (2 * (s ^ 2))))) >= 0).
Proof.
exists (1 / 2).
exists 20.
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [beside|].
fails.
Qed.
Print Assumptions preconditioning_total_steady_state.
