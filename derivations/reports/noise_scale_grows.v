(* noise-scale.grows: The loss of a coordinate that starts above its steady state falls at every step, so its noise scale grows
   McCandlish et al. 2018, section 2.3 *)
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

Theorem noise_scale_grows : forall (h : R) (c : R) (B : R) (delta : R) (alpha : R) (t : nat),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 <= delta) ->
    (0 < alpha) ->
    (alpha < (2 / h)) ->
  h <> 0 /\
    B <> 0 /\
    (2 - (alpha * h)) <> 0 /\
    (risk (sgd alpha) h c B (delta + (alpha * c / (2 * B * (2 - (alpha * h))))) ((t + 1))%nat) <= (risk (sgd alpha) h c B (delta + (alpha * c / (2 * B * (2 - (alpha * h))))) (t)%nat).
Proof.
intros h c B delta alpha t h_low c_low B_low delta_low alpha_low alpha_high.
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
assert (L1 : linear (sgd alpha) h) by apply sgd_linear.
assert (D1_0 : (1 - ((1 - (alpha * h)) ^ 2)) <> 0).
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
assert (D1_1 : (2 - (alpha * h)) <> 0).
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
assert (I1 : time_invariant (sgd alpha) h) by apply sgd_invariant.
assert (S1 : (1 - ((1 - (alpha * h)) ^ 2)) <> 0).
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
assert (T1 : 1 - (1 - (alpha * h)) * (1 - (alpha * h)) <> 0) by (apply (nonzero_same _ _ S1); equal).
assert (V1 : (risk (sgd alpha) h c B (delta + (alpha * c / (2 * B * (2 - (alpha * h))))) ((t + 1))%nat) = (((delta + (alpha * c / (2 * B * (2 - (alpha * h))))) * ((1 - (alpha * h)) ^ ((2 * t + 2))%nat)) + ((alpha ^ 2) * c * h * (1 - ((1 - (alpha * h)) ^ ((2 * t + 2))%nat)) / (2 * B * (1 - ((1 - (alpha * h)) ^ 2)))))).
{ rewrite (risk_of_one _ _ (1 - (alpha * h)) L1 I1 eq_refl); [|intro s; unfold step, oracle, none; cbn; equal|exact T1].
unfold mean_response, impulse_response, step, oracle, none, unit, rest, square. cbn - [pow Nat.mul Nat.add]. powers. equal. }
rewrite V1.
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
assert (G_0 : (1 - ((1 - (alpha * h)) ^ 2)) <> 0).
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
assert (G_1 : (2 - (alpha * h)) <> 0).
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
assert (W : 0 <= (((delta + (alpha * c / (2 * B * (2 - (alpha * h))))) * ((1 - (alpha * h)) ^ (2 * t)%nat)) + ((alpha ^ 2) * c * h * (1 - ((1 - (alpha * h)) ^ (2 * t)%nat)) / (2 * B * (1 - ((1 - (alpha * h)) ^ 2)))) - ((delta + (alpha * c / (2 * B * (2 - (alpha * h))))) * ((1 - (alpha * h)) ^ ((2 * t + 2))%nat)) - ((alpha ^ 2) * c * h * (1 - ((1 - (alpha * h)) ^ ((2 * t + 2))%nat)) / (2 * B * (1 - ((1 - (alpha * h)) ^ 2)))))).
{
assert (F : 0 <= ((delta * ((1 - (alpha * h)) ^ (2 * t)%nat)) - (delta * ((1 - (alpha * h)) ^ ((2 * t + 2))%nat)))).
{
apply (nonneg_square _ (delta * (1 - ((1 - (alpha * h)) ^ 2))) ((1 - (alpha * h)) ^ (t)%nat)); [|equal].
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (nonneg_ratio _ (4 * s_alpha * delta) ((s_alpha ^ 2) + (2 * s_alpha) + 1)); [nonneg | pos | equal].
}
apply (nonneg_multiple _ 1 ((delta * ((1 - (alpha * h)) ^ (2 * t)%nat)) - (delta * ((1 - (alpha * h)) ^ ((2 * t + 2))%nat)))); [|exact F|equal].
lra.
}
match goal with |- ?l <= ?r => replace (((delta + (alpha * c / (2 * B * (2 - (alpha * h))))) * ((1 - (alpha * h)) ^ (2 * t)%nat)) + ((alpha ^ 2) * c * h * (1 - ((1 - (alpha * h)) ^ (2 * t)%nat)) / (2 * B * (1 - ((1 - (alpha * h)) ^ 2)))) - ((delta + (alpha * c / (2 * B * (2 - (alpha * h))))) * ((1 - (alpha * h)) ^ ((2 * t + 2))%nat)) - ((alpha ^ 2) * c * h * (1 - ((1 - (alpha * h)) ^ ((2 * t + 2))%nat)) / (2 * B * (1 - ((1 - (alpha * h)) ^ 2))))) with (r - l) in W by (powers; equal); lra end.
Qed.
Print Assumptions noise_scale_grows.
