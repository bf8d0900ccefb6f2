(* library.ema-heavy-ball-steady-state: The steady-state risk of ema(heavy-ball)
   derived from the rule *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* ema(heavy-ball): states inner.theta, inner.m, average *)
Definition ema (alpha beta gamma : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => (0 * theta) | 2%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((beta * (s 1%nat)) + (gradient 0%nat (s 0%nat))) in
    let u2 := ((s 0%nat) - (alpha * u1)) in
    fun i => match i with | 0%nat => u2 | 1%nat => u1 | 2%nat => ((gamma * (s 2%nat)) + ((1 - gamma) * u2)) | _ => 0 end;
  read := fun s => (s 2%nat)
|}.
Lemma ema_linear : forall alpha beta gamma h : R, linear (ema alpha beta gamma) h.
Proof. intros. is_linear. Qed.
Lemma ema_invariant : forall alpha beta gamma h : R, time_invariant (ema alpha beta gamma) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem library_ema_heavy_ball_steady_state : forall (h : R) (c : R) (B : R) (alpha : R) (beta : R) (gamma : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 < alpha) ->
    (0 <= beta) ->
    (beta < 1) ->
    (0 <= gamma) ->
    (gamma < 1) ->
    (0 < ((2 * beta) + 2 - (alpha * h))) ->
  exists v1 : R, 
    steady_state (ema alpha beta gamma) h c B v1 /\
    B <> 0 /\
    (1 - beta) <> 0 /\
    (gamma + 1) <> 0 /\
    ((2 * beta) + 2 - (alpha * h)) <> 0 /\
    ((alpha * gamma * h) + (beta * (gamma ^ 2)) + 1 - (beta * gamma) - gamma) <> 0 /\
    v1 = (alpha * c * (1 - gamma) * ((alpha * beta * gamma * h) + beta + gamma + 1 - (alpha * gamma * h) - ((beta ^ 2) * (gamma ^ 2)) - ((beta ^ 2) * gamma) - (beta * (gamma ^ 2))) / (2 * B * (1 - beta) * (gamma + 1) * ((2 * beta) + 2 - (alpha * h)) * ((alpha * gamma * h) + (beta * (gamma ^ 2)) + 1 - (beta * gamma) - gamma))).
Proof.
intros h c B alpha beta gamma h_low c_low B_low alpha_low beta_low beta_high gamma_low gamma_high known_0.
assert (L0 : linear (ema alpha beta gamma) h) by apply ema_linear.
assert (I0 : time_invariant (ema alpha beta gamma) h) by apply ema_invariant.
assert (Y0 : forall s, rec3 ((alpha * h) - beta - gamma - 1) ((beta * gamma) + beta + gamma - (alpha * gamma * h)) (- (beta * gamma)) (fun t => read (ema alpha beta gamma) (run (ema alpha beta gamma) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (ema alpha beta gamma) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable3 ((alpha * h) - beta - gamma - 1) ((beta * gamma) + beta + gamma - (alpha * gamma * h)) (- (beta * gamma))).
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
assert (part1 : stable2 ((alpha * h) - beta - 1) beta).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * h)).
{
apply (positive_ratio _ (alpha * h) 1); [pos | pos | equal].
}
replace (alpha * h) with (1 + ((alpha * h) - beta - 1) + beta) in K0 by equal.
assert (K1 : 0 < ((2 * beta) + 2 - (alpha * h))).
{
apply (positive_multiple _ 1 ((2 * beta) + 2 - (alpha * h))); [|exact known_0|equal].
lra.
}
replace ((2 * beta) + 2 - (alpha * h)) with (1 - ((alpha * h) - beta - 1) + beta) in K1 by equal.
assert (K2 : 0 < (1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
replace (1 - beta) with (1 - beta) in K2 by equal.
repeat split; lra.
}
apply (stable3_same _ _ _ _ _ _ (product12 gamma ((alpha * h) - beta - 1) beta part0 part1)); equal.
}
assert (D0_0 : (1 - beta) <> 0).
{
assert (N0 : (1 - beta) <> 0).
{
assert (sign : 0 < (1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - beta)); [nonzero|equal].
}
assert (D0_1 : ((2 * beta) + 2 - (alpha * h)) <> 0).
{
assert (N0 : ((2 * beta) + 2 - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * beta) + 2 - (alpha * h))).
{
apply (positive_multiple _ 1 ((2 * beta) + 2 - (alpha * h))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * beta) + 2 - (alpha * h))); [nonzero|equal].
}
assert (D0_2 : ((alpha * gamma * h) + (beta * (gamma ^ 2)) + 1 - (beta * gamma) - gamma) <> 0).
{
assert (N0 : ((alpha * gamma * h) + (beta * (gamma ^ 2)) + 1 - (beta * gamma) - gamma) <> 0).
{
assert (sign : 0 < ((alpha * gamma * h) + (beta * (gamma ^ 2)) + 1 - (beta * gamma) - gamma)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_lower _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ ((alpha * s_beta * (s_gamma ^ 2) * h) + (alpha * s_beta * s_gamma * h) + (alpha * (s_gamma ^ 2) * h) + (alpha * s_gamma * h) + s_beta + s_gamma + 1) ((s_beta * (s_gamma ^ 2)) + (2 * s_beta * s_gamma) + s_beta + (s_gamma ^ 2) + (2 * s_gamma) + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * gamma * h) + (beta * (gamma ^ 2)) + 1 - (beta * gamma) - gamma)); [nonzero|equal].
}
assert (Qv1 : steady_state (ema alpha beta gamma) h c B (alpha * c * (1 - gamma) * ((alpha * beta * gamma * h) + beta + gamma + 1 - (alpha * gamma * h) - ((beta ^ 2) * (gamma ^ 2)) - ((beta ^ 2) * gamma) - (beta * (gamma ^ 2))) / (2 * B * (1 - beta) * (gamma + 1) * ((2 * beta) + 2 - (alpha * h)) * ((alpha * gamma * h) + (beta * (gamma ^ 2)) + 1 - (beta * gamma) - gamma)))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total3 ((alpha * h) - beta - gamma - 1) ((beta * gamma) + beta + gamma - (alpha * gamma * h)) (- (beta * gamma)) (impulse_response (ema alpha beta gamma) h j 0%nat) (impulse_response (ema alpha beta gamma) h j 1%nat) (impulse_response (ema alpha beta gamma) h j 2%nat))); [exact L0|exact I0| | |].
{ apply (rec3_vanishes ((alpha * h) - beta - gamma - 1) ((beta * gamma) + beta + gamma - (alpha * gamma * h)) (- (beta * gamma)) _ J0). apply Y0. }
{ intros j _. apply (sum3 ((alpha * h) - beta - gamma - 1) ((beta * gamma) + beta + gamma - (alpha * gamma * h)) (- (beta * gamma)) _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as (jury0 & jury1 & [jury2 jury3] & jury4). assert (0 < 1 + (- (beta * gamma))) by lra. assert (0 < 1 - (- (beta * gamma))) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists (alpha * c * (1 - gamma) * ((alpha * beta * gamma * h) + beta + gamma + 1 - (alpha * gamma * h) - ((beta ^ 2) * (gamma ^ 2)) - ((beta ^ 2) * gamma) - (beta * (gamma ^ 2))) / (2 * B * (1 - beta) * (gamma + 1) * ((2 * beta) + 2 - (alpha * h)) * ((alpha * gamma * h) + (beta * (gamma ^ 2)) + 1 - (beta * gamma) - gamma))).
split; [exact Qv1|].
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
assert (A1 : (1 - beta) <> 0).
{
assert (N0 : (1 - beta) <> 0).
{
assert (sign : 0 < (1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - beta)); [nonzero|equal].
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
assert (A3 : ((2 * beta) + 2 - (alpha * h)) <> 0).
{
assert (N0 : ((2 * beta) + 2 - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * beta) + 2 - (alpha * h))).
{
apply (positive_multiple _ 1 ((2 * beta) + 2 - (alpha * h))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * beta) + 2 - (alpha * h))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A3); equal|].
assert (A4 : ((alpha * gamma * h) + (beta * (gamma ^ 2)) + 1 - (beta * gamma) - gamma) <> 0).
{
assert (N0 : ((alpha * gamma * h) + (beta * (gamma ^ 2)) + 1 - (beta * gamma) - gamma) <> 0).
{
assert (sign : 0 < ((alpha * gamma * h) + (beta * (gamma ^ 2)) + 1 - (beta * gamma) - gamma)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_lower _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ ((alpha * s_beta * (s_gamma ^ 2) * h) + (alpha * s_beta * s_gamma * h) + (alpha * (s_gamma ^ 2) * h) + (alpha * s_gamma * h) + s_beta + s_gamma + 1) ((s_beta * (s_gamma ^ 2)) + (2 * s_beta * s_gamma) + s_beta + (s_gamma ^ 2) + (2 * s_gamma) + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * gamma * h) + (beta * (gamma ^ 2)) + 1 - (beta * gamma) - gamma)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A4); equal|].
assert (F_0 : (1 - beta) <> 0).
{
assert (N0 : (1 - beta) <> 0).
{
assert (sign : 0 < (1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - beta)); [nonzero|equal].
}
assert (F_1 : ((2 * beta) + 2 - (alpha * h)) <> 0).
{
assert (N0 : ((2 * beta) + 2 - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * beta) + 2 - (alpha * h))).
{
apply (positive_multiple _ 1 ((2 * beta) + 2 - (alpha * h))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * beta) + 2 - (alpha * h))); [nonzero|equal].
}
assert (F_2 : ((alpha * gamma * h) + (beta * (gamma ^ 2)) + 1 - (beta * gamma) - gamma) <> 0).
{
assert (N0 : ((alpha * gamma * h) + (beta * (gamma ^ 2)) + 1 - (beta * gamma) - gamma) <> 0).
{
assert (sign : 0 < ((alpha * gamma * h) + (beta * (gamma ^ 2)) + 1 - (beta * gamma) - gamma)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_lower _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ ((alpha * s_beta * (s_gamma ^ 2) * h) + (alpha * s_beta * s_gamma * h) + (alpha * (s_gamma ^ 2) * h) + (alpha * s_gamma * h) + s_beta + s_gamma + 1) ((s_beta * (s_gamma ^ 2)) + (2 * s_beta * s_gamma) + s_beta + (s_gamma ^ 2) + (2 * s_gamma) + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * gamma * h) + (beta * (gamma ^ 2)) + 1 - (beta * gamma) - gamma)); [nonzero|equal].
}
assert (G_0 : (1 - beta) <> 0).
{
assert (N0 : (1 - beta) <> 0).
{
assert (sign : 0 < (1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - beta)); [nonzero|equal].
}
assert (G_1 : ((2 * beta) + 2 - (alpha * h)) <> 0).
{
assert (N0 : ((2 * beta) + 2 - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * beta) + 2 - (alpha * h))).
{
apply (positive_multiple _ 1 ((2 * beta) + 2 - (alpha * h))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * beta) + 2 - (alpha * h))); [nonzero|equal].
}
assert (G_2 : ((alpha * gamma * h) + (beta * (gamma ^ 2)) + 1 - (beta * gamma) - gamma) <> 0).
{
assert (N0 : ((alpha * gamma * h) + (beta * (gamma ^ 2)) + 1 - (beta * gamma) - gamma) <> 0).
{
assert (sign : 0 < ((alpha * gamma * h) + (beta * (gamma ^ 2)) + 1 - (beta * gamma) - gamma)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_lower _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ ((alpha * s_beta * (s_gamma ^ 2) * h) + (alpha * s_beta * s_gamma * h) + (alpha * (s_gamma ^ 2) * h) + (alpha * s_gamma * h) + s_beta + s_gamma + 1) ((s_beta * (s_gamma ^ 2)) + (2 * s_beta * s_gamma) + s_beta + (s_gamma ^ 2) + (2 * s_gamma) + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * gamma * h) + (beta * (gamma ^ 2)) + 1 - (beta * gamma) - gamma)); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions library_ema_heavy_ball_steady_state.
