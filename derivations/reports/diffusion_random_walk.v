(* diffusion.random-walk: Noise moves SGD no further than a random walk with its steps would: the exponent is at most 1/2
   Hoffer et al. 2017, section 4: standard diffusion *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* displacement(sgd): states inner.theta, start *)
Definition displacement (alpha : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    fun i => match i with | 0%nat => ((s 0%nat) - (alpha * (gradient 0%nat (s 0%nat)))) | 1%nat => (s 1%nat) | _ => 0 end;
  read := fun s => ((s 0%nat) - (s 1%nat))
|}.
Lemma displacement_linear : forall alpha h : R, linear (displacement alpha) h.
Proof. intros. is_linear. Qed.
Lemma displacement_invariant : forall alpha h : R, time_invariant (displacement alpha) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem diffusion_random_walk : forall (h : R) (c : R) (B : R) (alpha : R) (t : nat),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 < alpha) ->
    (alpha < (2 / h)) ->
  h <> 0 /\
    B <> 0 /\
    (risk (displacement alpha) h c B 0 (t)%nat) <= ((alpha ^ 2) * c * h * (INR t) / (2 * B)).
Proof.
intros h c B alpha t h_low c_low B_low alpha_low alpha_high.
assert (L0 : linear (displacement alpha) h) by apply displacement_linear.
assert (M0 : forall n0, (0 <= n0)%nat -> run (displacement alpha) h silence (init (displacement alpha) 1) n0 0%nat = ((1 - (alpha * h)) ^ (n0)%nat) /\ run (displacement alpha) h silence (init (displacement alpha) 1) n0 1%nat = 1 /\ (c / B) * built (displacement alpha) h (place 0) (place 0) n0 = ((alpha ^ 2) * c * (1 - ((1 - (alpha * h)) ^ (2 * n0)%nat)) / (B * (1 - ((1 - (alpha * h)) ^ 2)))) /\ (c / B) * built (displacement alpha) h (place 0) (place 1) n0 = 0 /\ (c / B) * built (displacement alpha) h (place 1) (place 1) n0 = 0).
{ intros n0 n0_first. induction n0 as [|n0 IH].
{ clear n0_first.
assert (C0_ : (1 - ((1 - (alpha * h)) ^ 2)) <> 0).
{
assert (N0 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * s_alpha) ((s_alpha * h) + h)); [pos | pos | equal].
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
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 2 (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (alpha * h * (2 - (alpha * h)))); [nonzero|equal].
}
repeat split; unfold built; cbn; equal.
}
{ specialize (IH (Nat.le_0_l _)). clear n0_first; assert (n0_first := Nat.le_0_l n0).
assert (N0_0 : (1 - ((1 - (alpha * h)) ^ 2)) <> 0).
{
assert (N0 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * s_alpha) ((s_alpha * h) + h)); [pos | pos | equal].
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
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 2 (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (alpha * h * (2 - (alpha * h)))); [nonzero|equal].
}
destruct IH as (I0 & I1 & I2 & I3 & I4).
repeat split.
{ change (run (displacement alpha) h silence (init (displacement alpha) 1) (S n0)) with (step (displacement alpha) h n0 none (run (displacement alpha) h silence (init (displacement alpha) 1) n0)). rewrite ?S_INR. unfold step, oracle, none; cbn - [run init INR pow Nat.mul Nat.add]. rewrite ?I0, ?I1. powers. equal. }
{ change (run (displacement alpha) h silence (init (displacement alpha) 1) (S n0)) with (step (displacement alpha) h n0 none (run (displacement alpha) h silence (init (displacement alpha) 1) n0)). rewrite ?S_INR. unfold step, oracle, none; cbn - [run init INR pow Nat.mul Nat.add]. rewrite ?I0, ?I1. powers. equal. }
{ rewrite (built_next _ _ L0 (place 0) (place 0)), (built_two _ _ _ _ (1 - (alpha * h)) 0 (1 - (alpha * h)) 0 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity (((1 - (alpha * h)) ^ 2) * ((c / B) * built (displacement alpha) h (place 0) (place 0) n0) + 0 * ((c / B) * built (displacement alpha) h (place 0) (place 1) n0) + 0 * ((c / B) * built (displacement alpha) h (place 1) (place 1) n0) + (c / B) * (alpha ^ 2)).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
{ rewrite (built_next _ _ L0 (place 0) (place 1)), (built_two _ _ _ _ (1 - (alpha * h)) 0 0 1 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity (0 * ((c / B) * built (displacement alpha) h (place 0) (place 0) n0) + (1 - (alpha * h)) * ((c / B) * built (displacement alpha) h (place 0) (place 1) n0) + 0 * ((c / B) * built (displacement alpha) h (place 1) (place 1) n0) + (c / B) * 0).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
{ rewrite (built_next _ _ L0 (place 1) (place 1)), (built_two _ _ _ _ 0 1 0 1 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity (0 * ((c / B) * built (displacement alpha) h (place 0) (place 0) n0) + 0 * ((c / B) * built (displacement alpha) h (place 0) (place 1) n0) + 1 * ((c / B) * built (displacement alpha) h (place 1) (place 1) n0) + (c / B) * 0).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
} }
assert (D0_0 : (1 - ((1 - (alpha * h)) ^ 2)) <> 0).
{
assert (N0 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * s_alpha) ((s_alpha * h) + h)); [pos | pos | equal].
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
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 2 (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (alpha * h * (2 - (alpha * h)))); [nonzero|equal].
}
assert (V0 : (risk (displacement alpha) h c B 0 (t)%nat) = ((alpha ^ 2) * c * h * (1 - ((1 - (alpha * h)) ^ (2 * t)%nat)) / (2 * B * (1 - ((1 - (alpha * h)) ^ 2))))).
{ destruct (M0 (t)%nat (Nat.le_0_l _)) as (I0 & I1 & I2 & I3 & I4).
rewrite risk_built, (built_two _ _ _ _ 1 (- 1) 1 (- 1) (place 0) (place 1)) by (intro; unfold place; cbn; equal).
transitivity (0 * square (mean_response (displacement alpha) h (t)%nat) + h / 2 * (1 * ((c / B) * built (displacement alpha) h (place 0) (place 0) (t)%nat) + (- 2) * ((c / B) * built (displacement alpha) h (place 0) (place 1) (t)%nat) + 1 * ((c / B) * built (displacement alpha) h (place 1) (place 1) (t)%nat))); [unfold square; equal|].
unfold mean_response. replace (read (displacement alpha) (run (displacement alpha) h silence (init (displacement alpha) 1) (t)%nat)) with (1 * run (displacement alpha) h silence (init (displacement alpha) 1) (t)%nat 0%nat + (- 1) * run (displacement alpha) h silence (init (displacement alpha) 1) (t)%nat 1%nat) by (cbn - [run]; equal). rewrite I0, I1, I2, I3, I4. unfold square. powers. equal. }
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
assert (F_0 : (1 - ((1 - (alpha * h)) ^ 2)) <> 0).
{
assert (N0 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * s_alpha) ((s_alpha * h) + h)); [pos | pos | equal].
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
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 2 (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (alpha * h * (2 - (alpha * h)))); [nonzero|equal].
}
assert (W : 0 <= (((alpha ^ 2) * c * h * (INR t) / (2 * B)) - ((alpha ^ 2) * c * h * (1 - ((1 - (alpha * h)) ^ (2 * t)%nat)) / (2 * B * (1 - ((1 - (alpha * h)) ^ 2)))))).
{
assert (G : forall m, 0 <= (((alpha ^ 2) * c * h * ((INR m) + 1) / (2 * B)) + ((alpha ^ 2) * c * h * (1 - ((1 - (alpha * h)) ^ (2 * m)%nat)) / (2 * B * (1 - ((1 - (alpha * h)) ^ 2)))) - ((alpha ^ 2) * c * h * (INR m) / (2 * B)) - ((alpha ^ 2) * c * h * (1 - ((1 - (alpha * h)) ^ ((2 * m + 2))%nat)) / (2 * B * (1 - ((1 - (alpha * h)) ^ 2)))))).
{ intro m.
assert (base_below : 0 < (2 - (alpha * h))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 2 (s_alpha + 1)); [pos | pos | equal].
}
assert (base_low : - 1 < (1 - (alpha * h))) by lra.
assert (base_above : 0 < (alpha * h)).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * s_alpha) (s_alpha + 1)); [pos | pos | equal].
}
assert (base_high : (1 - (alpha * h)) < 1) by lra.
assert (G : forall w, 0 <= w -> w <= 1 -> 0 <= (((alpha ^ 2) * c * h * (1 - w) / (2 * B * (1 - ((1 - (alpha * h)) ^ 2)))) + ((alpha ^ 2) * c * h * ((INR m) + 1) / (2 * B)) - ((alpha ^ 2) * c * h * (INR m) / (2 * B)) - ((alpha ^ 2) * c * h * (1 - (w * ((1 - (alpha * h)) ^ 2))) / (2 * B * (1 - ((1 - (alpha * h)) ^ 2)))))).
{ intros w w_low w_high.
destruct (Rle_lt_or_eq_dec _ _ w_high) as [w_below|w_end].
{ clear w_high; rename w_below into w_high.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
assert (m_real : 0 <= INR m) by apply pos_INR.
destruct (at_least _ _ m_real) as [s_m [P_s_m E_s_m]]; rewrite !E_s_m.
destruct (inside_lower _ _ _ w_low w_high) as [s_w [P_s_w E_s_w]]; try clear w_low w_high; subst w.
apply (nonneg_ratio _ (2 * (s_alpha ^ 2) * c) ((B * (s_alpha ^ 2) * h * s_w) + (B * (s_alpha ^ 2) * h) + (2 * B * s_alpha * h * s_w) + (2 * B * s_alpha * h) + (B * h * s_w) + (B * h))); [nonneg | pos | equal].
}
{ clear w_low w_high; subst w.
apply (nonneg_same _ (((alpha ^ 2) * c * h * ((INR m) + 1) / (2 * B)) - ((alpha ^ 2) * c * h * (INR m) / (2 * B)) - ((alpha ^ 2) * c * h / (2 * B)))); [|equal].
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
assert (m_real : 0 <= INR m) by apply pos_INR.
destruct (at_least _ _ m_real) as [s_m [P_s_m E_s_m]]; rewrite !E_s_m.
apply (nonneg_ratio _ 0 1); [nonneg | pos | equal].
}
}
assert (W := pow_square_unit (1 - (alpha * h)) m base_low base_high).
assert (V := G (((1 - (alpha * h)) ^ m) ^ 2) (proj1 W) (proj2 W)). refine (nonneg_same _ _ V _). powers. equal.
}
assert (I : forall m, 0 <= (((alpha ^ 2) * c * h * (INR m) / (2 * B)) - ((alpha ^ 2) * c * h * (1 - ((1 - (alpha * h)) ^ (2 * m)%nat)) / (2 * B * (1 - ((1 - (alpha * h)) ^ 2)))))).
{ induction m as [|m IH].
{ apply (nonneg_same _ 0); [lra|cbn; equal]. }
apply (nonneg_same _ ((((alpha ^ 2) * c * h * (INR m) / (2 * B)) - ((alpha ^ 2) * c * h * (1 - ((1 - (alpha * h)) ^ (2 * m)%nat)) / (2 * B * (1 - ((1 - (alpha * h)) ^ 2))))) + (((alpha ^ 2) * c * h * ((INR m) + 1) / (2 * B)) + ((alpha ^ 2) * c * h * (1 - ((1 - (alpha * h)) ^ (2 * m)%nat)) / (2 * B * (1 - ((1 - (alpha * h)) ^ 2)))) - ((alpha ^ 2) * c * h * (INR m) / (2 * B)) - ((alpha ^ 2) * c * h * (1 - ((1 - (alpha * h)) ^ ((2 * m + 2))%nat)) / (2 * B * (1 - ((1 - (alpha * h)) ^ 2))))))); [specialize (G m); lra|equal]. }
apply I.
}
match goal with |- ?l <= ?r => replace (((alpha ^ 2) * c * h * (INR t) / (2 * B)) - ((alpha ^ 2) * c * h * (1 - ((1 - (alpha * h)) ^ (2 * t)%nat)) / (2 * B * (1 - ((1 - (alpha * h)) ^ 2))))) with (r - l) in W by (powers; equal); lra end.
Qed.
Print Assumptions diffusion_random_walk.
