(* library.lookahead-heavy-ball-transient: The transient of lookahead(heavy-ball) with k = 2: the generating function of its mean response
   derived from the rule *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* lookahead(heavy-ball): states slow, inner.theta, inner.m *)
Definition lookahead (a alpha beta : R) : rule := {|
  minibatches := 2%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => theta | 2%nat => (0 * theta) | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((beta * (s 2%nat)) + (gradient 0%nat (s 0%nat))) in
    let u2 := ((s 0%nat) - (alpha * u1)) in
    let u3 := ((beta * u1) + (gradient 1%nat u2)) in
    let u4 := ((s 0%nat) + (a * ((u2 - (alpha * u3)) - (s 0%nat)))) in
    fun i => match i with | 0%nat => u4 | 1%nat => u4 | 2%nat => u3 | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma lookahead_linear : forall a alpha beta h : R, linear (lookahead a alpha beta) h.
Proof. intros. is_linear. Qed.
Lemma lookahead_invariant : forall a alpha beta h : R, time_invariant (lookahead a alpha beta) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem library_lookahead_heavy_ball_transient : forall (h : R) (alpha : R) (beta : R) (a : R) (z : R),
    (0 < h) ->
    (0 < alpha) ->
    (0 <= beta) ->
    (beta < 1) ->
    (0 < a) ->
    (a <= 1) ->
    (0 < z) ->
    (z < 1) ->
    (0 < ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h))) ->
    (0 < ((2 * beta) + 2 - (alpha * h))) ->
  exists v1 : R, 
    Un_cv (power_sum (mean_response (lookahead a alpha beta) h) z) v1 /\
    ((a * alpha * beta * h * (z ^ 2)) + (a * alpha * beta * h * z) + (2 * a * alpha * h * z) + (alpha * beta * h * z) + ((beta ^ 2) * (z ^ 2)) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - (alpha * beta * h * (z ^ 2)) - ((beta ^ 2) * z) - z) <> 0 /\
    v1 = (((alpha * beta * h * z) + 1 - ((beta ^ 2) * z)) / ((a * alpha * beta * h * (z ^ 2)) + (a * alpha * beta * h * z) + (2 * a * alpha * h * z) + (alpha * beta * h * z) + ((beta ^ 2) * (z ^ 2)) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - (alpha * beta * h * (z ^ 2)) - ((beta ^ 2) * z) - z)).
Proof.
intros h alpha beta a z h_low alpha_low beta_low beta_high a_low a_high z_low z_high known_0 known_1.
assert (L0 : linear (lookahead a alpha beta) h) by apply lookahead_linear.
assert (I0 : time_invariant (lookahead a alpha beta) h) by apply lookahead_invariant.
assert (Y0 : forall s, rec3 ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) (beta * ((a * alpha * h) + beta - (alpha * h))) 0 (fun t => read (lookahead a alpha beta) (run (lookahead a alpha beta) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (lookahead a alpha beta) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable3 ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) (beta * ((a * alpha * h) + beta - (alpha * h))) 0).
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
assert (part1 : stable2 ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) (beta * ((a * alpha * h) + beta - (alpha * h)))).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (a * alpha * h * ((2 * beta) + 2 - (alpha * h)))).
{
apply (positive_multiple _ (a * alpha * h) ((2 * beta) + 2 - (alpha * h))); [|exact known_1|equal].
destruct (inside_upper _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
apply (positive_ratio _ (alpha * h) (s_a + 1)); [pos | pos | equal].
}
replace (a * alpha * h * ((2 * beta) + 2 - (alpha * h))) with (1 + ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) + (beta * ((a * alpha * h) + beta - (alpha * h)))) in K0 by equal.
assert (K1 : 0 < ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h))).
{
apply (positive_multiple _ 1 ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h))); [|exact known_0|equal].
lra.
}
replace ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h)) with (1 - ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) + (beta * ((a * alpha * h) + beta - (alpha * h)))) in K1 by equal.
assert (K2 : 0 < ((alpha * beta * h) + 1 - (a * alpha * beta * h) - (beta ^ 2))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_upper _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
apply (positive_ratio _ ((s_a * alpha * (s_beta ^ 2) * h) + (s_a * alpha * s_beta * h) + (2 * s_a * s_beta) + s_a + (2 * s_beta) + 1) ((s_a * (s_beta ^ 2)) + (2 * s_a * s_beta) + s_a + (s_beta ^ 2) + (2 * s_beta) + 1)); [pos | pos | equal].
}
replace ((alpha * beta * h) + 1 - (a * alpha * beta * h) - (beta ^ 2)) with (1 - (beta * ((a * alpha * h) + beta - (alpha * h)))) in K2 by equal.
repeat split; lra.
}
apply (stable3_same _ _ _ _ _ _ (product12 0 ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) (beta * ((a * alpha * h) + beta - (alpha * h))) part0 part1)); equal.
}
assert (Z0 : ((a * alpha * beta * h * (z ^ 2)) + (a * alpha * beta * h * z) + (2 * a * alpha * h * z) + (alpha * beta * h * z) + ((beta ^ 2) * (z ^ 2)) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - (alpha * beta * h * (z ^ 2)) - ((beta ^ 2) * z) - z) <> 0).
{ assert (sign := series_bottom3 ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) (beta * ((a * alpha * h) + beta - (alpha * h))) 0 z J0 z_low z_high).
match type of sign with 0 < ?e => apply (nonzero_same _ e); [lra|equal] end. }
assert (D0_0 : (((z ^ 2) * ((a * alpha * beta * h) + (beta ^ 2) - (alpha * beta * h))) + (z * ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1)) + 1) <> 0).
{
assert (N0 : ((a * alpha * beta * h * (z ^ 2)) + (a * alpha * beta * h * z) + (2 * a * alpha * h * z) + (alpha * beta * h * z) + ((beta ^ 2) * (z ^ 2)) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - (alpha * beta * h * (z ^ 2)) - ((beta ^ 2) * z) - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((a * alpha * beta * h * (z ^ 2)) + (a * alpha * beta * h * z) + (2 * a * alpha * h * z) + (alpha * beta * h * z) + ((beta ^ 2) * (z ^ 2)) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - (alpha * beta * h * (z ^ 2)) - ((beta ^ 2) * z) - z)); [nonzero|equal].
}
assert (Qv1 : Un_cv (power_sum (mean_response (lookahead a alpha beta) h) z) (((beta * z * ((alpha * h) - beta)) + 1) / (((z ^ 2) * ((a * alpha * beta * h) + (beta ^ 2) - (alpha * beta * h))) + (z * ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1)) + 1))).
{
assert (Z := series3 ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) (beta * ((a * alpha * h) + beta - (alpha * h))) 0 (mean_response (lookahead a alpha beta) h) z J0 (Y0 _) (conj z_low z_high)).
replace (((beta * z * ((alpha * h) - beta)) + 1) / (((z ^ 2) * ((a * alpha * beta * h) + (beta ^ 2) - (alpha * beta * h))) + (z * ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1)) + 1)) with ((mean_response (lookahead a alpha beta) h 0%nat + (mean_response (lookahead a alpha beta) h 1%nat + ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) * mean_response (lookahead a alpha beta) h 0%nat) * z + (mean_response (lookahead a alpha beta) h 2%nat + ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) * mean_response (lookahead a alpha beta) h 1%nat + (beta * ((a * alpha * h) + beta - (alpha * h))) * mean_response (lookahead a alpha beta) h 0%nat) * (z * z)) / (1 + ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) * z + (beta * ((a * alpha * h) + beta - (alpha * h))) * (z * z) + 0 * (z * z * z))); [exact Z|].
unfold mean_response, run, step, silence, none, oracle. cbn. equal.
}
exists (((beta * z * ((alpha * h) - beta)) + 1) / (((z ^ 2) * ((a * alpha * beta * h) + (beta ^ 2) - (alpha * beta * h))) + (z * ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1)) + 1)).
split; [exact Qv1|].
assert (A0 : ((a * alpha * beta * h * (z ^ 2)) + (a * alpha * beta * h * z) + (2 * a * alpha * h * z) + (alpha * beta * h * z) + ((beta ^ 2) * (z ^ 2)) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - (alpha * beta * h * (z ^ 2)) - ((beta ^ 2) * z) - z) <> 0).
{
assert (N0 : ((a * alpha * beta * h * (z ^ 2)) + (a * alpha * beta * h * z) + (2 * a * alpha * h * z) + (alpha * beta * h * z) + ((beta ^ 2) * (z ^ 2)) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - (alpha * beta * h * (z ^ 2)) - ((beta ^ 2) * z) - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((a * alpha * beta * h * (z ^ 2)) + (a * alpha * beta * h * z) + (2 * a * alpha * h * z) + (alpha * beta * h * z) + ((beta ^ 2) * (z ^ 2)) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - (alpha * beta * h * (z ^ 2)) - ((beta ^ 2) * z) - z)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (F_0 : (((z ^ 2) * ((a * alpha * beta * h) + (beta ^ 2) - (alpha * beta * h))) + (z * ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1)) + 1) <> 0).
{
assert (N0 : ((a * alpha * beta * h * (z ^ 2)) + (a * alpha * beta * h * z) + (2 * a * alpha * h * z) + (alpha * beta * h * z) + ((beta ^ 2) * (z ^ 2)) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - (alpha * beta * h * (z ^ 2)) - ((beta ^ 2) * z) - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((a * alpha * beta * h * (z ^ 2)) + (a * alpha * beta * h * z) + (2 * a * alpha * h * z) + (alpha * beta * h * z) + ((beta ^ 2) * (z ^ 2)) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - (alpha * beta * h * (z ^ 2)) - ((beta ^ 2) * z) - z)); [nonzero|equal].
}
assert (G_0 : ((a * alpha * beta * h * (z ^ 2)) + (a * alpha * beta * h * z) + (2 * a * alpha * h * z) + (alpha * beta * h * z) + ((beta ^ 2) * (z ^ 2)) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - (alpha * beta * h * (z ^ 2)) - ((beta ^ 2) * z) - z) <> 0).
{
assert (N0 : ((a * alpha * beta * h * (z ^ 2)) + (a * alpha * beta * h * z) + (2 * a * alpha * h * z) + (alpha * beta * h * z) + ((beta ^ 2) * (z ^ 2)) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - (alpha * beta * h * (z ^ 2)) - ((beta ^ 2) * z) - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((a * alpha * beta * h * (z ^ 2)) + (a * alpha * beta * h * z) + (2 * a * alpha * h * z) + (alpha * beta * h * z) + ((beta ^ 2) * (z ^ 2)) + 1 - (a * (alpha ^ 2) * (h ^ 2) * z) - (alpha * beta * h * (z ^ 2)) - ((beta ^ 2) * z) - z)); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions library_lookahead_heavy_ball_transient.
