(* nesterov.is-damped-heavy-ball: On one coordinate Nesterov's momentum is heavy ball with momentum beta (1 - alpha h), at the same learning rate
   derived here *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* nesterov: states theta, v *)
Definition nesterov (alpha beta : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => (0 * theta) | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((beta * (s 1%nat)) - (alpha * (gradient 0%nat ((s 0%nat) + (beta * (s 1%nat)))))) in
    fun i => match i with | 0%nat => ((s 0%nat) + u1) | 1%nat => u1 | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma nesterov_linear : forall alpha beta h : R, linear (nesterov alpha beta) h.
Proof. intros. is_linear. Qed.
Lemma nesterov_invariant : forall alpha beta h : R, time_invariant (nesterov alpha beta) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem nesterov_is_damped_heavy_ball : forall (h : R) (beta : R) (alpha : R) (z : R),
    (0 < h) ->
    (0 <= beta) ->
    (beta < 1) ->
    (0 < alpha) ->
    (alpha < (((2 * beta) + 2) / (h * ((2 * beta) + 1)))) ->
    (0 < z) ->
    (z < 1) ->
  exists v1 : R, 
    Un_cv (power_sum (mean_response (nesterov alpha beta) h) z) v1 /\
    h <> 0 /\
    ((2 * beta) + 1) <> 0 /\
    ((alpha * h * z) + (beta * (z ^ 2) * (1 - (alpha * h))) + 1 - (beta * z * (1 - (alpha * h))) - z) <> 0 /\
    v1 = ((1 - (beta * z * (1 - (alpha * h)))) / ((alpha * h * z) + (beta * (z ^ 2) * (1 - (alpha * h))) + 1 - (beta * z * (1 - (alpha * h))) - z)).
Proof.
intros h beta alpha z h_low beta_low beta_high alpha_low alpha_high z_low z_high.
assert (L0 : linear (nesterov alpha beta) h) by apply nesterov_linear.
assert (I0 : time_invariant (nesterov alpha beta) h) by apply nesterov_invariant.
assert (Y0 : forall s, rec2 (- ((beta + 1) * (1 - (alpha * h)))) (beta * (1 - (alpha * h))) (fun t => read (nesterov alpha beta) (run (nesterov alpha beta) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (nesterov alpha beta) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable2 (- ((beta + 1) * (1 - (alpha * h)))) (beta * (1 - (alpha * h)))).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * h)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_alpha * s_beta) + (2 * s_alpha)) ((3 * s_alpha * s_beta) + s_alpha + (3 * s_beta) + 1)); [pos | pos | equal].
}
replace (alpha * h) with (1 + (- ((beta + 1) * (1 - (alpha * h)))) + (beta * (1 - (alpha * h)))) in K0 by equal.
assert (K1 : 0 < ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_beta) + 2) ((s_alpha * s_beta) + s_alpha + s_beta + 1)); [pos | pos | equal].
}
replace ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h)) with (1 - (- ((beta + 1) * (1 - (alpha * h)))) + (beta * (1 - (alpha * h)))) in K1 by equal.
assert (K2 : 0 < ((alpha * beta * h) + 1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_alpha * (s_beta ^ 2)) + (5 * s_alpha * s_beta) + s_alpha + (3 * s_beta) + 1) ((3 * s_alpha * (s_beta ^ 2)) + (4 * s_alpha * s_beta) + s_alpha + (3 * (s_beta ^ 2)) + (4 * s_beta) + 1)); [pos | pos | equal].
}
replace ((alpha * beta * h) + 1 - beta) with (1 - (beta * (1 - (alpha * h)))) in K2 by equal.
repeat split; lra.
}
assert (Z0 : ((alpha * beta * h * z) + (alpha * h * z) + (beta * (z ^ 2)) + 1 - (alpha * beta * h * (z ^ 2)) - (beta * z) - z) <> 0).
{ assert (sign := series_bottom2 (- ((beta + 1) * (1 - (alpha * h)))) (beta * (1 - (alpha * h))) z J0 z_low z_high).
match type of sign with 0 < ?e => apply (nonzero_same _ e); [lra|equal] end. }
assert (D0_0 : (((z ^ 2) * (beta - (alpha * beta * h))) + (z * ((alpha * beta * h) + (alpha * h) - beta - 1)) + 1) <> 0).
{
assert (N0 : ((alpha * beta * h * z) + (alpha * h * z) + (beta * (z ^ 2)) + 1 - (alpha * beta * h * (z ^ 2)) - (beta * z) - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((alpha * beta * h * z) + (alpha * h * z) + (beta * (z ^ 2)) + 1 - (alpha * beta * h * (z ^ 2)) - (beta * z) - z)); [nonzero|equal].
}
assert (Qv1 : Un_cv (power_sum (mean_response (nesterov alpha beta) h) z) ((1 - (beta * z * (1 - (alpha * h)))) / (((z ^ 2) * (beta - (alpha * beta * h))) + (z * ((alpha * beta * h) + (alpha * h) - beta - 1)) + 1))).
{
assert (Z := series2 (- ((beta + 1) * (1 - (alpha * h)))) (beta * (1 - (alpha * h))) (mean_response (nesterov alpha beta) h) z J0 (Y0 _) (conj z_low z_high)).
replace ((1 - (beta * z * (1 - (alpha * h)))) / (((z ^ 2) * (beta - (alpha * beta * h))) + (z * ((alpha * beta * h) + (alpha * h) - beta - 1)) + 1)) with ((mean_response (nesterov alpha beta) h 0%nat + (mean_response (nesterov alpha beta) h 1%nat + (- ((beta + 1) * (1 - (alpha * h)))) * mean_response (nesterov alpha beta) h 0%nat) * z) / (1 + (- ((beta + 1) * (1 - (alpha * h)))) * z + (beta * (1 - (alpha * h))) * (z * z))); [exact Z|].
unfold mean_response, run, step, silence, none, oracle. cbn. equal.
}
exists ((1 - (beta * z * (1 - (alpha * h)))) / (((z ^ 2) * (beta - (alpha * beta * h))) + (z * ((alpha * beta * h) + (alpha * h) - beta - 1)) + 1)).
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
assert (A1 : ((2 * beta) + 1) <> 0).
{
assert (N0 : ((2 * beta) + 1) <> 0).
{
assert (sign : 0 < ((2 * beta) + 1)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ ((3 * s_beta) + 1) (s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * beta) + 1)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (A2 : ((alpha * h * z) + (beta * (z ^ 2) * (1 - (alpha * h))) + 1 - (beta * z * (1 - (alpha * h))) - z) <> 0).
{
assert (N0 : ((alpha * beta * h * z) + (alpha * h * z) + (beta * (z ^ 2)) + 1 - (alpha * beta * h * (z ^ 2)) - (beta * z) - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((alpha * beta * h * z) + (alpha * h * z) + (beta * (z ^ 2)) + 1 - (alpha * beta * h * (z ^ 2)) - (beta * z) - z)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
assert (F_0 : (((z ^ 2) * (beta - (alpha * beta * h))) + (z * ((alpha * beta * h) + (alpha * h) - beta - 1)) + 1) <> 0).
{
assert (N0 : ((alpha * beta * h * z) + (alpha * h * z) + (beta * (z ^ 2)) + 1 - (alpha * beta * h * (z ^ 2)) - (beta * z) - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((alpha * beta * h * z) + (alpha * h * z) + (beta * (z ^ 2)) + 1 - (alpha * beta * h * (z ^ 2)) - (beta * z) - z)); [nonzero|equal].
}
assert (G_0 : ((alpha * h * z) + (beta * (z ^ 2) * (1 - (alpha * h))) + 1 - (beta * z * (1 - (alpha * h))) - z) <> 0).
{
assert (N0 : ((alpha * beta * h * z) + (alpha * h * z) + (beta * (z ^ 2)) + 1 - (alpha * beta * h * (z ^ 2)) - (beta * z) - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((alpha * beta * h * z) + (alpha * h * z) + (beta * (z ^ 2)) + 1 - (alpha * beta * h * (z ^ 2)) - (beta * z) - z)); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions nesterov_is_damped_heavy_ball.
