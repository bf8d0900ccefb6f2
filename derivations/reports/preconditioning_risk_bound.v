(* preconditioning.risk-bound: The bound on the risk of preconditioned SGD (one coordinate of the sum)
   Zhang et al. 2019, eq. 9 *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* preconditioned(sgd): states theta *)
Definition preconditioned (alpha p : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    fun i => match i with | 0%nat => ((s 0%nat) - (alpha * ((Rpower curvature (- p)) * (gradient 0%nat (s 0%nat))))) | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma preconditioned_linear : forall alpha p h : R, linear (preconditioned alpha p) h.
Proof. intros. is_linear. Qed.
Lemma preconditioned_invariant : forall alpha p h : R, time_invariant (preconditioned alpha p) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem preconditioning_risk_bound : forall (h : R) (c : R) (B : R) (ell_0 : R) (t : nat) (p : R) (alpha : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 <= ell_0) ->
    (0 <= p) ->
    (p <= 1) ->
    (0 < alpha) ->
    (alpha < (2 * (Rpower h (p - 1)))) ->
  B <> 0 /\
    (2 - (alpha * (Rpower h (1 - p)))) <> 0 /\
    0 < h /\
    (risk (preconditioned alpha p) h c B ell_0 (t)%nat) <= ((ell_0 * ((1 - (alpha * (Rpower h (1 - p)))) ^ (2 * t)%nat)) + (alpha * c * (Rpower h (- p)) / (2 * B * (2 - (alpha * (Rpower h (1 - p))))))).
Proof.
intros h c B ell_0 t p alpha h_low c_low B_low ell_0_low p_low p_high alpha_low alpha_high.
assert (L0 : linear (preconditioned alpha p) h) by apply preconditioned_linear.
assert (D0_0_0f : alpha <> 0).
{
assert (N0 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * s_alpha * (Rpower h p)) ((s_alpha * h) + h)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ alpha); [nonzero|equal].
}
assert (D0_0_1f : h <> 0).
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
assert (D0_0_2f : ((2 * (Rpower h p)) - (alpha * h)) <> 0).
{
assert (N0 : ((2 * (Rpower h p)) - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * (Rpower h p)) - (alpha * h))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * (Rpower h p)) (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * (Rpower h p)) - (alpha * h))); [nonzero|equal].
}
assert (D0_0 : (1 - ((Rpower h (- (2 * p))) * (((Rpower h p) - (alpha * h)) ^ 2))) <> 0).
{
assert (N0 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * s_alpha * (Rpower h p)) ((s_alpha * h) + h)); [pos | pos | equal].
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
assert (N2 : ((2 * (Rpower h p)) - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * (Rpower h p)) - (alpha * h))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * (Rpower h p)) (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (alpha * h * (Rpower h (- (2 * p))) * ((2 * (Rpower h p)) - (alpha * h)))); [nonzero|equal].
}
assert (D0_0_top : (alpha * h * ((2 * (Rpower h p)) - (alpha * h))) <> 0) by (apply (numerator_nonzero _ _ (Rpower h (2 * p)) D0_0); equal).
assert (I0 : time_invariant (preconditioned alpha p) h) by apply preconditioned_invariant.
assert (S0 : (1 - ((Rpower h (- (2 * p))) * (((Rpower h p) - (alpha * h)) ^ 2))) <> 0).
{
assert (N0 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * s_alpha * (Rpower h p)) ((s_alpha * h) + h)); [pos | pos | equal].
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
assert (N2 : ((2 * (Rpower h p)) - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * (Rpower h p)) - (alpha * h))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * (Rpower h p)) (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (alpha * h * (Rpower h (- (2 * p))) * ((2 * (Rpower h p)) - (alpha * h)))); [nonzero|equal].
}
assert (T0 : 1 - ((Rpower h (- p)) * ((Rpower h p) - (alpha * h))) * ((Rpower h (- p)) * ((Rpower h p) - (alpha * h))) <> 0) by (apply (nonzero_same _ _ S0); equal).
assert (V0 : (risk (preconditioned alpha p) h c B ell_0 (t)%nat) = ((ell_0 * (((Rpower h (- p)) * ((Rpower h p) - (alpha * h))) ^ (2 * t)%nat)) + ((alpha ^ 2) * c * h * (Rpower h (- (2 * p))) * (1 - (((Rpower h (- p)) * ((Rpower h p) - (alpha * h))) ^ (2 * t)%nat)) / (2 * B * (1 - ((Rpower h (- (2 * p))) * (((Rpower h p) - (alpha * h)) ^ 2))))))).
{ rewrite (risk_of_one _ _ ((Rpower h (- p)) * ((Rpower h p) - (alpha * h))) L0 I0 eq_refl); [|intro s; unfold step, oracle, none; cbn; equal|exact T0].
unfold mean_response, impulse_response, step, oracle, none, unit, rest, square. cbn - [pow Nat.mul Nat.add]. powers. equal. }
rewrite V0.
assert (A0 : B <> 0).
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
split; [apply (nonzero_same _ _ A0); equal|].
assert (A1 : (2 - (alpha * (Rpower h (1 - p)))) <> 0).
{
assert (N0 : ((2 * (Rpower h p)) - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * (Rpower h p)) - (alpha * h))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * (Rpower h p)) (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((Rpower h (- p)) * ((2 * (Rpower h p)) - (alpha * h)))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (A1_top : ((2 * (Rpower h p)) - (alpha * h)) <> 0) by (apply (numerator_nonzero _ _ (Rpower h p) A1); equal).
assert (A2 : 0 < h).
{
apply (positive_ratio _ h 1); [pos | pos | equal].
}
split; [apply (positive_same _ _ A2); equal|].
assert (root : ((Rpower h (- p)) * ((Rpower h p) - (alpha * h))) = (1 - (alpha * (Rpower h (1 - p))))) by equal.
rewrite root.
assert (F_0_0f : alpha <> 0).
{
assert (N0 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * s_alpha * (Rpower h p)) ((s_alpha * h) + h)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ alpha); [nonzero|equal].
}
assert (F_0_1f : h <> 0).
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
assert (F_0_2f : ((2 * (Rpower h p)) - (alpha * h)) <> 0).
{
assert (N0 : ((2 * (Rpower h p)) - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * (Rpower h p)) - (alpha * h))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * (Rpower h p)) (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * (Rpower h p)) - (alpha * h))); [nonzero|equal].
}
assert (F_0 : (1 - ((Rpower h (- (2 * p))) * (((Rpower h p) - (alpha * h)) ^ 2))) <> 0).
{
assert (N0 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * s_alpha * (Rpower h p)) ((s_alpha * h) + h)); [pos | pos | equal].
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
assert (N2 : ((2 * (Rpower h p)) - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * (Rpower h p)) - (alpha * h))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * (Rpower h p)) (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (alpha * h * (Rpower h (- (2 * p))) * ((2 * (Rpower h p)) - (alpha * h)))); [nonzero|equal].
}
assert (F_0_top : (alpha * h * ((2 * (Rpower h p)) - (alpha * h))) <> 0) by (apply (numerator_nonzero _ _ (Rpower h (2 * p)) F_0); equal).
assert (G_0_0f : ((2 * (Rpower h p)) - (alpha * h)) <> 0).
{
assert (N0 : ((2 * (Rpower h p)) - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * (Rpower h p)) - (alpha * h))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * (Rpower h p)) (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * (Rpower h p)) - (alpha * h))); [nonzero|equal].
}
assert (G_0 : (2 - (alpha * (Rpower h (1 - p)))) <> 0).
{
assert (N0 : ((2 * (Rpower h p)) - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * (Rpower h p)) - (alpha * h))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * (Rpower h p)) (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((Rpower h (- p)) * ((2 * (Rpower h p)) - (alpha * h)))); [nonzero|equal].
}
assert (G_0_top : ((2 * (Rpower h p)) - (alpha * h)) <> 0) by (apply (numerator_nonzero _ _ (Rpower h p) G_0); equal).
assert (W : 0 <= ((alpha * c * (Rpower h (- p)) / (2 * B * (2 - (alpha * (Rpower h (1 - p)))))) - ((alpha ^ 2) * c * h * (Rpower h (- (2 * p))) * (1 - ((1 - (alpha * (Rpower h (1 - p)))) ^ (2 * t)%nat)) / (2 * B * (1 - ((Rpower h (- (2 * p))) * (((Rpower h p) - (alpha * h)) ^ 2))))))).
{
apply (nonneg_square _ (alpha * c / (2 * B * ((2 * (Rpower h p)) - (alpha * h)))) ((1 - (alpha * (Rpower h (1 - p)))) ^ (t)%nat)); [|equal].
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (nonneg_ratio _ (s_alpha * c) (2 * B * h)); [nonneg | pos | equal].
}
match goal with |- ?l <= ?r => replace ((alpha * c * (Rpower h (- p)) / (2 * B * (2 - (alpha * (Rpower h (1 - p)))))) - ((alpha ^ 2) * c * h * (Rpower h (- (2 * p))) * (1 - ((1 - (alpha * (Rpower h (1 - p)))) ^ (2 * t)%nat)) / (2 * B * (1 - ((Rpower h (- (2 * p))) * (((Rpower h p) - (alpha * h)) ^ 2)))))) with (r - l) in W by (powers; equal); lra end.
Qed.
Print Assumptions preconditioning_risk_bound.
