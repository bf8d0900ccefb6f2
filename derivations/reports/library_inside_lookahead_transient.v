(* library.inside-lookahead-transient: The transient of inside-round(lookahead(sgd)) with k = 2, after = 2: the generating function of its mean response
   derived from the rule *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* inside-round(lookahead(sgd)): states inner.slow, inner.inner.theta, seen *)
Definition inside_round (a alpha : R) : rule := {|
  minibatches := 2%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => theta | 2%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((s 0%nat) - (alpha * (gradient 0%nat (s 0%nat)))) in
    let u2 := (u1 - (alpha * (gradient 1%nat u1))) in
    let u3 := ((s 0%nat) + (a * (u2 - (s 0%nat)))) in
    fun i => match i with | 0%nat => u3 | 1%nat => u3 | 2%nat => u2 | _ => 0 end;
  read := fun s => (s 2%nat)
|}.
Lemma inside_round_linear : forall a alpha h : R, linear (inside_round a alpha) h.
Proof. intros. is_linear. Qed.
Lemma inside_round_invariant : forall a alpha h : R, time_invariant (inside_round a alpha) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem library_inside_lookahead_transient : forall (h : R) (alpha : R) (a : R) (z : R),
    (0 < h) ->
    (0 < alpha) ->
    (0 < a) ->
    (a <= 1) ->
    (0 < z) ->
    (z < 1) ->
    (0 < ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h))) ->
    (0 < (2 - (alpha * h))) ->
  exists v1 : R, 
    Un_cv (power_sum (mean_response (inside_round a alpha) h) z) v1 /\
    ((2 * a * alpha * h * z) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - z) <> 0 /\
    v1 = (((2 * a * alpha * h * z) + ((alpha ^ 2) * (h ^ 2) * z) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - (2 * alpha * h * z)) / ((2 * a * alpha * h * z) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - z)).
Proof.
intros h alpha a z h_low alpha_low a_low a_high z_low z_high known_0 known_1.
assert (L0 : linear (inside_round a alpha) h) by apply inside_round_linear.
assert (I0 : time_invariant (inside_round a alpha) h) by apply inside_round_invariant.
assert (Y0 : forall s, rec3 ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1) 0 0 (fun t => read (inside_round a alpha) (run (inside_round a alpha) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (inside_round a alpha) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable3 ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1) 0 0).
{
assert (part0 : stable1 (- 0)).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < 1).
{
lra.
}
replace 1 with (1 + 0) in K0 by equal.
assert (K1 : 0 < 1).
{
lra.
}
replace 1 with (1 - 0) in K1 by equal.
repeat split; lra.
}
assert (part1 : stable2 ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1) 0).
{
assert (part1_0 : stable1 (- 0)).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < 1).
{
lra.
}
replace 1 with (1 + 0) in K0 by equal.
assert (K1 : 0 < 1).
{
lra.
}
replace 1 with (1 - 0) in K1 by equal.
repeat split; lra.
}
assert (part1_1 : stable1 (- ((a * (alpha ^ 2) * (h ^ 2)) + 1 - (2 * a * alpha * h)))).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (a * alpha * h * (2 - (alpha * h)))).
{
apply (positive_multiple _ (a * alpha * h) (2 - (alpha * h))); [|exact known_1|equal].
destruct (inside_upper _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
apply (positive_ratio _ (alpha * h) (s_a + 1)); [pos | pos | equal].
}
replace (a * alpha * h * (2 - (alpha * h))) with (1 + ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1)) in K0 by equal.
assert (K1 : 0 < ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h))).
{
apply (positive_multiple _ 1 ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h))); [|exact known_0|equal].
lra.
}
replace ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h)) with (1 - ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1)) in K1 by equal.
repeat split; lra.
}
apply (stable2_same _ _ _ _ (product11 0 ((a * (alpha ^ 2) * (h ^ 2)) + 1 - (2 * a * alpha * h)) part1_0 part1_1)); equal.
}
apply (stable3_same _ _ _ _ _ _ (product12 0 ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1) 0 part0 part1)); equal.
}
assert (Z0 : ((2 * a * alpha * h * z) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - z) <> 0).
{ assert (sign := series_bottom3 ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1) 0 0 z J0 z_low z_high).
match type of sign with 0 < ?e => apply (nonzero_same _ e); [lra|equal] end. }
assert (D0_0 : ((z * ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1)) + 1) <> 0).
{
assert (N0 : ((2 * a * alpha * h * z) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((2 * a * alpha * h * z) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - z)); [nonzero|equal].
}
assert (Qv1 : Un_cv (power_sum (mean_response (inside_round a alpha) h) z) ((1 - (alpha * h * z * (1 - a) * (2 - (alpha * h)))) / ((z * ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1)) + 1))).
{
assert (Z := series3 ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1) 0 0 (mean_response (inside_round a alpha) h) z J0 (Y0 _) (conj z_low z_high)).
replace ((1 - (alpha * h * z * (1 - a) * (2 - (alpha * h)))) / ((z * ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1)) + 1)) with ((mean_response (inside_round a alpha) h 0%nat + (mean_response (inside_round a alpha) h 1%nat + ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1) * mean_response (inside_round a alpha) h 0%nat) * z + (mean_response (inside_round a alpha) h 2%nat + ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1) * mean_response (inside_round a alpha) h 1%nat + 0 * mean_response (inside_round a alpha) h 0%nat) * (z * z)) / (1 + ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1) * z + 0 * (z * z) + 0 * (z * z * z))); [exact Z|].
unfold mean_response, run, step, silence, none, oracle. cbn. equal.
}
exists ((1 - (alpha * h * z * (1 - a) * (2 - (alpha * h)))) / ((z * ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1)) + 1)).
split; [exact Qv1|].
assert (A0 : ((2 * a * alpha * h * z) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - z) <> 0).
{
assert (N0 : ((2 * a * alpha * h * z) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((2 * a * alpha * h * z) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - z)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (F_0 : ((z * ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1)) + 1) <> 0).
{
assert (N0 : ((2 * a * alpha * h * z) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((2 * a * alpha * h * z) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - z)); [nonzero|equal].
}
assert (G_0 : ((2 * a * alpha * h * z) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - z) <> 0).
{
assert (N0 : ((2 * a * alpha * h * z) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((2 * a * alpha * h * z) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - z)); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions library_inside_lookahead_transient.
