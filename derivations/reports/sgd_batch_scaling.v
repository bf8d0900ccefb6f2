(* sgd.batch-scaling: The steady-state risk falls in proportion to 1/B
   Zhang et al. 2019, section 3.1: 'decreases proportionally to increases in batch size' *)
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

Theorem sgd_batch_scaling : forall (h : R) (c : R) (B : R) (alpha : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 < alpha) ->
    (alpha < (2 / h)) ->
  exists v1 : R, 
    steady_state (sgd alpha) h c B v1 /\
    h <> 0 /\
    B <> 0 /\
    (2 - (alpha * h)) <> 0 /\
    v1 = (alpha * c / (2 * B * (2 - (alpha * h)))).
Proof.
intros h c B alpha h_low c_low B_low alpha_low alpha_high.
assert (L0 : linear (sgd alpha) h) by apply sgd_linear.
assert (I0 : time_invariant (sgd alpha) h) by apply sgd_invariant.
assert (Y0 : forall s, rec1 ((alpha * h) - 1) (fun t => read (sgd alpha) (run (sgd alpha) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (sgd alpha) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable1 ((alpha * h) - 1)).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * h)).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (2 * s_alpha) (s_alpha + 1)); [pos | pos | equal].
}
replace (alpha * h) with (1 + ((alpha * h) - 1)) in K0 by equal.
assert (K1 : 0 < (2 - (alpha * h))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 2 (s_alpha + 1)); [pos | pos | equal].
}
replace (2 - (alpha * h)) with (1 - ((alpha * h) - 1)) in K1 by equal.
repeat split; lra.
}
assert (D0_0 : (2 - (alpha * h)) <> 0).
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
assert (Qv1 : steady_state (sgd alpha) h c B (alpha * c / (2 * B * (2 - (alpha * h))))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total1 ((alpha * h) - 1) (impulse_response (sgd alpha) h j 0%nat))); [exact L0|exact I0| | |].
{ apply (rec1_vanishes ((alpha * h) - 1) _ J0). apply Y0. }
{ intros j _. apply (sum1 ((alpha * h) - 1) _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as [jury0 jury1]. assert (0 < 1 + ((alpha * h) - 1)) by lra. assert (0 < 1 - ((alpha * h) - 1)) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists (alpha * c / (2 * B * (2 - (alpha * h)))).
split; [exact Qv1|].
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
assert (F_0 : (2 - (alpha * h)) <> 0).
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
powers. same_roots. equal.
Qed.
Print Assumptions sgd_batch_scaling.
