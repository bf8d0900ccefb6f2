(* library.inside-lookahead-steady-state: The steady-state risk of inside-round(lookahead(sgd)) with k = 2, after = 2
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

Theorem library_inside_lookahead_steady_state : forall (h : R) (c : R) (B : R) (alpha : R) (a : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 < alpha) ->
    (0 < a) ->
    (a <= 1) ->
    (0 < ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h))) ->
    (0 < (2 - (alpha * h))) ->
  exists v1 : R, 
    steady_state (inside_round a alpha) h c B v1 /\
    B <> 0 /\
    (2 - (alpha * h)) <> 0 /\
    ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h)) <> 0 /\
    v1 = (alpha * c * (((alpha ^ 2) * (h ^ 2)) + 2 - (2 * alpha * h)) * ((2 * a * (alpha ^ 2) * (h ^ 2)) + a + (4 * alpha * h) - (4 * a * alpha * h) - (2 * (alpha ^ 2) * (h ^ 2))) / (2 * B * (2 - (alpha * h)) * ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h)))).
Proof.
intros h c B alpha a h_low c_low B_low alpha_low a_low a_high known_0 known_1.
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
assert (D0_0 : (2 - (alpha * h)) <> 0).
{
assert (N0 : (2 - (alpha * h)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h))).
{
apply (positive_multiple _ 1 (2 - (alpha * h))); [|exact known_1|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h))); [nonzero|equal].
}
assert (D0_1 : ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h)) <> 0).
{
assert (N0 : ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h)) <> 0).
{
assert (sign : 0 < ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h))).
{
apply (positive_multiple _ 1 ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h))); [nonzero|equal].
}
assert (Qv1 : steady_state (inside_round a alpha) h c B (alpha * c * (((alpha ^ 2) * (h ^ 2)) + 2 - (2 * alpha * h)) * ((2 * a * (alpha ^ 2) * (h ^ 2)) + a + (4 * alpha * h) - (4 * a * alpha * h) - (2 * (alpha ^ 2) * (h ^ 2))) / (2 * B * (2 - (alpha * h)) * ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h))))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total3 ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1) 0 0 (impulse_response (inside_round a alpha) h j 0%nat) (impulse_response (inside_round a alpha) h j 1%nat) (impulse_response (inside_round a alpha) h j 2%nat))); [exact L0|exact I0| | |].
{ apply (rec3_vanishes ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1) 0 0 _ J0). apply Y0. }
{ intros j _. apply (sum3 ((2 * a * alpha * h) - (a * (alpha ^ 2) * (h ^ 2)) - 1) 0 0 _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as (jury0 & jury1 & [jury2 jury3] & jury4). assert (0 < 1 + 0) by lra. assert (0 < 1 - 0) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists (alpha * c * (((alpha ^ 2) * (h ^ 2)) + 2 - (2 * alpha * h)) * ((2 * a * (alpha ^ 2) * (h ^ 2)) + a + (4 * alpha * h) - (4 * a * alpha * h) - (2 * (alpha ^ 2) * (h ^ 2))) / (2 * B * (2 - (alpha * h)) * ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h)))).
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
assert (A1 : (2 - (alpha * h)) <> 0).
{
assert (N0 : (2 - (alpha * h)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h))).
{
apply (positive_multiple _ 1 (2 - (alpha * h))); [|exact known_1|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (A2 : ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h)) <> 0).
{
assert (N0 : ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h)) <> 0).
{
assert (sign : 0 < ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h))).
{
apply (positive_multiple _ 1 ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
assert (F_0 : (2 - (alpha * h)) <> 0).
{
assert (N0 : (2 - (alpha * h)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h))).
{
apply (positive_multiple _ 1 (2 - (alpha * h))); [|exact known_1|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h))); [nonzero|equal].
}
assert (F_1 : ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h)) <> 0).
{
assert (N0 : ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h)) <> 0).
{
assert (sign : 0 < ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h))).
{
apply (positive_multiple _ 1 ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h))); [nonzero|equal].
}
assert (G_0 : (2 - (alpha * h)) <> 0).
{
assert (N0 : (2 - (alpha * h)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h))).
{
apply (positive_multiple _ 1 (2 - (alpha * h))); [|exact known_1|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h))); [nonzero|equal].
}
assert (G_1 : ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h)) <> 0).
{
assert (N0 : ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h)) <> 0).
{
assert (sign : 0 < ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h))).
{
apply (positive_multiple _ 1 ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((a * (alpha ^ 2) * (h ^ 2)) + 2 - (2 * a * alpha * h))); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions library_inside_lookahead_steady_state.
