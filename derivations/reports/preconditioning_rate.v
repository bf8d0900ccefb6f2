(* preconditioning.rate: At alpha = 2/(h~_1 + h~_d) the flattest coordinate loses 2/kappa~ - 2/(kappa~ (kappa~ + 1)) of itself a step, kappa~ = kappa^(1-p)
   Zhang et al. 2019, section 3.3, below eq. 9: 'with optimal alpha ~ 2/h~_1 converges exponentially at a rate of approximately 2/kappa~' *)
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

Theorem preconditioning_rate : forall (h : R) (kappa : R) (p : R),
    (0 < h) ->
    (1 < kappa) ->
    (0 <= p) ->
    (p <= 1) ->
  (((Rpower h (1 - p)) * (Rpower kappa (1 - p))) + (Rpower h (1 - p))) <> 0 /\
    ((Rpower kappa (1 - p)) + 1) <> 0 /\
    0 < h /\
    0 < kappa /\
    (1 - (mean_response (preconditioned (2 / (((Rpower h (1 - p)) * (Rpower kappa (1 - p))) + (Rpower h (1 - p)))) p) h 1%nat)) = ((2 * (Rpower kappa (p - 1))) - (2 * (Rpower kappa (p - 1)) / ((Rpower kappa (1 - p)) + 1))).
Proof.
intros h kappa p h_low kappa_low p_low p_high.
assert (V0 : (mean_response (preconditioned (2 / (((Rpower h (1 - p)) * (Rpower kappa (1 - p))) + (Rpower h (1 - p)))) p) h 1%nat) = (- (((Rpower kappa p) - kappa) / (kappa + (Rpower kappa p))))).
{ run_rule. equal. }
rewrite V0.
assert (A0 : (((Rpower h (1 - p)) * (Rpower kappa (1 - p))) + (Rpower h (1 - p))) <> 0).
{
assert (N0 : h <> 0).
{
assert (sign : 0 < h).
{
apply (positive_ratio _ h 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : (kappa + (Rpower kappa p)) <> 0).
{
assert (sign : 0 < (kappa + (Rpower kappa p))).
{
destruct (above _ _ kappa_low) as [s_kappa [P_s_kappa E_s_kappa]]; try clear kappa_low; subst kappa.
apply (positive_ratio _ (s_kappa + (Rpower (s_kappa + 1) p) + 1) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (h * (Rpower h (- p)) * (Rpower kappa (- p)) * (kappa + (Rpower kappa p)))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (A0_top : (h * (kappa + (Rpower kappa p))) <> 0) by (apply (numerator_nonzero _ _ ((Rpower h p) * (Rpower kappa p)) A0); equal).
assert (A1 : ((Rpower kappa (1 - p)) + 1) <> 0).
{
assert (N0 : (kappa + (Rpower kappa p)) <> 0).
{
assert (sign : 0 < (kappa + (Rpower kappa p))).
{
destruct (above _ _ kappa_low) as [s_kappa [P_s_kappa E_s_kappa]]; try clear kappa_low; subst kappa.
apply (positive_ratio _ (s_kappa + (Rpower (s_kappa + 1) p) + 1) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((Rpower kappa (- p)) * (kappa + (Rpower kappa p)))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (A1_top : (kappa + (Rpower kappa p)) <> 0) by (apply (numerator_nonzero _ _ (Rpower kappa p) A1); equal).
assert (A2 : 0 < h).
{
apply (positive_ratio _ h 1); [pos | pos | equal].
}
split; [apply (positive_same _ _ A2); equal|].
assert (A3 : 0 < kappa).
{
destruct (above _ _ kappa_low) as [s_kappa [P_s_kappa E_s_kappa]]; try clear kappa_low; subst kappa.
apply (positive_ratio _ (s_kappa + 1) 1); [pos | pos | equal].
}
split; [apply (positive_same _ _ A3); equal|].
powers. same_roots. equal.
Qed.
Print Assumptions preconditioning_rate.
