(* noise-scale.ratio-unbiased: The ratio of the two estimators estimates the simple noise scale without bias (batch sizes 1 and 2, gradients G + sigma or G - sigma with equal chance)
   McCandlish et al. 2018, appendix A.1 estimates the noise scale by the ratio, and does not say that this is unbiased *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem noise_scale_ratio_unbiased : exists G : R, exists sigma : R, 
    (0 < G) /\
    (0 < sigma) /\
    ((2 * (G ^ 2)) <> ((G - sigma) ^ 2)) /\
    ((2 * (G ^ 2)) <> ((G + sigma) ^ 2)) /\
    ((2 * ((G - sigma) ^ 2)) <> ((G + sigma) ^ 2)) /\
    ((2 * (G ^ 2)) - ((G - sigma) ^ 2)) <> 0 /\
    ((2 * (G ^ 2)) - ((G + sigma) ^ 2)) <> 0 /\
    ((2 * ((G - sigma) ^ 2)) - ((G + sigma) ^ 2)) <> 0 /\
    ((2 * ((G + sigma) ^ 2)) - ((G - sigma) ^ 2)) <> 0 /\
    G <> 0 /\
    ~ (((((2 * ((G - sigma) ^ 2)) - (2 * (G ^ 2))) / (4 * ((2 * (G ^ 2)) - ((G - sigma) ^ 2)))) + (((2 * ((G + sigma) ^ 2)) - (2 * (G ^ 2))) / (4 * ((2 * (G ^ 2)) - ((G + sigma) ^ 2)))) + (((2 * ((G + sigma) ^ 2)) - (2 * ((G - sigma) ^ 2))) / (8 * ((2 * ((G - sigma) ^ 2)) - ((G + sigma) ^ 2)))) + (((2 * ((G - sigma) ^ 2)) - (2 * ((G + sigma) ^ 2))) / (8 * ((2 * ((G + sigma) ^ 2)) - ((G - sigma) ^ 2))))) = ((sigma ^ 2) / (G ^ 2))).
Proof.
exists 10.
exists 1.
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [beside|].
split; [beside|].
split; [beside|].
split; [beside|].
split; [beside|].
fails.
Qed.
Print Assumptions noise_scale_ratio_unbiased.
