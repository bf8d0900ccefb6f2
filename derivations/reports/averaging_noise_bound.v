(* averaging.noise-bound: The noise costs the average at most c/(2Bth), the risk of the maximum likelihood estimate, for alpha h <= 1
   derived here *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* polyak-average(sgd): states inner.theta, average *)
Definition polyak_average (alpha : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((s 0%nat) - (alpha * (gradient 0%nat (s 0%nat)))) in
    fun i => match i with | 0%nat => u1 | 1%nat => ((s 1%nat) + ((u1 - (s 1%nat)) / ((INR k) + 1))) | _ => 0 end;
  read := fun s => (s 1%nat)
|}.
Lemma polyak_average_linear : forall alpha h : R, linear (polyak_average alpha) h.
Proof. intros. is_linear. Qed.

Theorem averaging_noise_bound : forall (h : R) (c : R) (B : R) (alpha : R) (t : nat),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 < alpha) ->
    (alpha <= (/ h)) ->
    ((1 <= t)%nat) ->
  h <> 0 /\
    B <> 0 /\
    (INR t) <> 0 /\
    (risk (polyak_average alpha) h c B 0 (t)%nat) <= (c / (2 * B * h * (INR t))).
Proof.
intros h c B alpha t h_low c_low B_low alpha_low alpha_high t_first.
assert (t_positive : 0 < INR t) by (apply lt_0_INR; lia).
assert (L0 : linear (polyak_average alpha) h) by apply polyak_average_linear.
assert (M0 : forall n0, (1 <= n0)%nat -> run (polyak_average alpha) h silence (init (polyak_average alpha) 1) n0 0%nat = ((1 - (alpha * h)) ^ (n0)%nat) /\ run (polyak_average alpha) h silence (init (polyak_average alpha) 1) n0 1%nat = ((1 - ((1 - (alpha * h)) ^ (n0)%nat)) * (1 - (alpha * h)) / (alpha * h * (INR n0))) /\ (c / B) * built (polyak_average alpha) h (place 0) (place 0) n0 = ((alpha ^ 2) * c * (1 - ((1 - (alpha * h)) ^ (2 * n0)%nat)) / (B * (1 - ((1 - (alpha * h)) ^ 2)))) /\ (c / B) * built (polyak_average alpha) h (place 0) (place 1) n0 = (alpha * c * (1 - ((1 - (alpha * h)) ^ (n0)%nat)) * (1 - ((1 - (alpha * h)) ^ ((n0 + 1))%nat)) / (B * h * (INR n0) * (1 - ((1 - (alpha * h)) ^ 2)))) /\ (c / B) * built (polyak_average alpha) h (place 1) (place 1) n0 = (c * ((INR n0) + ((1 - ((1 - (alpha * h)) ^ (2 * n0)%nat)) * ((1 - (alpha * h)) ^ 2) / (1 - ((1 - (alpha * h)) ^ 2))) - ((1 - ((1 - (alpha * h)) ^ (n0)%nat)) * (2 - (2 * alpha * h)) / (alpha * h))) / (B * (h ^ 2) * ((INR n0) ^ 2)))).
{ intros n0 n0_first. induction n0 as [|n0 IH].
{ lia. }
destruct (Nat.eq_dec n0 0) as [at_first|later].
{ subst n0. clear IH n0_first.
assert (C0_ : (1 - ((1 - (alpha * h)) ^ 2)) <> 0).
{
assert (N0 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
destruct (inside_upper _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 1 ((s_alpha * h) + h)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : h <> 0).
{
assert (sign : 0 < h).
{
apply (positive_ratio _ h 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N2 : (2 - (alpha * h)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h))).
{
destruct (inside_upper _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((2 * s_alpha) + 1) (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (alpha * h * (2 - (alpha * h)))); [nonzero|equal].
}
repeat split; unfold built, run, step, oracle, place, impulse, silence, none, unit, rest; cbn; equal.
}
{ assert (n0_now : (1 <= n0)%nat) by lia. specialize (IH n0_now). clear n0_first later; rename n0_now into n0_first.
assert (N0_0 : (INR n0) <> 0).
{
assert (N0 : (INR n0) <> 0).
{
assert (sign : 0 < (INR n0)).
{
assert (n0_real : 1 <= INR n0) by (apply (le_INR 1) in n0_first; cbn in n0_first; lra).
destruct (at_least _ _ n0_real) as [s_n0 [P_s_n0 E_s_n0]]; rewrite !E_s_n0.
apply (positive_ratio _ (s_n0 + 1) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (INR n0)); [nonzero|equal].
}
assert (N0_1 : (1 - ((1 - (alpha * h)) ^ 2)) <> 0).
{
assert (N0 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
destruct (inside_upper _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 1 ((s_alpha * h) + h)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : h <> 0).
{
assert (sign : 0 < h).
{
apply (positive_ratio _ h 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N2 : (2 - (alpha * h)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h))).
{
destruct (inside_upper _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((2 * s_alpha) + 1) (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (alpha * h * (2 - (alpha * h)))); [nonzero|equal].
}
destruct IH as (I0 & I1 & I2 & I3 & I4).
repeat split.
{ change (run (polyak_average alpha) h silence (init (polyak_average alpha) 1) (S n0)) with (step (polyak_average alpha) h n0 none (run (polyak_average alpha) h silence (init (polyak_average alpha) 1) n0)). rewrite ?S_INR. unfold step, oracle, none; cbn - [run init INR pow Nat.mul Nat.add]. rewrite ?I0, ?I1. powers. equal. }
{ change (run (polyak_average alpha) h silence (init (polyak_average alpha) 1) (S n0)) with (step (polyak_average alpha) h n0 none (run (polyak_average alpha) h silence (init (polyak_average alpha) 1) n0)). rewrite ?S_INR. unfold step, oracle, none; cbn - [run init INR pow Nat.mul Nat.add]. rewrite ?I0, ?I1. powers. equal. }
{ rewrite (built_next _ _ L0 (place 0) (place 0)), (built_two _ _ _ _ (1 - (alpha * h)) 0 (1 - (alpha * h)) 0 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity (((1 - (alpha * h)) ^ 2) * ((c / B) * built (polyak_average alpha) h (place 0) (place 0) n0) + 0 * ((c / B) * built (polyak_average alpha) h (place 0) (place 1) n0) + 0 * ((c / B) * built (polyak_average alpha) h (place 1) (place 1) n0) + (c / B) * (alpha ^ 2)).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
{ rewrite (built_next _ _ L0 (place 0) (place 1)), (built_two _ _ _ _ (1 - (alpha * h)) 0 ((1 - (alpha * h)) / ((INR n0) + 1)) ((INR n0) / ((INR n0) + 1)) (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity ((((1 - (alpha * h)) ^ 2) / ((INR n0) + 1)) * ((c / B) * built (polyak_average alpha) h (place 0) (place 0) n0) + ((INR n0) * (1 - (alpha * h)) / ((INR n0) + 1)) * ((c / B) * built (polyak_average alpha) h (place 0) (place 1) n0) + 0 * ((c / B) * built (polyak_average alpha) h (place 1) (place 1) n0) + (c / B) * ((alpha ^ 2) / ((INR n0) + 1))).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
{ rewrite (built_next _ _ L0 (place 1) (place 1)), (built_two _ _ _ _ ((1 - (alpha * h)) / ((INR n0) + 1)) ((INR n0) / ((INR n0) + 1)) ((1 - (alpha * h)) / ((INR n0) + 1)) ((INR n0) / ((INR n0) + 1)) (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity ((((1 - (alpha * h)) ^ 2) / (((INR n0) + 1) ^ 2)) * ((c / B) * built (polyak_average alpha) h (place 0) (place 0) n0) + (2 * (INR n0) * (1 - (alpha * h)) / (((INR n0) + 1) ^ 2)) * ((c / B) * built (polyak_average alpha) h (place 0) (place 1) n0) + (((INR n0) ^ 2) / (((INR n0) + 1) ^ 2)) * ((c / B) * built (polyak_average alpha) h (place 1) (place 1) n0) + (c / B) * ((alpha ^ 2) / (((INR n0) + 1) ^ 2))).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
} }
assert (D0_0 : (INR t) <> 0).
{
assert (N0 : (INR t) <> 0).
{
assert (sign : 0 < (INR t)).
{
assert (t_real : 1 <= INR t) by (apply (le_INR 1) in t_first; cbn in t_first; lra).
destruct (at_least _ _ t_real) as [s_t [P_s_t E_s_t]]; rewrite !E_s_t.
apply (positive_ratio _ (s_t + 1) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (INR t)); [nonzero|equal].
}
assert (D0_1 : (1 - ((1 - (alpha * h)) ^ 2)) <> 0).
{
assert (N0 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
destruct (inside_upper _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 1 ((s_alpha * h) + h)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : h <> 0).
{
assert (sign : 0 < h).
{
apply (positive_ratio _ h 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N2 : (2 - (alpha * h)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h))).
{
destruct (inside_upper _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((2 * s_alpha) + 1) (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (alpha * h * (2 - (alpha * h)))); [nonzero|equal].
}
assert (V0 : (risk (polyak_average alpha) h c B 0 (t)%nat) = (c * ((INR t) + ((1 - ((1 - (alpha * h)) ^ (2 * t)%nat)) * ((1 - (alpha * h)) ^ 2) / (1 - ((1 - (alpha * h)) ^ 2))) - ((1 - ((1 - (alpha * h)) ^ (t)%nat)) * (2 - (2 * alpha * h)) / (alpha * h))) / (2 * B * h * ((INR t) ^ 2)))).
{ destruct (M0 (t)%nat ltac:(lia)) as (I0 & I1 & I2 & I3 & I4).
rewrite risk_built, (built_two _ _ _ _ 0 1 0 1 (place 0) (place 1)) by (intro; unfold place; cbn; equal).
transitivity (0 * square (mean_response (polyak_average alpha) h (t)%nat) + h / 2 * (0 * ((c / B) * built (polyak_average alpha) h (place 0) (place 0) (t)%nat) + 0 * ((c / B) * built (polyak_average alpha) h (place 0) (place 1) (t)%nat) + 1 * ((c / B) * built (polyak_average alpha) h (place 1) (place 1) (t)%nat))); [unfold square; equal|].
unfold mean_response. replace (read (polyak_average alpha) (run (polyak_average alpha) h silence (init (polyak_average alpha) 1) (t)%nat)) with (0 * run (polyak_average alpha) h silence (init (polyak_average alpha) 1) (t)%nat 0%nat + 1 * run (polyak_average alpha) h silence (init (polyak_average alpha) 1) (t)%nat 1%nat) by (cbn - [run]; equal). rewrite I0, I1, I2, I3, I4. unfold square. powers. equal. }
rewrite V0.
assert (A0 : h <> 0).
{
assert (N0 : h <> 0).
{
assert (sign : 0 < h).
{
apply (positive_ratio _ h 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ h); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (A1 : B <> 0).
{
assert (N0 : B <> 0).
{
assert (sign : 0 < B).
{
apply (positive_ratio _ B 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ B); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (A2 : (INR t) <> 0).
{
assert (N0 : (INR t) <> 0).
{
assert (sign : 0 < (INR t)).
{
assert (t_real : 1 <= INR t) by (apply (le_INR 1) in t_first; cbn in t_first; lra).
destruct (at_least _ _ t_real) as [s_t [P_s_t E_s_t]]; rewrite !E_s_t.
apply (positive_ratio _ (s_t + 1) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (INR t)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
assert (F_0 : (INR t) <> 0).
{
assert (N0 : (INR t) <> 0).
{
assert (sign : 0 < (INR t)).
{
assert (t_real : 1 <= INR t) by (apply (le_INR 1) in t_first; cbn in t_first; lra).
destruct (at_least _ _ t_real) as [s_t [P_s_t E_s_t]]; rewrite !E_s_t.
apply (positive_ratio _ (s_t + 1) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (INR t)); [nonzero|equal].
}
assert (F_1 : (1 - ((1 - (alpha * h)) ^ 2)) <> 0).
{
assert (N0 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
destruct (inside_upper _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 1 ((s_alpha * h) + h)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : h <> 0).
{
assert (sign : 0 < h).
{
apply (positive_ratio _ h 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N2 : (2 - (alpha * h)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h))).
{
destruct (inside_upper _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((2 * s_alpha) + 1) (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (alpha * h * (2 - (alpha * h)))); [nonzero|equal].
}
assert (G_0 : (INR t) <> 0).
{
assert (N0 : (INR t) <> 0).
{
assert (sign : 0 < (INR t)).
{
assert (t_real : 1 <= INR t) by (apply (le_INR 1) in t_first; cbn in t_first; lra).
destruct (at_least _ _ t_real) as [s_t [P_s_t E_s_t]]; rewrite !E_s_t.
apply (positive_ratio _ (s_t + 1) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (INR t)); [nonzero|equal].
}
assert (W : 0 <= ((c / (2 * B * h * (INR t))) - (c * ((INR t) + ((1 - ((1 - (alpha * h)) ^ (2 * t)%nat)) * ((1 - (alpha * h)) ^ 2) / (1 - ((1 - (alpha * h)) ^ 2))) - ((1 - ((1 - (alpha * h)) ^ (t)%nat)) * (2 - (2 * alpha * h)) / (alpha * h))) / (2 * B * h * ((INR t) ^ 2))))).
{
assert (base_below : 0 < (2 - (alpha * h))).
{
destruct (inside_upper _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((2 * s_alpha) + 1) (s_alpha + 1)); [pos | pos | equal].
}
assert (base_low : - 1 < (1 - (alpha * h))) by lra.
assert (base_above : 0 < (alpha * h)).
{
destruct (inside_upper _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 1 (s_alpha + 1)); [pos | pos | equal].
}
assert (base_high : (1 - (alpha * h)) < 1) by lra.
assert (G : forall w, -1 < w -> w <= 1 -> 0 <= ((c / (2 * B * h * (INR t))) - (c * ((INR t) + ((1 - (w ^ 2)) * ((1 - (alpha * h)) ^ 2) / (1 - ((1 - (alpha * h)) ^ 2))) - ((1 - w) * (2 - (2 * alpha * h)) / (alpha * h))) / (2 * B * h * ((INR t) ^ 2))))).
{ intros w w_low w_high.
destruct (inside_upper _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
assert (t_real : 1 <= INR t) by (apply (le_INR 1) in t_first; cbn in t_first; lra).
destruct (at_least _ _ t_real) as [s_t [P_s_t E_s_t]]; rewrite !E_s_t.
destruct (inside_upper _ _ _ w_low w_high) as [s_w [P_s_w E_s_w]]; try clear w_low w_high; subst w.
apply (nonneg_ratio _ ((4 * (s_alpha ^ 2) * c * (s_w ^ 2)) + (2 * (s_alpha ^ 2) * c * s_w) + (2 * s_alpha * c * (s_w ^ 2)) + (2 * s_alpha * c * s_w)) ((2 * B * s_alpha * h * (s_t ^ 2) * (s_w ^ 2)) + (4 * B * s_alpha * h * (s_t ^ 2) * s_w) + (2 * B * s_alpha * h * (s_t ^ 2)) + (4 * B * s_alpha * h * s_t * (s_w ^ 2)) + (8 * B * s_alpha * h * s_t * s_w) + (4 * B * s_alpha * h * s_t) + (2 * B * s_alpha * h * (s_w ^ 2)) + (4 * B * s_alpha * h * s_w) + (2 * B * s_alpha * h) + (B * h * (s_t ^ 2) * (s_w ^ 2)) + (2 * B * h * (s_t ^ 2) * s_w) + (B * h * (s_t ^ 2)) + (2 * B * h * s_t * (s_w ^ 2)) + (4 * B * h * s_t * s_w) + (2 * B * h * s_t) + (B * h * (s_w ^ 2)) + (2 * B * h * s_w) + (B * h))); [nonneg | pos | equal].
}
assert (W := pow_signed (1 - (alpha * h)) t base_low base_high).
assert (V := G ((1 - (alpha * h)) ^ t) (proj1 W) (proj2 W)). refine (nonneg_same _ _ V _). powers. equal.
}
match goal with |- ?l <= ?r => replace ((c / (2 * B * h * (INR t))) - (c * ((INR t) + ((1 - ((1 - (alpha * h)) ^ (2 * t)%nat)) * ((1 - (alpha * h)) ^ 2) / (1 - ((1 - (alpha * h)) ^ 2))) - ((1 - ((1 - (alpha * h)) ^ (t)%nat)) * (2 - (2 * alpha * h)) / (alpha * h))) / (2 * B * h * ((INR t) ^ 2)))) with (r - l) in W by (powers; equal); lra end.
Qed.
Print Assumptions averaging_noise_bound.
