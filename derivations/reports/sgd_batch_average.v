(* sgd.batch-average: Averaging in one more independent query takes the variance of the mean from c/n to c/(n + 1)
   Zhang et al. 2019, section 3.1: 'Cov(g_B(theta)) = C/B' *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem sgd_batch_average : forall (c : R) (n : nat),
    (0 <= c) ->
    ((1 <= n)%nat) ->
  ((INR n) + 1) <> 0 /\
    ((c * (INR n) / (((INR n) + 1) ^ 2)) + (c / (((INR n) + 1) ^ 2))) = (c / ((INR n) + 1)).
Proof.
intros c n c_low n_first.
assert (n_positive : 0 < INR n) by (apply lt_0_INR; lia).
assert (A0 : ((INR n) + 1) <> 0).
{
assert (N0 : ((INR n) + 1) <> 0).
{
assert (sign : 0 < ((INR n) + 1)).
{
assert (n_real : 1 <= INR n) by (apply (le_INR 1) in n_first; cbn in n_first; lra).
destruct (at_least _ _ n_real) as [s_n [P_s_n E_s_n]]; rewrite !E_s_n.
apply (positive_ratio _ (s_n + 2) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((INR n) + 1)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
powers. same_roots. equal.
Qed.
Print Assumptions sgd_batch_average.
