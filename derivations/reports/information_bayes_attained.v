(* information.bayes-attained: The Kalman gain attains the Bayes risk h/(2(1 + t h)) after t examples (C = H, theta_0 ~ N(0, 1))
   Zhang et al. 2019, section 3.6, corrected *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* kalman-gain: states theta *)
Definition kalman_gain (nu s_ : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    fun i => match i with | 0%nat => ((s 0%nat) - ((s_ / (nu + ((((INR k) + 1) * s_) * curvature))) * (gradient 0%nat (s 0%nat)))) | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma kalman_gain_linear : forall nu s_ h : R, linear (kalman_gain nu s_) h.
Proof. intros. is_linear. Qed.

Theorem information_bayes_attained : forall (h : R) (t : nat),
    (0 < h) ->
  ((2 * h * (INR t)) + 2) <> 0 /\
    (risk (kalman_gain 1 1) h h 1 (h / 2) (t)%nat) = (h / ((2 * h * (INR t)) + 2)).
Proof.
intros h t h_low.
assert (L0 : linear (kalman_gain 1 1) h) by apply kalman_gain_linear.
assert (R0 : forall n0, (0 <= n0)%nat -> risk (kalman_gain 1 1) h h 1 (h / 2) n0 = (h / ((2 * h * (INR n0)) + 2))).
{ intros n0 n0_first. induction n0 as [|n0 IH].
{ clear n0_first.
rewrite risk_start. unfold square. cbn. equal.
}
{ specialize (IH (Nat.le_0_l _)). clear n0_first; assert (n0_first := Nat.le_0_l n0).
assert (M : forall s, read (kalman_gain 1 1) (step (kalman_gain 1 1) h n0 none s) = (((h * (INR n0)) + 1) / ((h * (INR n0)) + h + 1)) * read (kalman_gain 1 1) s) by (intro s; unfold step, oracle, none; cbn; equal).
rewrite (risk_next _ _ L0 _ _ _ _ _ M), IH. rewrite ?S_INR. cbn [sum minibatches]. unfold step, oracle, none, rest, unit, square. cbn. rewrite ?S_INR in *. powers. equal.
} }
assert (A0 : ((2 * h * (INR t)) + 2) <> 0).
{
assert (N0 : ((2 * h * (INR t)) + 2) <> 0).
{
assert (sign : 0 < ((2 * h * (INR t)) + 2)).
{
assert (t_real : 0 <= INR t) by apply pos_INR.
destruct (at_least _ _ t_real) as [s_t [P_s_t E_s_t]]; rewrite !E_s_t.
apply (positive_ratio _ ((2 * h * s_t) + 2) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * h * (INR t)) + 2)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
apply R0. apply Nat.le_0_l.
Qed.
Print Assumptions information_bayes_attained.
