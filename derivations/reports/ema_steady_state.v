(* ema.steady-state: The steady-state risk of the average
   Zhang et al. 2019, eq. 12 *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* ema(sgd): states inner.theta, average *)
Definition ema (alpha gamma : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((s 0%nat) - (alpha * (gradient 0%nat (s 0%nat)))) in
    fun i => match i with | 0%nat => u1 | 1%nat => ((gamma * (s 1%nat)) + ((1 - gamma) * u1)) | _ => 0 end;
  read := fun s => (s 1%nat)
|}.
Lemma ema_linear : forall alpha gamma h : R, linear (ema alpha gamma) h.
Proof. intros. is_linear. Qed.
Lemma ema_invariant : forall alpha gamma h : R, time_invariant (ema alpha gamma) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem ema_steady_state : forall (h : R) (c : R) (B : R) (gamma : R) (alpha : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 <= gamma) ->
    (gamma < 1) ->
    (0 < alpha) ->
    (alpha < (2 / h)) ->
  exists v1 : R, 
    steady_state (ema alpha gamma) h c B v1 /\
    h <> 0 /\
    B <> 0 /\
    (gamma + 1) <> 0 /\
    (2 - (alpha * h)) <> 0 /\
    (1 - (gamma * (1 - (alpha * h)))) <> 0 /\
    v1 = (alpha * c * (1 - gamma) * ((gamma * (1 - (alpha * h))) + 1) / (2 * B * (gamma + 1) * (2 - (alpha * h)) * (1 - (gamma * (1 - (alpha * h)))))).
Proof.
intros h c B gamma alpha h_low c_low B_low gamma_low gamma_high alpha_low alpha_high.
assert (L0 : linear (ema alpha gamma) h) by apply ema_linear.
assert (I0 : time_invariant (ema alpha gamma) h) by apply ema_invariant.
assert (Y0 : forall s, rec2 ((alpha * h) - gamma - 1) (gamma * (1 - (alpha * h))) (fun t => read (ema alpha gamma) (run (ema alpha gamma) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (ema alpha gamma) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable2 ((alpha * h) - gamma - 1) (gamma * (1 - (alpha * h)))).
{
assert (part0 : stable1 (- gamma)).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (1 - gamma)).
{
destruct (inside_lower _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ 1 (s_gamma + 1)); [pos | pos | equal].
}
replace (1 - gamma) with (1 + (- gamma)) in K0 by equal.
assert (K1 : 0 < (gamma + 1)).
{
destruct (inside_lower _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ ((2 * s_gamma) + 1) (s_gamma + 1)); [pos | pos | equal].
}
replace (gamma + 1) with (1 - (- gamma)) in K1 by equal.
repeat split; lra.
}
assert (part1 : stable1 (- (1 - (alpha * h)))).
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
apply (stable2_same _ _ _ _ (product11 gamma (1 - (alpha * h)) part0 part1)); equal.
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
assert (D0_1 : ((alpha * gamma * h) + 1 - gamma) <> 0).
{
assert (N0 : ((alpha * gamma * h) + 1 - gamma) <> 0).
{
assert (sign : 0 < ((alpha * gamma * h) + 1 - gamma)).
{
destruct (inside_lower _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((2 * s_alpha * s_gamma) + s_alpha + 1) ((s_alpha * s_gamma) + s_alpha + s_gamma + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * gamma * h) + 1 - gamma)); [nonzero|equal].
}
assert (Qv1 : steady_state (ema alpha gamma) h c B (alpha * c * (1 - gamma) * (gamma + 1 - (alpha * gamma * h)) / (2 * B * (gamma + 1) * (2 - (alpha * h)) * ((alpha * gamma * h) + 1 - gamma)))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total2 ((alpha * h) - gamma - 1) (gamma * (1 - (alpha * h))) (impulse_response (ema alpha gamma) h j 0%nat) (impulse_response (ema alpha gamma) h j 1%nat))); [exact L0|exact I0| | |].
{ apply (rec2_vanishes ((alpha * h) - gamma - 1) (gamma * (1 - (alpha * h))) _ J0). apply Y0. }
{ intros j _. apply (sum2 ((alpha * h) - gamma - 1) (gamma * (1 - (alpha * h))) _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as (jury0 & jury1 & jury2). assert (0 < 1 - (gamma * (1 - (alpha * h)))) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists (alpha * c * (1 - gamma) * (gamma + 1 - (alpha * gamma * h)) / (2 * B * (gamma + 1) * (2 - (alpha * h)) * ((alpha * gamma * h) + 1 - gamma))).
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
assert (A2 : (gamma + 1) <> 0).
{
assert (N0 : (gamma + 1) <> 0).
{
assert (sign : 0 < (gamma + 1)).
{
destruct (inside_lower _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ ((2 * s_gamma) + 1) (s_gamma + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (gamma + 1)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
assert (A3 : (2 - (alpha * h)) <> 0).
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
split; [apply (nonzero_same _ _ A3); equal|].
assert (A4 : (1 - (gamma * (1 - (alpha * h)))) <> 0).
{
assert (N0 : ((alpha * gamma * h) + 1 - gamma) <> 0).
{
assert (sign : 0 < ((alpha * gamma * h) + 1 - gamma)).
{
destruct (inside_lower _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((2 * s_alpha * s_gamma) + s_alpha + 1) ((s_alpha * s_gamma) + s_alpha + s_gamma + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * gamma * h) + 1 - gamma)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A4); equal|].
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
assert (F_1 : ((alpha * gamma * h) + 1 - gamma) <> 0).
{
assert (N0 : ((alpha * gamma * h) + 1 - gamma) <> 0).
{
assert (sign : 0 < ((alpha * gamma * h) + 1 - gamma)).
{
destruct (inside_lower _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((2 * s_alpha * s_gamma) + s_alpha + 1) ((s_alpha * s_gamma) + s_alpha + s_gamma + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * gamma * h) + 1 - gamma)); [nonzero|equal].
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
assert (G_1 : (1 - (gamma * (1 - (alpha * h)))) <> 0).
{
assert (N0 : ((alpha * gamma * h) + 1 - gamma) <> 0).
{
assert (sign : 0 < ((alpha * gamma * h) + 1 - gamma)).
{
destruct (inside_lower _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((2 * s_alpha * s_gamma) + s_alpha + 1) ((s_alpha * s_gamma) + s_alpha + s_gamma + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * gamma * h) + 1 - gamma)); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions ema_steady_state.
