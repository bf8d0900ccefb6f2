(* noise-scale.simple-in-general: The simple noise scale equals B_noise whatever the Hessian (two coordinates)
   McCandlish et al. 2018 uses the simple noise scale as a stand-in for B_noise, and does not say that they are equal *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem noise_scale_simple_in_general : exists h_1 : R, exists h_2 : R, exists c_1 : R, exists c_2 : R, exists g_1 : R, exists g_2 : R, 
    (0 < h_1) /\
    (0 < h_2) /\
    (0 <= c_1) /\
    (0 <= c_2) /\
    (0 < g_1) /\
    (0 < g_2) /\
    (((g_1 ^ 2) * h_1) + ((g_2 ^ 2) * h_2)) <> 0 /\
    ((g_1 ^ 2) + (g_2 ^ 2)) <> 0 /\
    ~ ((((c_1 * h_1) + (c_2 * h_2)) / (((g_1 ^ 2) * h_1) + ((g_2 ^ 2) * h_2))) = ((c_1 + c_2) / ((g_1 ^ 2) + (g_2 ^ 2)))).
Proof.
exists 1.
exists (1 / 2).
exists 1.
exists (1 / 2).
exists 1.
exists (1 / 2).
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [beside|].
split; [beside|].
fails.
Qed.
Print Assumptions noise_scale_simple_in_general.
