(* sgd.risk-above-steady-state: The risk of SGD that starts above its steady-state risk (by delta) stays above it
   Zhang et al. 2019, section 3.2: 'the best achievable expected risk will be lower bounded by it', of plain SGD *)
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

Theorem sgd_risk_above_steady_state : forall (h : R) (c : R) (B : R) (t : nat) (alpha : R) (delta : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 < alpha) ->
    (alpha < (2 / h)) ->
    (0 <= delta) ->
  h <> 0 /\
    B <> 0 /\
    (2 - (alpha * h)) <> 0 /\
    (risk (sgd alpha) h c B (delta + (alpha * c / (2 * B * (2 - (alpha * h))))) (t)%nat) >= (alpha * c / (2 * B * (2 - (alpha * h)))).
Proof.
intros h c B t alpha delta h_low c_low B_low alpha_low alpha_high delta_low.
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
assert (D0_1 : (2 - (alpha * h)) <> 0).
{
assert (N0 : (2 - (alpha * h)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 2 (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h))); [nonzero|equal].
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
assert (V0 : (risk (sgd alpha) h c B (delta + (alpha * c / (2 * B * (2 - (alpha * h))))) (t)%nat) = (((delta + (alpha * c / (2 * B * (2 - (alpha * h))))) * ((1 - (alpha * h)) ^ (2 * t)%nat)) + ((alpha ^ 2) * c * h * (1 - ((1 - (alpha * h)) ^ (2 * t)%nat)) / (2 * B * (1 - ((1 - (alpha * h)) ^ 2)))))).
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
assert (A2 : (2 - (alpha * h)) <> 0).
{
assert (N0 : (2 - (alpha * h)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 2 (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
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
assert (F_1 : (2 - (alpha * h)) <> 0).
{
assert (N0 : (2 - (alpha * h)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 2 (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h))); [nonzero|equal].
}
assert (G_0 : (2 - (alpha * h)) <> 0).
{
assert (N0 : (2 - (alpha * h)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 2 (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h))); [nonzero|equal].
}
assert (W : 0 <= (((delta + (alpha * c / (2 * B * (2 - (alpha * h))))) * ((1 - (alpha * h)) ^ (2 * t)%nat)) + ((alpha ^ 2) * c * h * (1 - ((1 - (alpha * h)) ^ (2 * t)%nat)) / (2 * B * (1 - ((1 - (alpha * h)) ^ 2)))) - (alpha * c / (2 * B * (2 - (alpha * h)))))).
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
assert (G : forall w, 0 <= w -> w <= 1 -> 0 <= ((w * (delta + (alpha * c / (2 * B * (2 - (alpha * h)))))) + ((alpha ^ 2) * c * h * (1 - w) / (2 * B * (1 - ((1 - (alpha * h)) ^ 2)))) - (alpha * c / (2 * B * (2 - (alpha * h)))))).
{ intros w w_low w_high.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (nonneg_ratio _ (delta * w) 1); [nonneg | pos | equal].
}
assert (W := pow_square_unit (1 - (alpha * h)) t base_low base_high).
assert (V := G (((1 - (alpha * h)) ^ t) ^ 2) (proj1 W) (proj2 W)). refine (nonneg_same _ _ V _). powers. equal.
}
match goal with |- ?l >= ?r => replace (((delta + (alpha * c / (2 * B * (2 - (alpha * h))))) * ((1 - (alpha * h)) ^ (2 * t)%nat)) + ((alpha ^ 2) * c * h * (1 - ((1 - (alpha * h)) ^ (2 * t)%nat)) / (2 * B * (1 - ((1 - (alpha * h)) ^ 2)))) - (alpha * c / (2 * B * (2 - (alpha * h))))) with (l - r) in W by (powers; equal); lra end.
Qed.
Print Assumptions sgd_risk_above_steady_state.
