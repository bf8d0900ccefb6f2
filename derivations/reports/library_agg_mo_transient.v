(* library.agg-mo-transient: The transient of agg-mo: the generating function of its mean response
   derived from the rule *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* agg-mo: states theta, v, w *)
Definition agg_mo (alpha beta_1 beta_2 : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => (0 * theta) | 2%nat => (0 * theta) | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := (gradient 0%nat (s 0%nat)) in
    let u2 := ((beta_1 * (s 1%nat)) + u1) in
    let u3 := ((beta_2 * (s 2%nat)) + u1) in
    fun i => match i with | 0%nat => ((s 0%nat) - ((alpha * (u2 + u3)) / 2)) | 1%nat => u2 | 2%nat => u3 | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma agg_mo_linear : forall alpha beta_1 beta_2 h : R, linear (agg_mo alpha beta_1 beta_2) h.
Proof. intros. is_linear. Qed.
Lemma agg_mo_invariant : forall alpha beta_1 beta_2 h : R, time_invariant (agg_mo alpha beta_1 beta_2) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem library_agg_mo_transient : forall (h : R) (alpha : R) (beta_1 : R) (beta_2 : R) (z : R),
    (0 < h) ->
    (0 < alpha) ->
    (0 <= beta_1) ->
    (beta_1 < 1) ->
    (0 <= beta_2) ->
    (beta_2 < 1) ->
    (0 < z) ->
    (z < 1) ->
    (0 < ((2 * beta_1 * beta_2) + (2 * beta_1) + (2 * beta_2) + 2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2) - (alpha * h))) ->
    (0 < ((alpha * beta_1 * h / 2) + (alpha * beta_2 * h / 2) + 4 - (alpha * h) - (4 * beta_1 * beta_2))) ->
  exists v1 : R, 
    Un_cv (power_sum (mean_response (agg_mo alpha beta_1 beta_2) h) z) v1 /\
    ((2 * alpha * h * z) + (2 * beta_1 * beta_2 * (z ^ 2)) + (2 * beta_1 * (z ^ 2)) + (2 * beta_2 * (z ^ 2)) + 2 - (alpha * beta_1 * h * (z ^ 2)) - (alpha * beta_2 * h * (z ^ 2)) - (2 * beta_1 * beta_2 * (z ^ 3)) - (2 * beta_1 * z) - (2 * beta_2 * z) - (2 * z)) <> 0 /\
    v1 = (2 * (1 - (beta_1 * z)) * (1 - (beta_2 * z)) / ((2 * alpha * h * z) + (2 * beta_1 * beta_2 * (z ^ 2)) + (2 * beta_1 * (z ^ 2)) + (2 * beta_2 * (z ^ 2)) + 2 - (alpha * beta_1 * h * (z ^ 2)) - (alpha * beta_2 * h * (z ^ 2)) - (2 * beta_1 * beta_2 * (z ^ 3)) - (2 * beta_1 * z) - (2 * beta_2 * z) - (2 * z))).
Proof.
intros h alpha beta_1 beta_2 z h_low alpha_low beta_1_low beta_1_high beta_2_low beta_2_high z_low z_high known_0 known_1.
assert (L0 : linear (agg_mo alpha beta_1 beta_2) h) by apply agg_mo_linear.
assert (I0 : time_invariant (agg_mo alpha beta_1 beta_2) h) by apply agg_mo_invariant.
assert (Y0 : forall s, rec3 ((alpha * h) - beta_1 - beta_2 - 1) ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2)) (- (beta_1 * beta_2)) (fun t => read (agg_mo alpha beta_1 beta_2) (run (agg_mo alpha beta_1 beta_2) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (agg_mo alpha beta_1 beta_2) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable3 ((alpha * h) - beta_1 - beta_2 - 1) ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2)) (- (beta_1 * beta_2))).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * h * (2 - beta_1 - beta_2) / 2)).
{
destruct (inside_lower _ _ _ beta_1_low beta_1_high) as [s_beta_1 [P_s_beta_1 E_s_beta_1]]; try clear beta_1_low beta_1_high; subst beta_1.
destruct (inside_lower _ _ _ beta_2_low beta_2_high) as [s_beta_2 [P_s_beta_2 E_s_beta_2]]; try clear beta_2_low beta_2_high; subst beta_2.
apply (positive_ratio _ ((alpha * s_beta_1 * h) + (alpha * s_beta_2 * h) + (2 * alpha * h)) ((2 * s_beta_1 * s_beta_2) + (2 * s_beta_1) + (2 * s_beta_2) + 2)); [pos | pos | equal].
}
replace (alpha * h * (2 - beta_1 - beta_2) / 2) with (1 + ((alpha * h) - beta_1 - beta_2 - 1) + ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2)) + (- (beta_1 * beta_2))) in K0 by equal.
assert (K1 : 0 < ((2 * beta_1 * beta_2) + (2 * beta_1) + (2 * beta_2) + 2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2) - (alpha * h))).
{
apply (positive_multiple _ 1 ((2 * beta_1 * beta_2) + (2 * beta_1) + (2 * beta_2) + 2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2) - (alpha * h))); [|exact known_0|equal].
lra.
}
replace ((2 * beta_1 * beta_2) + (2 * beta_1) + (2 * beta_2) + 2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2) - (alpha * h)) with (1 - ((alpha * h) - beta_1 - beta_2 - 1) + ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2)) - (- (beta_1 * beta_2))) in K1 by equal.
assert (K2 : 0 < (1 - (beta_1 * beta_2))).
{
destruct (inside_lower _ _ _ beta_1_low beta_1_high) as [s_beta_1 [P_s_beta_1 E_s_beta_1]]; try clear beta_1_low beta_1_high; subst beta_1.
destruct (inside_lower _ _ _ beta_2_low beta_2_high) as [s_beta_2 [P_s_beta_2 E_s_beta_2]]; try clear beta_2_low beta_2_high; subst beta_2.
apply (positive_ratio _ (s_beta_1 + s_beta_2 + 1) ((s_beta_1 * s_beta_2) + s_beta_1 + s_beta_2 + 1)); [pos | pos | equal].
}
replace (1 - (beta_1 * beta_2)) with (1 + (- (beta_1 * beta_2))) in K2 by equal.
assert (K3 : 0 < ((beta_1 * beta_2) + 1)).
{
destruct (inside_lower _ _ _ beta_1_low beta_1_high) as [s_beta_1 [P_s_beta_1 E_s_beta_1]]; try clear beta_1_low beta_1_high; subst beta_1.
destruct (inside_lower _ _ _ beta_2_low beta_2_high) as [s_beta_2 [P_s_beta_2 E_s_beta_2]]; try clear beta_2_low beta_2_high; subst beta_2.
apply (positive_ratio _ ((2 * s_beta_1 * s_beta_2) + s_beta_1 + s_beta_2 + 1) ((s_beta_1 * s_beta_2) + s_beta_1 + s_beta_2 + 1)); [pos | pos | equal].
}
replace ((beta_1 * beta_2) + 1) with (1 - (- (beta_1 * beta_2))) in K3 by equal.
assert (K4 : 0 < ((alpha * beta_1 * h / 2) + (alpha * beta_2 * h / 2) + ((beta_1 ^ 2) * beta_2) + (beta_1 * (beta_2 ^ 2)) + 1 - (alpha * beta_1 * beta_2 * h) - ((beta_1 ^ 2) * (beta_2 ^ 2)) - beta_1 - beta_2)).
{
destruct (inside_lower _ _ _ beta_1_low beta_1_high) as [s_beta_1 [P_s_beta_1 E_s_beta_1]]; try clear beta_1_low beta_1_high; subst beta_1.
destruct (inside_lower _ _ _ beta_2_low beta_2_high) as [s_beta_2 [P_s_beta_2 E_s_beta_2]]; try clear beta_2_low beta_2_high; subst beta_2.
apply (positive_ratio _ ((alpha * (s_beta_1 ^ 2) * s_beta_2 * h) + (alpha * (s_beta_1 ^ 2) * h) + (alpha * s_beta_1 * (s_beta_2 ^ 2) * h) + (2 * alpha * s_beta_1 * s_beta_2 * h) + (alpha * s_beta_1 * h) + (alpha * (s_beta_2 ^ 2) * h) + (alpha * s_beta_2 * h) + (2 * s_beta_1) + (2 * s_beta_2) + 2) ((2 * (s_beta_1 ^ 2) * (s_beta_2 ^ 2)) + (4 * (s_beta_1 ^ 2) * s_beta_2) + (2 * (s_beta_1 ^ 2)) + (4 * s_beta_1 * (s_beta_2 ^ 2)) + (8 * s_beta_1 * s_beta_2) + (4 * s_beta_1) + (2 * (s_beta_2 ^ 2)) + (4 * s_beta_2) + 2)); [pos | pos | equal].
}
replace ((alpha * beta_1 * h / 2) + (alpha * beta_2 * h / 2) + ((beta_1 ^ 2) * beta_2) + (beta_1 * (beta_2 ^ 2)) + 1 - (alpha * beta_1 * beta_2 * h) - ((beta_1 ^ 2) * (beta_2 ^ 2)) - beta_1 - beta_2) with (1 - ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2)) + ((alpha * h) - beta_1 - beta_2 - 1) * (- (beta_1 * beta_2)) - (- (beta_1 * beta_2)) * (- (beta_1 * beta_2))) in K4 by equal.
repeat split; lra.
}
assert (Z0 : ((alpha * h * z) + (beta_1 * beta_2 * (z ^ 2)) + (beta_1 * (z ^ 2)) + (beta_2 * (z ^ 2)) + 1 - (alpha * beta_1 * h * (z ^ 2) / 2) - (alpha * beta_2 * h * (z ^ 2) / 2) - (beta_1 * beta_2 * (z ^ 3)) - (beta_1 * z) - (beta_2 * z) - z) <> 0).
{ assert (sign := series_bottom3 ((alpha * h) - beta_1 - beta_2 - 1) ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2)) (- (beta_1 * beta_2)) z J0 z_low z_high).
match type of sign with 0 < ?e => apply (nonzero_same _ e); [lra|equal] end. }
assert (D0_0 : (((z ^ 2) * ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2))) + (z * ((alpha * h) - beta_1 - beta_2 - 1)) + 1 - (beta_1 * beta_2 * (z ^ 3))) <> 0).
{
assert (N0 : ((alpha * h * z) + (beta_1 * beta_2 * (z ^ 2)) + (beta_1 * (z ^ 2)) + (beta_2 * (z ^ 2)) + 1 - (alpha * beta_1 * h * (z ^ 2) / 2) - (alpha * beta_2 * h * (z ^ 2) / 2) - (beta_1 * beta_2 * (z ^ 3)) - (beta_1 * z) - (beta_2 * z) - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((alpha * h * z) + (beta_1 * beta_2 * (z ^ 2)) + (beta_1 * (z ^ 2)) + (beta_2 * (z ^ 2)) + 1 - (alpha * beta_1 * h * (z ^ 2) / 2) - (alpha * beta_2 * h * (z ^ 2) / 2) - (beta_1 * beta_2 * (z ^ 3)) - (beta_1 * z) - (beta_2 * z) - z)); [nonzero|equal].
}
assert (Qv1 : Un_cv (power_sum (mean_response (agg_mo alpha beta_1 beta_2) h) z) (((beta_1 * beta_2 * (z ^ 2)) + (z * ((- beta_1) - beta_2)) + 1) / (((z ^ 2) * ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2))) + (z * ((alpha * h) - beta_1 - beta_2 - 1)) + 1 - (beta_1 * beta_2 * (z ^ 3))))).
{
assert (Z := series3 ((alpha * h) - beta_1 - beta_2 - 1) ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2)) (- (beta_1 * beta_2)) (mean_response (agg_mo alpha beta_1 beta_2) h) z J0 (Y0 _) (conj z_low z_high)).
replace (((beta_1 * beta_2 * (z ^ 2)) + (z * ((- beta_1) - beta_2)) + 1) / (((z ^ 2) * ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2))) + (z * ((alpha * h) - beta_1 - beta_2 - 1)) + 1 - (beta_1 * beta_2 * (z ^ 3)))) with ((mean_response (agg_mo alpha beta_1 beta_2) h 0%nat + (mean_response (agg_mo alpha beta_1 beta_2) h 1%nat + ((alpha * h) - beta_1 - beta_2 - 1) * mean_response (agg_mo alpha beta_1 beta_2) h 0%nat) * z + (mean_response (agg_mo alpha beta_1 beta_2) h 2%nat + ((alpha * h) - beta_1 - beta_2 - 1) * mean_response (agg_mo alpha beta_1 beta_2) h 1%nat + ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2)) * mean_response (agg_mo alpha beta_1 beta_2) h 0%nat) * (z * z)) / (1 + ((alpha * h) - beta_1 - beta_2 - 1) * z + ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2)) * (z * z) + (- (beta_1 * beta_2)) * (z * z * z))); [exact Z|].
unfold mean_response, run, step, silence, none, oracle. cbn. equal.
}
exists (((beta_1 * beta_2 * (z ^ 2)) + (z * ((- beta_1) - beta_2)) + 1) / (((z ^ 2) * ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2))) + (z * ((alpha * h) - beta_1 - beta_2 - 1)) + 1 - (beta_1 * beta_2 * (z ^ 3)))).
split; [exact Qv1|].
assert (A0 : ((2 * alpha * h * z) + (2 * beta_1 * beta_2 * (z ^ 2)) + (2 * beta_1 * (z ^ 2)) + (2 * beta_2 * (z ^ 2)) + 2 - (alpha * beta_1 * h * (z ^ 2)) - (alpha * beta_2 * h * (z ^ 2)) - (2 * beta_1 * beta_2 * (z ^ 3)) - (2 * beta_1 * z) - (2 * beta_2 * z) - (2 * z)) <> 0).
{
assert (N0 : ((2 * alpha * h * z) + (2 * beta_1 * beta_2 * (z ^ 2)) + (2 * beta_1 * (z ^ 2)) + (2 * beta_2 * (z ^ 2)) + 2 - (alpha * beta_1 * h * (z ^ 2)) - (alpha * beta_2 * h * (z ^ 2)) - (2 * beta_1 * beta_2 * (z ^ 3)) - (2 * beta_1 * z) - (2 * beta_2 * z) - (2 * z)) <> 0).
{
apply (factor_nonzero _ (1 / 2) _ Z0); equal.
}
apply (nonzero_same _ ((2 * alpha * h * z) + (2 * beta_1 * beta_2 * (z ^ 2)) + (2 * beta_1 * (z ^ 2)) + (2 * beta_2 * (z ^ 2)) + 2 - (alpha * beta_1 * h * (z ^ 2)) - (alpha * beta_2 * h * (z ^ 2)) - (2 * beta_1 * beta_2 * (z ^ 3)) - (2 * beta_1 * z) - (2 * beta_2 * z) - (2 * z))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (F_0 : (((z ^ 2) * ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2))) + (z * ((alpha * h) - beta_1 - beta_2 - 1)) + 1 - (beta_1 * beta_2 * (z ^ 3))) <> 0).
{
assert (N0 : ((alpha * h * z) + (beta_1 * beta_2 * (z ^ 2)) + (beta_1 * (z ^ 2)) + (beta_2 * (z ^ 2)) + 1 - (alpha * beta_1 * h * (z ^ 2) / 2) - (alpha * beta_2 * h * (z ^ 2) / 2) - (beta_1 * beta_2 * (z ^ 3)) - (beta_1 * z) - (beta_2 * z) - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((alpha * h * z) + (beta_1 * beta_2 * (z ^ 2)) + (beta_1 * (z ^ 2)) + (beta_2 * (z ^ 2)) + 1 - (alpha * beta_1 * h * (z ^ 2) / 2) - (alpha * beta_2 * h * (z ^ 2) / 2) - (beta_1 * beta_2 * (z ^ 3)) - (beta_1 * z) - (beta_2 * z) - z)); [nonzero|equal].
}
assert (G_0 : ((2 * alpha * h * z) + (2 * beta_1 * beta_2 * (z ^ 2)) + (2 * beta_1 * (z ^ 2)) + (2 * beta_2 * (z ^ 2)) + 2 - (alpha * beta_1 * h * (z ^ 2)) - (alpha * beta_2 * h * (z ^ 2)) - (2 * beta_1 * beta_2 * (z ^ 3)) - (2 * beta_1 * z) - (2 * beta_2 * z) - (2 * z)) <> 0).
{
assert (N0 : ((2 * alpha * h * z) + (2 * beta_1 * beta_2 * (z ^ 2)) + (2 * beta_1 * (z ^ 2)) + (2 * beta_2 * (z ^ 2)) + 2 - (alpha * beta_1 * h * (z ^ 2)) - (alpha * beta_2 * h * (z ^ 2)) - (2 * beta_1 * beta_2 * (z ^ 3)) - (2 * beta_1 * z) - (2 * beta_2 * z) - (2 * z)) <> 0).
{
apply (factor_nonzero _ (1 / 2) _ Z0); equal.
}
apply (nonzero_same _ ((2 * alpha * h * z) + (2 * beta_1 * beta_2 * (z ^ 2)) + (2 * beta_1 * (z ^ 2)) + (2 * beta_2 * (z ^ 2)) + 2 - (alpha * beta_1 * h * (z ^ 2)) - (alpha * beta_2 * h * (z ^ 2)) - (2 * beta_1 * beta_2 * (z ^ 3)) - (2 * beta_1 * z) - (2 * beta_2 * z) - (2 * z))); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions library_agg_mo_transient.
