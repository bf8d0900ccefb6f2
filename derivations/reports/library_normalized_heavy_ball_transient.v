(* library.normalized-heavy-ball-transient: The transient of normalized-heavy-ball: the generating function of its mean response
   derived from the rule *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* normalized-heavy-ball: states theta, m *)
Definition normalized_heavy_ball (alpha beta : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => (0 * theta) | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((beta * (s 1%nat)) + ((1 - beta) * (gradient 0%nat (s 0%nat)))) in
    fun i => match i with | 0%nat => ((s 0%nat) - (alpha * u1)) | 1%nat => u1 | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma normalized_heavy_ball_linear : forall alpha beta h : R, linear (normalized_heavy_ball alpha beta) h.
Proof. intros. is_linear. Qed.
Lemma normalized_heavy_ball_invariant : forall alpha beta h : R, time_invariant (normalized_heavy_ball alpha beta) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem library_normalized_heavy_ball_transient : forall (h : R) (alpha : R) (beta : R) (z : R),
    (0 < h) ->
    (0 < alpha) ->
    (0 <= beta) ->
    (beta < 1) ->
    (0 < z) ->
    (z < 1) ->
    (0 < ((alpha * beta * h) + (2 * beta) + 2 - (alpha * h))) ->
  exists v1 : R, 
    Un_cv (power_sum (mean_response (normalized_heavy_ball alpha beta) h) z) v1 /\
    ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (alpha * beta * h * z) - (beta * z) - z) <> 0 /\
    v1 = ((1 - (beta * z)) / ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (alpha * beta * h * z) - (beta * z) - z)).
Proof.
intros h alpha beta z h_low alpha_low beta_low beta_high z_low z_high known_0.
assert (L0 : linear (normalized_heavy_ball alpha beta) h) by apply normalized_heavy_ball_linear.
assert (I0 : time_invariant (normalized_heavy_ball alpha beta) h) by apply normalized_heavy_ball_invariant.
assert (Y0 : forall s, rec2 ((alpha * h) - (alpha * beta * h) - beta - 1) beta (fun t => read (normalized_heavy_ball alpha beta) (run (normalized_heavy_ball alpha beta) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (normalized_heavy_ball alpha beta) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable2 ((alpha * h) - (alpha * beta * h) - beta - 1) beta).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * h * (1 - beta))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ (alpha * h) (s_beta + 1)); [pos | pos | equal].
}
replace (alpha * h * (1 - beta)) with (1 + ((alpha * h) - (alpha * beta * h) - beta - 1) + beta) in K0 by equal.
assert (K1 : 0 < ((alpha * beta * h) + (2 * beta) + 2 - (alpha * h))).
{
apply (positive_multiple _ 1 ((alpha * beta * h) + (2 * beta) + 2 - (alpha * h))); [|exact known_0|equal].
lra.
}
replace ((alpha * beta * h) + (2 * beta) + 2 - (alpha * h)) with (1 - ((alpha * h) - (alpha * beta * h) - beta - 1) + beta) in K1 by equal.
assert (K2 : 0 < (1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
replace (1 - beta) with (1 - beta) in K2 by equal.
repeat split; lra.
}
assert (Z0 : ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (alpha * beta * h * z) - (beta * z) - z) <> 0).
{ assert (sign := series_bottom2 ((alpha * h) - (alpha * beta * h) - beta - 1) beta z J0 z_low z_high).
match type of sign with 0 < ?e => apply (nonzero_same _ e); [lra|equal] end. }
assert (D0_0 : ((beta * (z ^ 2)) + (z * ((alpha * h) - (alpha * beta * h) - beta - 1)) + 1) <> 0).
{
assert (N0 : ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (alpha * beta * h * z) - (beta * z) - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (alpha * beta * h * z) - (beta * z) - z)); [nonzero|equal].
}
assert (Qv1 : Un_cv (power_sum (mean_response (normalized_heavy_ball alpha beta) h) z) ((1 - (beta * z)) / ((beta * (z ^ 2)) + (z * ((alpha * h) - (alpha * beta * h) - beta - 1)) + 1))).
{
assert (Z := series2 ((alpha * h) - (alpha * beta * h) - beta - 1) beta (mean_response (normalized_heavy_ball alpha beta) h) z J0 (Y0 _) (conj z_low z_high)).
replace ((1 - (beta * z)) / ((beta * (z ^ 2)) + (z * ((alpha * h) - (alpha * beta * h) - beta - 1)) + 1)) with ((mean_response (normalized_heavy_ball alpha beta) h 0%nat + (mean_response (normalized_heavy_ball alpha beta) h 1%nat + ((alpha * h) - (alpha * beta * h) - beta - 1) * mean_response (normalized_heavy_ball alpha beta) h 0%nat) * z) / (1 + ((alpha * h) - (alpha * beta * h) - beta - 1) * z + beta * (z * z))); [exact Z|].
unfold mean_response, run, step, silence, none, oracle. cbn. equal.
}
exists ((1 - (beta * z)) / ((beta * (z ^ 2)) + (z * ((alpha * h) - (alpha * beta * h) - beta - 1)) + 1)).
split; [exact Qv1|].
assert (A0 : ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (alpha * beta * h * z) - (beta * z) - z) <> 0).
{
assert (N0 : ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (alpha * beta * h * z) - (beta * z) - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (alpha * beta * h * z) - (beta * z) - z)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (F_0 : ((beta * (z ^ 2)) + (z * ((alpha * h) - (alpha * beta * h) - beta - 1)) + 1) <> 0).
{
assert (N0 : ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (alpha * beta * h * z) - (beta * z) - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (alpha * beta * h * z) - (beta * z) - z)); [nonzero|equal].
}
assert (G_0 : ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (alpha * beta * h * z) - (beta * z) - z) <> 0).
{
assert (N0 : ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (alpha * beta * h * z) - (beta * z) - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((alpha * h * z) + (beta * (z ^ 2)) + 1 - (alpha * beta * h * z) - (beta * z) - z)); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions library_normalized_heavy_ball_transient.
