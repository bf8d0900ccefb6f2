(* library.lookahead-heavy-ball-steady-state: The steady-state risk of lookahead(heavy-ball) with k = 2
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

Theorem library_lookahead_heavy_ball_steady_state : forall (h : R) (c : R) (B : R) (alpha : R) (beta : R) (a : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 < alpha) ->
    (0 <= beta) ->
    (beta < 1) ->
    (0 < a) ->
    (a <= 1) ->
    (0 < ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h))) ->
    (0 < ((2 * beta) + 2 - (alpha * h))) ->
  exists v1 : R, 
    steady_state (lookahead a alpha beta) h c B v1 /\
    B <> 0 /\
    ((2 * beta) + 2 - (alpha * h)) <> 0 /\
    ((alpha * beta * h) + 1 - (a * alpha * beta * h) - (beta ^ 2)) <> 0 /\
    ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h)) <> 0 /\
    v1 = (a * alpha * c * ((a * (alpha ^ 3) * beta * (h ^ 3)) + (2 * a * alpha * (beta ^ 3) * h) + (3 * (alpha ^ 2) * (beta ^ 2) * (h ^ 2)) + (2 * (alpha ^ 2) * beta * (h ^ 2)) + ((alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 4)) + (4 * (beta ^ 3)) + (4 * (beta ^ 2)) + (4 * beta) + 2 - (2 * a * (alpha ^ 2) * (beta ^ 2) * (h ^ 2)) - (2 * a * alpha * beta * h) - ((alpha ^ 3) * beta * (h ^ 3)) - (4 * alpha * (beta ^ 3) * h) - (6 * alpha * (beta ^ 2) * h) - (4 * alpha * beta * h) - (2 * alpha * h)) / (2 * B * ((2 * beta) + 2 - (alpha * h)) * ((alpha * beta * h) + 1 - (a * alpha * beta * h) - (beta ^ 2)) * ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h)))).
Proof.
intros h c B alpha beta a h_low c_low B_low alpha_low beta_low beta_high a_low a_high known_0 known_1.
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
assert (D0_0 : ((2 * beta) + 2 - (alpha * h)) <> 0).
{
assert (N0 : ((2 * beta) + 2 - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * beta) + 2 - (alpha * h))).
{
apply (positive_multiple _ 1 ((2 * beta) + 2 - (alpha * h))); [|exact known_1|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * beta) + 2 - (alpha * h))); [nonzero|equal].
}
assert (D0_1 : ((alpha * beta * h) + 1 - (a * alpha * beta * h) - (beta ^ 2)) <> 0).
{
assert (N0 : ((alpha * beta * h) + 1 - (a * alpha * beta * h) - (beta ^ 2)) <> 0).
{
assert (sign : 0 < ((alpha * beta * h) + 1 - (a * alpha * beta * h) - (beta ^ 2))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_upper _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
apply (positive_ratio _ ((s_a * alpha * (s_beta ^ 2) * h) + (s_a * alpha * s_beta * h) + (2 * s_a * s_beta) + s_a + (2 * s_beta) + 1) ((s_a * (s_beta ^ 2)) + (2 * s_a * s_beta) + s_a + (s_beta ^ 2) + (2 * s_beta) + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * beta * h) + 1 - (a * alpha * beta * h) - (beta ^ 2))); [nonzero|equal].
}
assert (D0_2 : ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h)) <> 0).
{
assert (N0 : ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h)) <> 0).
{
assert (sign : 0 < ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h))).
{
apply (positive_multiple _ 1 ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h))); [nonzero|equal].
}
assert (Qv1 : steady_state (lookahead a alpha beta) h c B (a * alpha * c * ((a * (alpha ^ 3) * beta * (h ^ 3)) + (2 * a * alpha * (beta ^ 3) * h) + (3 * (alpha ^ 2) * (beta ^ 2) * (h ^ 2)) + (2 * (alpha ^ 2) * beta * (h ^ 2)) + ((alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 4)) + (4 * (beta ^ 3)) + (4 * (beta ^ 2)) + (4 * beta) + 2 - (2 * a * (alpha ^ 2) * (beta ^ 2) * (h ^ 2)) - (2 * a * alpha * beta * h) - ((alpha ^ 3) * beta * (h ^ 3)) - (4 * alpha * (beta ^ 3) * h) - (6 * alpha * (beta ^ 2) * h) - (4 * alpha * beta * h) - (2 * alpha * h)) / (2 * B * ((2 * beta) + 2 - (alpha * h)) * ((alpha * beta * h) + 1 - (a * alpha * beta * h) - (beta ^ 2)) * ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h))))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total3 ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) (beta * ((a * alpha * h) + beta - (alpha * h))) 0 (impulse_response (lookahead a alpha beta) h j 0%nat) (impulse_response (lookahead a alpha beta) h j 1%nat) (impulse_response (lookahead a alpha beta) h j 2%nat))); [exact L0|exact I0| | |].
{ apply (rec3_vanishes ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) (beta * ((a * alpha * h) + beta - (alpha * h))) 0 _ J0). apply Y0. }
{ intros j _. apply (sum3 ((a * alpha * beta * h) + (2 * a * alpha * h) + (alpha * beta * h) - (a * (alpha ^ 2) * (h ^ 2)) - (beta ^ 2) - 1) (beta * ((a * alpha * h) + beta - (alpha * h))) 0 _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as (jury0 & jury1 & [jury2 jury3] & jury4). assert (0 < 1 + 0) by lra. assert (0 < 1 - 0) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists (a * alpha * c * ((a * (alpha ^ 3) * beta * (h ^ 3)) + (2 * a * alpha * (beta ^ 3) * h) + (3 * (alpha ^ 2) * (beta ^ 2) * (h ^ 2)) + (2 * (alpha ^ 2) * beta * (h ^ 2)) + ((alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 4)) + (4 * (beta ^ 3)) + (4 * (beta ^ 2)) + (4 * beta) + 2 - (2 * a * (alpha ^ 2) * (beta ^ 2) * (h ^ 2)) - (2 * a * alpha * beta * h) - ((alpha ^ 3) * beta * (h ^ 3)) - (4 * alpha * (beta ^ 3) * h) - (6 * alpha * (beta ^ 2) * h) - (4 * alpha * beta * h) - (2 * alpha * h)) / (2 * B * ((2 * beta) + 2 - (alpha * h)) * ((alpha * beta * h) + 1 - (a * alpha * beta * h) - (beta ^ 2)) * ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h)))).
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
assert (A1 : ((2 * beta) + 2 - (alpha * h)) <> 0).
{
assert (N0 : ((2 * beta) + 2 - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * beta) + 2 - (alpha * h))).
{
apply (positive_multiple _ 1 ((2 * beta) + 2 - (alpha * h))); [|exact known_1|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * beta) + 2 - (alpha * h))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (A2 : ((alpha * beta * h) + 1 - (a * alpha * beta * h) - (beta ^ 2)) <> 0).
{
assert (N0 : ((alpha * beta * h) + 1 - (a * alpha * beta * h) - (beta ^ 2)) <> 0).
{
assert (sign : 0 < ((alpha * beta * h) + 1 - (a * alpha * beta * h) - (beta ^ 2))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_upper _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
apply (positive_ratio _ ((s_a * alpha * (s_beta ^ 2) * h) + (s_a * alpha * s_beta * h) + (2 * s_a * s_beta) + s_a + (2 * s_beta) + 1) ((s_a * (s_beta ^ 2)) + (2 * s_a * s_beta) + s_a + (s_beta ^ 2) + (2 * s_beta) + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * beta * h) + 1 - (a * alpha * beta * h) - (beta ^ 2))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
assert (A3 : ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h)) <> 0).
{
assert (N0 : ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h)) <> 0).
{
assert (sign : 0 < ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h))).
{
apply (positive_multiple _ 1 ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A3); equal|].
assert (F_0 : ((2 * beta) + 2 - (alpha * h)) <> 0).
{
assert (N0 : ((2 * beta) + 2 - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * beta) + 2 - (alpha * h))).
{
apply (positive_multiple _ 1 ((2 * beta) + 2 - (alpha * h))); [|exact known_1|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * beta) + 2 - (alpha * h))); [nonzero|equal].
}
assert (F_1 : ((alpha * beta * h) + 1 - (a * alpha * beta * h) - (beta ^ 2)) <> 0).
{
assert (N0 : ((alpha * beta * h) + 1 - (a * alpha * beta * h) - (beta ^ 2)) <> 0).
{
assert (sign : 0 < ((alpha * beta * h) + 1 - (a * alpha * beta * h) - (beta ^ 2))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_upper _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
apply (positive_ratio _ ((s_a * alpha * (s_beta ^ 2) * h) + (s_a * alpha * s_beta * h) + (2 * s_a * s_beta) + s_a + (2 * s_beta) + 1) ((s_a * (s_beta ^ 2)) + (2 * s_a * s_beta) + s_a + (s_beta ^ 2) + (2 * s_beta) + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * beta * h) + 1 - (a * alpha * beta * h) - (beta ^ 2))); [nonzero|equal].
}
assert (F_2 : ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h)) <> 0).
{
assert (N0 : ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h)) <> 0).
{
assert (sign : 0 < ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h))).
{
apply (positive_multiple _ 1 ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h))); [nonzero|equal].
}
assert (G_0 : ((2 * beta) + 2 - (alpha * h)) <> 0).
{
assert (N0 : ((2 * beta) + 2 - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * beta) + 2 - (alpha * h))).
{
apply (positive_multiple _ 1 ((2 * beta) + 2 - (alpha * h))); [|exact known_1|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * beta) + 2 - (alpha * h))); [nonzero|equal].
}
assert (G_1 : ((alpha * beta * h) + 1 - (a * alpha * beta * h) - (beta ^ 2)) <> 0).
{
assert (N0 : ((alpha * beta * h) + 1 - (a * alpha * beta * h) - (beta ^ 2)) <> 0).
{
assert (sign : 0 < ((alpha * beta * h) + 1 - (a * alpha * beta * h) - (beta ^ 2))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_upper _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
apply (positive_ratio _ ((s_a * alpha * (s_beta ^ 2) * h) + (s_a * alpha * s_beta * h) + (2 * s_a * s_beta) + s_a + (2 * s_beta) + 1) ((s_a * (s_beta ^ 2)) + (2 * s_a * s_beta) + s_a + (s_beta ^ 2) + (2 * s_beta) + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * beta * h) + 1 - (a * alpha * beta * h) - (beta ^ 2))); [nonzero|equal].
}
assert (G_2 : ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h)) <> 0).
{
assert (N0 : ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h)) <> 0).
{
assert (sign : 0 < ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h))).
{
apply (positive_multiple _ 1 ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((a * (alpha ^ 2) * (h ^ 2)) + (2 * (beta ^ 2)) + 2 - (2 * a * alpha * h) - (2 * alpha * beta * h))); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions library_lookahead_heavy_ball_steady_state.
