(* library.accelerated-sgd-steady-state: The steady-state risk of accelerated-sgd
   derived from the rule *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* accelerated-sgd: states x, v *)
Definition accelerated_sgd (a b delta gamma : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((a * (s 0%nat)) + ((1 - a) * (s 1%nat))) in
    let u2 := (gradient 0%nat u1) in
    fun i => match i with | 0%nat => (u1 - (delta * u2)) | 1%nat => (((b * u1) + ((1 - b) * (s 1%nat))) - (gamma * u2)) | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma accelerated_sgd_linear : forall a b delta gamma h : R, linear (accelerated_sgd a b delta gamma) h.
Proof. intros. is_linear. Qed.
Lemma accelerated_sgd_invariant : forall a b delta gamma h : R, time_invariant (accelerated_sgd a b delta gamma) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem library_accelerated_sgd_steady_state : forall (h : R) (c : R) (B : R) (delta : R) (gamma : R) (a : R) (b : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 < delta) ->
    (0 < gamma) ->
    (0 <= a) ->
    (a <= 1) ->
    (0 <= b) ->
    (b <= 1) ->
    (0 < ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h))) ->
    (0 < ((a * b * delta) + gamma - (a * gamma))) ->
  exists v1 : R, 
    steady_state (accelerated_sgd a b delta gamma) h c B v1 /\
    B <> 0 /\
    ((a * b) + (a * delta * h) + 1 - (a * b * delta * h) - a) <> 0 /\
    ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h)) <> 0 /\
    v1 = (c * (((a ^ 2) * (b ^ 2) * (delta ^ 2) * h) + ((a ^ 2) * b * delta) + ((a ^ 2) * b * gamma) + ((a ^ 2) * delta * gamma * h) + (a * b * delta * gamma * h) + (a * b * delta) + (a * delta * gamma * h) + (2 * (delta ^ 2) * h) + gamma - ((a ^ 2) * (b ^ 2) * delta) - ((a ^ 2) * b * (delta ^ 2) * h) - ((a ^ 2) * b * delta * gamma * h) - ((a ^ 2) * gamma) - (2 * a * b * (delta ^ 2) * h) - (a * b * gamma) - (2 * delta * gamma * h)) / (2 * B * ((a * b) + (a * delta * h) + 1 - (a * b * delta * h) - a) * ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h)))).
Proof.
intros h c B delta gamma a b h_low c_low B_low delta_low gamma_low a_low a_high b_low b_high known_0 known_1.
assert (L0 : linear (accelerated_sgd a b delta gamma) h) by apply accelerated_sgd_linear.
assert (I0 : time_invariant (accelerated_sgd a b delta gamma) h) by apply accelerated_sgd_invariant.
assert (Y0 : forall s, rec2 ((a * b) + (a * delta * h) + (gamma * h) - (a * gamma * h) - a - 1) (a * (1 - b) * (1 - (delta * h))) (fun t => read (accelerated_sgd a b delta gamma) (run (accelerated_sgd a b delta gamma) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (accelerated_sgd a b delta gamma) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable2 ((a * b) + (a * delta * h) + (gamma * h) - (a * gamma * h) - a - 1) (a * (1 - b) * (1 - (delta * h)))).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (h * ((a * b * delta) + gamma - (a * gamma)))).
{
apply (positive_multiple _ h ((a * b * delta) + gamma - (a * gamma))); [|exact known_1|equal].
apply (positive_ratio _ h 1); [pos | pos | equal].
}
replace (h * ((a * b * delta) + gamma - (a * gamma))) with (1 + ((a * b) + (a * delta * h) + (gamma * h) - (a * gamma * h) - a - 1) + (a * (1 - b) * (1 - (delta * h)))) in K0 by equal.
assert (K1 : 0 < ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h))).
{
apply (positive_multiple _ 1 ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h))); [|exact known_0|equal].
lra.
}
replace ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h)) with (1 - ((a * b) + (a * delta * h) + (gamma * h) - (a * gamma * h) - a - 1) + (a * (1 - b) * (1 - (delta * h)))) in K1 by equal.
assert (K2 : 0 < ((a * b) + (a * delta * h) + 1 - (a * b * delta * h) - a)).
{
destruct (Rle_lt_or_eq_dec _ _ a_high) as [a_below|a_end].
{ clear a_high; rename a_below into a_high.
destruct (Rle_lt_or_eq_dec _ _ b_high) as [b_below|b_end].
{ clear b_high; rename b_below into b_high.
destruct (inside_lower _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
destruct (inside_lower _ _ _ b_low b_high) as [s_b [P_s_b E_s_b]]; try clear b_low b_high; subst b.
apply (positive_ratio _ ((s_a * s_b) + (s_a * delta * h) + s_b + 1) ((s_a * s_b) + s_a + s_b + 1)); [pos | pos | equal].
}
{ clear b_low b_high; subst b.
apply (positive_same _ 1); [|equal].
lra.
}
}
{ clear a_low a_high; subst a.
apply (positive_same _ (b + (delta * h) - (b * delta * h))); [|equal].
destruct (Rle_lt_or_eq_dec _ _ b_high) as [b_below|b_end].
{ clear b_high; rename b_below into b_high.
destruct (inside_lower _ _ _ b_low b_high) as [s_b [P_s_b E_s_b]]; try clear b_low b_high; subst b.
apply (positive_ratio _ (s_b + (delta * h)) (s_b + 1)); [pos | pos | equal].
}
{ clear b_low b_high; subst b.
apply (positive_same _ 1); [|equal].
lra.
}
}
}
replace ((a * b) + (a * delta * h) + 1 - (a * b * delta * h) - a) with (1 - (a * (1 - b) * (1 - (delta * h)))) in K2 by equal.
repeat split; lra.
}
assert (D0_0 : ((a * b) + (a * delta * h) + 1 - (a * b * delta * h) - a) <> 0).
{
assert (N0 : ((a * b) + (a * delta * h) + 1 - (a * b * delta * h) - a) <> 0).
{
assert (sign : 0 < ((a * b) + (a * delta * h) + 1 - (a * b * delta * h) - a)).
{
destruct (Rle_lt_or_eq_dec _ _ a_high) as [a_below|a_end].
{ clear a_high; rename a_below into a_high.
destruct (Rle_lt_or_eq_dec _ _ b_high) as [b_below|b_end].
{ clear b_high; rename b_below into b_high.
destruct (inside_lower _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
destruct (inside_lower _ _ _ b_low b_high) as [s_b [P_s_b E_s_b]]; try clear b_low b_high; subst b.
apply (positive_ratio _ ((s_a * s_b) + (s_a * delta * h) + s_b + 1) ((s_a * s_b) + s_a + s_b + 1)); [pos | pos | equal].
}
{ clear b_low b_high; subst b.
apply (positive_same _ 1); [|equal].
lra.
}
}
{ clear a_low a_high; subst a.
apply (positive_same _ (b + (delta * h) - (b * delta * h))); [|equal].
destruct (Rle_lt_or_eq_dec _ _ b_high) as [b_below|b_end].
{ clear b_high; rename b_below into b_high.
destruct (inside_lower _ _ _ b_low b_high) as [s_b [P_s_b E_s_b]]; try clear b_low b_high; subst b.
apply (positive_ratio _ (s_b + (delta * h)) (s_b + 1)); [pos | pos | equal].
}
{ clear b_low b_high; subst b.
apply (positive_same _ 1); [|equal].
lra.
}
}
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((a * b) + (a * delta * h) + 1 - (a * b * delta * h) - a)); [nonzero|equal].
}
assert (D0_1 : ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h)) <> 0).
{
assert (N0 : ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h)) <> 0).
{
assert (sign : 0 < ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h))).
{
apply (positive_multiple _ 1 ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h))); [nonzero|equal].
}
assert (Qv1 : steady_state (accelerated_sgd a b delta gamma) h c B (c * (((a ^ 2) * (b ^ 2) * (delta ^ 2) * h) + ((a ^ 2) * b * delta) + ((a ^ 2) * b * gamma) + ((a ^ 2) * delta * gamma * h) + (a * b * delta * gamma * h) + (a * b * delta) + (a * delta * gamma * h) + (2 * (delta ^ 2) * h) + gamma - ((a ^ 2) * (b ^ 2) * delta) - ((a ^ 2) * b * (delta ^ 2) * h) - ((a ^ 2) * b * delta * gamma * h) - ((a ^ 2) * gamma) - (2 * a * b * (delta ^ 2) * h) - (a * b * gamma) - (2 * delta * gamma * h)) / (2 * B * ((a * b) + (a * delta * h) + 1 - (a * b * delta * h) - a) * ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h))))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total2 ((a * b) + (a * delta * h) + (gamma * h) - (a * gamma * h) - a - 1) (a * (1 - b) * (1 - (delta * h))) (impulse_response (accelerated_sgd a b delta gamma) h j 0%nat) (impulse_response (accelerated_sgd a b delta gamma) h j 1%nat))); [exact L0|exact I0| | |].
{ apply (rec2_vanishes ((a * b) + (a * delta * h) + (gamma * h) - (a * gamma * h) - a - 1) (a * (1 - b) * (1 - (delta * h))) _ J0). apply Y0. }
{ intros j _. apply (sum2 ((a * b) + (a * delta * h) + (gamma * h) - (a * gamma * h) - a - 1) (a * (1 - b) * (1 - (delta * h))) _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as (jury0 & jury1 & jury2). assert (0 < 1 - (a * (1 - b) * (1 - (delta * h)))) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists (c * (((a ^ 2) * (b ^ 2) * (delta ^ 2) * h) + ((a ^ 2) * b * delta) + ((a ^ 2) * b * gamma) + ((a ^ 2) * delta * gamma * h) + (a * b * delta * gamma * h) + (a * b * delta) + (a * delta * gamma * h) + (2 * (delta ^ 2) * h) + gamma - ((a ^ 2) * (b ^ 2) * delta) - ((a ^ 2) * b * (delta ^ 2) * h) - ((a ^ 2) * b * delta * gamma * h) - ((a ^ 2) * gamma) - (2 * a * b * (delta ^ 2) * h) - (a * b * gamma) - (2 * delta * gamma * h)) / (2 * B * ((a * b) + (a * delta * h) + 1 - (a * b * delta * h) - a) * ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h)))).
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
assert (A1 : ((a * b) + (a * delta * h) + 1 - (a * b * delta * h) - a) <> 0).
{
assert (N0 : ((a * b) + (a * delta * h) + 1 - (a * b * delta * h) - a) <> 0).
{
assert (sign : 0 < ((a * b) + (a * delta * h) + 1 - (a * b * delta * h) - a)).
{
destruct (Rle_lt_or_eq_dec _ _ a_high) as [a_below|a_end].
{ clear a_high; rename a_below into a_high.
destruct (Rle_lt_or_eq_dec _ _ b_high) as [b_below|b_end].
{ clear b_high; rename b_below into b_high.
destruct (inside_lower _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
destruct (inside_lower _ _ _ b_low b_high) as [s_b [P_s_b E_s_b]]; try clear b_low b_high; subst b.
apply (positive_ratio _ ((s_a * s_b) + (s_a * delta * h) + s_b + 1) ((s_a * s_b) + s_a + s_b + 1)); [pos | pos | equal].
}
{ clear b_low b_high; subst b.
apply (positive_same _ 1); [|equal].
lra.
}
}
{ clear a_low a_high; subst a.
apply (positive_same _ (b + (delta * h) - (b * delta * h))); [|equal].
destruct (Rle_lt_or_eq_dec _ _ b_high) as [b_below|b_end].
{ clear b_high; rename b_below into b_high.
destruct (inside_lower _ _ _ b_low b_high) as [s_b [P_s_b E_s_b]]; try clear b_low b_high; subst b.
apply (positive_ratio _ (s_b + (delta * h)) (s_b + 1)); [pos | pos | equal].
}
{ clear b_low b_high; subst b.
apply (positive_same _ 1); [|equal].
lra.
}
}
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((a * b) + (a * delta * h) + 1 - (a * b * delta * h) - a)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (A2 : ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h)) <> 0).
{
assert (N0 : ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h)) <> 0).
{
assert (sign : 0 < ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h))).
{
apply (positive_multiple _ 1 ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
assert (F_0 : ((a * b) + (a * delta * h) + 1 - (a * b * delta * h) - a) <> 0).
{
assert (N0 : ((a * b) + (a * delta * h) + 1 - (a * b * delta * h) - a) <> 0).
{
assert (sign : 0 < ((a * b) + (a * delta * h) + 1 - (a * b * delta * h) - a)).
{
destruct (Rle_lt_or_eq_dec _ _ a_high) as [a_below|a_end].
{ clear a_high; rename a_below into a_high.
destruct (Rle_lt_or_eq_dec _ _ b_high) as [b_below|b_end].
{ clear b_high; rename b_below into b_high.
destruct (inside_lower _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
destruct (inside_lower _ _ _ b_low b_high) as [s_b [P_s_b E_s_b]]; try clear b_low b_high; subst b.
apply (positive_ratio _ ((s_a * s_b) + (s_a * delta * h) + s_b + 1) ((s_a * s_b) + s_a + s_b + 1)); [pos | pos | equal].
}
{ clear b_low b_high; subst b.
apply (positive_same _ 1); [|equal].
lra.
}
}
{ clear a_low a_high; subst a.
apply (positive_same _ (b + (delta * h) - (b * delta * h))); [|equal].
destruct (Rle_lt_or_eq_dec _ _ b_high) as [b_below|b_end].
{ clear b_high; rename b_below into b_high.
destruct (inside_lower _ _ _ b_low b_high) as [s_b [P_s_b E_s_b]]; try clear b_low b_high; subst b.
apply (positive_ratio _ (s_b + (delta * h)) (s_b + 1)); [pos | pos | equal].
}
{ clear b_low b_high; subst b.
apply (positive_same _ 1); [|equal].
lra.
}
}
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((a * b) + (a * delta * h) + 1 - (a * b * delta * h) - a)); [nonzero|equal].
}
assert (F_1 : ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h)) <> 0).
{
assert (N0 : ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h)) <> 0).
{
assert (sign : 0 < ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h))).
{
apply (positive_multiple _ 1 ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h))); [nonzero|equal].
}
assert (G_0 : ((a * b) + (a * delta * h) + 1 - (a * b * delta * h) - a) <> 0).
{
assert (N0 : ((a * b) + (a * delta * h) + 1 - (a * b * delta * h) - a) <> 0).
{
assert (sign : 0 < ((a * b) + (a * delta * h) + 1 - (a * b * delta * h) - a)).
{
destruct (Rle_lt_or_eq_dec _ _ a_high) as [a_below|a_end].
{ clear a_high; rename a_below into a_high.
destruct (Rle_lt_or_eq_dec _ _ b_high) as [b_below|b_end].
{ clear b_high; rename b_below into b_high.
destruct (inside_lower _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
destruct (inside_lower _ _ _ b_low b_high) as [s_b [P_s_b E_s_b]]; try clear b_low b_high; subst b.
apply (positive_ratio _ ((s_a * s_b) + (s_a * delta * h) + s_b + 1) ((s_a * s_b) + s_a + s_b + 1)); [pos | pos | equal].
}
{ clear b_low b_high; subst b.
apply (positive_same _ 1); [|equal].
lra.
}
}
{ clear a_low a_high; subst a.
apply (positive_same _ (b + (delta * h) - (b * delta * h))); [|equal].
destruct (Rle_lt_or_eq_dec _ _ b_high) as [b_below|b_end].
{ clear b_high; rename b_below into b_high.
destruct (inside_lower _ _ _ b_low b_high) as [s_b [P_s_b E_s_b]]; try clear b_low b_high; subst b.
apply (positive_ratio _ (s_b + (delta * h)) (s_b + 1)); [pos | pos | equal].
}
{ clear b_low b_high; subst b.
apply (positive_same _ 1); [|equal].
lra.
}
}
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((a * b) + (a * delta * h) + 1 - (a * b * delta * h) - a)); [nonzero|equal].
}
assert (G_1 : ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h)) <> 0).
{
assert (N0 : ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h)) <> 0).
{
assert (sign : 0 < ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h))).
{
apply (positive_multiple _ 1 ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((a * b * delta * h) + (a * gamma * h) + (2 * a) + 2 - (2 * a * b) - (2 * a * delta * h) - (gamma * h))); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions library_accelerated_sgd_steady_state.
