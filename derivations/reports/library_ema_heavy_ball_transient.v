(* library.ema-heavy-ball-transient: The transient of ema(heavy-ball): the generating function of its mean response
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

Theorem library_ema_heavy_ball_transient : forall (h : R) (alpha : R) (beta : R) (gamma : R) (z : R),
    (0 < h) ->
    (0 < alpha) ->
    (0 <= beta) ->
    (beta < 1) ->
    (0 <= gamma) ->
    (gamma < 1) ->
    (0 < z) ->
    (z < 1) ->
    (0 < ((2 * beta) + 2 - (alpha * h))) ->
  exists v1 : R, 
    Un_cv (power_sum (mean_response (ema alpha beta gamma) h) z) v1 /\
    (1 - (gamma * z)) <> 0 /\
    ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (beta * z) - z) <> 0 /\
    v1 = (((alpha * gamma * h * z) + (beta * gamma * (z ^ 2)) + 1 - (beta * z) - (gamma * z)) / ((1 - (gamma * z)) * ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (beta * z) - z))).
Proof.
intros h alpha beta gamma z h_low alpha_low beta_low beta_high gamma_low gamma_high z_low z_high known_0.
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
assert (Z0 : ((1 - (gamma * z)) * ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (beta * z) - z)) <> 0).
{ assert (sign := series_bottom3 ((alpha * h) - beta - gamma - 1) ((beta * gamma) + beta + gamma - (alpha * gamma * h)) (- (beta * gamma)) z J0 z_low z_high).
match type of sign with 0 < ?e => apply (nonzero_same _ e); [lra|equal] end. }
assert (D0_0 : (((z ^ 2) * ((beta * gamma) + beta + gamma - (alpha * gamma * h))) + (z * ((alpha * h) - beta - gamma - 1)) + 1 - (beta * gamma * (z ^ 3))) <> 0).
{
assert (N0 : (1 - (gamma * z)) <> 0).
{
apply (factor_nonzero _ ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (beta * z) - z) _ Z0); equal.
}
assert (N1 : ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (beta * z) - z) <> 0).
{
apply (factor_nonzero _ (1 - (gamma * z)) _ Z0); equal.
}
apply (nonzero_same _ ((1 - (gamma * z)) * ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (beta * z) - z))); [nonzero|equal].
}
assert (Qv1 : Un_cv (power_sum (mean_response (ema alpha beta gamma) h) z) (((beta * gamma * (z ^ 2)) + (z * ((alpha * gamma * h) - beta - gamma)) + 1) / (((z ^ 2) * ((beta * gamma) + beta + gamma - (alpha * gamma * h))) + (z * ((alpha * h) - beta - gamma - 1)) + 1 - (beta * gamma * (z ^ 3))))).
{
assert (Z := series3 ((alpha * h) - beta - gamma - 1) ((beta * gamma) + beta + gamma - (alpha * gamma * h)) (- (beta * gamma)) (mean_response (ema alpha beta gamma) h) z J0 (Y0 _) (conj z_low z_high)).
replace (((beta * gamma * (z ^ 2)) + (z * ((alpha * gamma * h) - beta - gamma)) + 1) / (((z ^ 2) * ((beta * gamma) + beta + gamma - (alpha * gamma * h))) + (z * ((alpha * h) - beta - gamma - 1)) + 1 - (beta * gamma * (z ^ 3)))) with ((mean_response (ema alpha beta gamma) h 0%nat + (mean_response (ema alpha beta gamma) h 1%nat + ((alpha * h) - beta - gamma - 1) * mean_response (ema alpha beta gamma) h 0%nat) * z + (mean_response (ema alpha beta gamma) h 2%nat + ((alpha * h) - beta - gamma - 1) * mean_response (ema alpha beta gamma) h 1%nat + ((beta * gamma) + beta + gamma - (alpha * gamma * h)) * mean_response (ema alpha beta gamma) h 0%nat) * (z * z)) / (1 + ((alpha * h) - beta - gamma - 1) * z + ((beta * gamma) + beta + gamma - (alpha * gamma * h)) * (z * z) + (- (beta * gamma)) * (z * z * z))); [exact Z|].
unfold mean_response, run, step, silence, none, oracle. cbn. equal.
}
exists (((beta * gamma * (z ^ 2)) + (z * ((alpha * gamma * h) - beta - gamma)) + 1) / (((z ^ 2) * ((beta * gamma) + beta + gamma - (alpha * gamma * h))) + (z * ((alpha * h) - beta - gamma - 1)) + 1 - (beta * gamma * (z ^ 3)))).
split; [exact Qv1|].
assert (A0 : (1 - (gamma * z)) <> 0).
{
assert (N0 : (1 - (gamma * z)) <> 0).
{
apply (factor_nonzero _ ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (beta * z) - z) _ Z0); equal.
}
apply (nonzero_same _ (1 - (gamma * z))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (A1 : ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (beta * z) - z) <> 0).
{
assert (N0 : ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (beta * z) - z) <> 0).
{
apply (factor_nonzero _ (1 - (gamma * z)) _ Z0); equal.
}
apply (nonzero_same _ ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (beta * z) - z)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (F_0 : (((z ^ 2) * ((beta * gamma) + beta + gamma - (alpha * gamma * h))) + (z * ((alpha * h) - beta - gamma - 1)) + 1 - (beta * gamma * (z ^ 3))) <> 0).
{
assert (N0 : (1 - (gamma * z)) <> 0).
{
apply (factor_nonzero _ ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (beta * z) - z) _ Z0); equal.
}
assert (N1 : ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (beta * z) - z) <> 0).
{
apply (factor_nonzero _ (1 - (gamma * z)) _ Z0); equal.
}
apply (nonzero_same _ ((1 - (gamma * z)) * ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (beta * z) - z))); [nonzero|equal].
}
assert (G_0 : (1 - (gamma * z)) <> 0).
{
assert (N0 : (1 - (gamma * z)) <> 0).
{
apply (factor_nonzero _ ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (beta * z) - z) _ Z0); equal.
}
apply (nonzero_same _ (1 - (gamma * z))); [nonzero|equal].
}
assert (G_1 : ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (beta * z) - z) <> 0).
{
assert (N0 : ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (beta * z) - z) <> 0).
{
apply (factor_nonzero _ (1 - (gamma * z)) _ Z0); equal.
}
apply (nonzero_same _ ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (beta * z) - z)); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions library_ema_heavy_ball_transient.
