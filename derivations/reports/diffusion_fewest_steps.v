(* diffusion.fewest-steps: At no batch size is the risk after t steps below r^(2t) times the initial one: the steps at infinite batch size are the fewest
   S_min, You et al. 2020 and McCandlish et al. 2018 *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* sgd: states theta *)
Definition sgd (alpha : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    fun i => match i with | 0%nat => ((s 0%nat) - (alpha * (gradient 0%nat (s 0%nat)))) | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma sgd_linear : forall alpha h : R, linear (sgd alpha) h.
Proof. intros. is_linear. Qed.
Lemma sgd_invariant : forall alpha h : R, time_invariant (sgd alpha) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem diffusion_fewest_steps : forall (h : R) (c : R) (B : R) (ell_0 : R) (alpha : R) (t : nat),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 <= ell_0) ->
    (0 < alpha) ->
    (alpha < (2 / h)) ->
  h <> 0 /\
    (risk (sgd alpha) h c B ell_0 (t)%nat) >= (ell_0 * ((1 - (alpha * h)) ^ (2 * t)%nat)).
Proof.
intros h c B ell_0 alpha t h_low c_low B_low ell_0_low alpha_low alpha_high.
assert (L0 : linear (sgd alpha) h) by apply sgd_linear.
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
assert (I0 : time_invariant (sgd alpha) h) by apply sgd_invariant.
assert (S0 : (1 - ((1 - (alpha * h)) ^ 2)) <> 0).
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
assert (T0 : 1 - (1 - (alpha * h)) * (1 - (alpha * h)) <> 0) by (apply (nonzero_same _ _ S0); equal).
assert (V0 : (risk (sgd alpha) h c B ell_0 (t)%nat) = ((ell_0 * ((1 - (alpha * h)) ^ (2 * t)%nat)) + ((alpha ^ 2) * c * h * (1 - ((1 - (alpha * h)) ^ (2 * t)%nat)) / (2 * B * (1 - ((1 - (alpha * h)) ^ 2)))))).
{ rewrite (risk_of_one _ _ (1 - (alpha * h)) L0 I0 eq_refl); [|intro s; unfold step, oracle, none; cbn; equal|exact T0].
unfold mean_response, impulse_response, step, oracle, none, unit, rest, square. cbn - [pow Nat.mul Nat.add]. powers. equal. }
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
assert (W : 0 <= ((alpha ^ 2) * c * h * (1 - ((1 - (alpha * h)) ^ (2 * t)%nat)) / (2 * B * (1 - ((1 - (alpha * h)) ^ 2))))).
{
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
assert (G : forall w, 0 <= w -> w <= 1 -> 0 <= ((alpha ^ 2) * c * h * (1 - w) / (2 * B * (1 - ((1 - (alpha * h)) ^ 2))))).
{ intros w w_low w_high.
destruct (Rle_lt_or_eq_dec _ _ w_high) as [w_below|w_end].
{ clear w_high; rename w_below into w_high.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
destruct (inside_lower _ _ _ w_low w_high) as [s_w [P_s_w E_s_w]]; try clear w_low w_high; subst w.
apply (nonneg_ratio _ (s_alpha * c) ((2 * B * h * s_w) + (2 * B * h))); [nonneg | pos | equal].
}
{ clear w_low w_high; subst w.
apply (nonneg_same _ 0); [|equal].
lra.
}
}
assert (W := pow_square_unit (1 - (alpha * h)) t base_low base_high).
assert (V := G (((1 - (alpha * h)) ^ t) ^ 2) (proj1 W) (proj2 W)). refine (nonneg_same _ _ V _). powers. equal.
}
match goal with |- ?l >= ?r => replace ((alpha ^ 2) * c * h * (1 - ((1 - (alpha * h)) ^ (2 * t)%nat)) / (2 * B * (1 - ((1 - (alpha * h)) ^ 2)))) with (l - r) in W by (powers; equal); lra end.
Qed.
Print Assumptions diffusion_fewest_steps.
