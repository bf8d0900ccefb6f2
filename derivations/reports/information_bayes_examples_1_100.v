(* information.bayes-examples-1-100: The Bayes risk of the standard NQM reaches 1/100 at N = 495017 examples and not before
   Zhang et al. 2019, section 3.6, exact under the prior *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

Theorem information_bayes_examples_1_100 : forall (N_ : nat),
    ((495017 <= Z.of_nat N_)%Z) ->
  (bayes_risk (Z.to_nat 10000) (INR N_)) <= (1 / 100).
Proof.
intros N_ N__first.
assert (N__positive : 0 < INR N_) by (apply lt_0_INR; lia).
assert (least : IZR 495017 <= INR N_).
{ rewrite INR_IZR_INZ. apply IZR_le. lia. }
eapply Rle_trans; [apply (bayes_risk_bounded 18446744073709551616 495017 _ _ ltac:(lia) ltac:(lia) least)|].
assert (sum_at : (quotients 18446744073709551616 495017 (Z.to_nat 10000) <= 368934881474191032)%Z) by (vm_compute; discriminate).
apply IZR_le in sum_at. apply Rle_trans with (/ 2 * (IZR 368934881474191032 / IZR 18446744073709551616)).
{ apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; lra|exact sum_at]. }
change (/ 2 * (IZR 368934881474191032 / IZR 18446744073709551616) <= (1 / 100)). lra.
Qed.
Print Assumptions information_bayes_examples_1_100.
