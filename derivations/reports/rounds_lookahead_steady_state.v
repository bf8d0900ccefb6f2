(* rounds.lookahead-steady-state: The steady-state risk of Lookahead over SGD, for any K
   Zhang, Lucas, Ba and Hinton 2019, proposition 2 *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* lookahead(sgd): states slow, inner.theta *)
Definition lookahead (K : nat) (a alpha : R) : rule := {|
  minibatches := (K)%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((s 0%nat) + (a * ((repeated (K)%nat (fun j1 x1 => (x1 - (alpha * (gradient (j1)%nat x1)))) (s 0%nat)) - (s 0%nat)))) in
    fun i => match i with | 0%nat => u1 | 1%nat => u1 | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
(* lookahead(sgd): states slow, inner.theta *)
Definition lookahead_ (a alpha : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((s 0%nat) + (a * (((s 0%nat) - (alpha * (gradient 0%nat (s 0%nat)))) - (s 0%nat)))) in
    fun i => match i with | 0%nat => u1 | 1%nat => u1 | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma lookahead__linear : forall a alpha h : R, linear (lookahead_ a alpha) h.
Proof. intros. is_linear. Qed.
Lemma lookahead__invariant : forall a alpha h : R, time_invariant (lookahead_ a alpha) h.
Proof. intros; intros k noise s. reflexivity. Qed.
Lemma lookahead_round : forall (K : nat) (a : R) (alpha : R) (h : R), alpha <> 0 -> forall k noise s, step (lookahead (K)%nat a alpha) h k noise s
  = step (lookahead_ a alpha) ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha) k (fun _ => sum (minibatches (lookahead (K)%nat a alpha)) (fun j => (fun j => left_of (1 - (alpha * h)) (K)%nat j) j * noise j)) s.
Proof.
intros. apply functional_extensionality; intro i. destruct i as [|[|i]]; unfold step, oracle; cbn - [repeated sum left_of pow];
rewrite ?fast_steps; [..|reflexivity];
rewrite ?sum_scale; field; repeat split; assumption.
Qed.

Lemma rounds_lookahead_steady_state_once : forall (c : R) (B : R) (a : R) (alpha : R) (w : R),
    (0 <= c) ->
    (0 < B) ->
    (0 < a) ->
    (a <= 1) ->
    (0 < alpha) ->
    ((- 1) < w) ->
    (w < 1) ->
  exists v1 : R, 
    steady_state (lookahead_ a alpha) ((1 - w) / alpha) c B v1 /\
    alpha <> 0 /\
    B <> 0 /\
    (2 - (a * (1 - w))) <> 0 /\
    v1 = (a * alpha * c / (2 * B * (2 - (a * (1 - w))))).
Proof.
intros c B a alpha w c_low B_low a_low a_high alpha_low w_low w_high.
assert (L0 : linear (lookahead_ a alpha) ((1 - w) / alpha)) by apply lookahead__linear.
assert (I0 : time_invariant (lookahead_ a alpha) ((1 - w) / alpha)) by apply lookahead__invariant.
assert (Y0 : forall s, rec2 (a - (a * w) - 1) 0 (fun t => read (lookahead_ a alpha) (run (lookahead_ a alpha) ((1 - w) / alpha) silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (lookahead_ a alpha) ((1 - w) / alpha) silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable2 (a - (a * w) - 1) 0).
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
assert (part1 : stable1 (- ((a * w) + 1 - a))).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (a * (1 - w))).
{
destruct (inside_upper _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
destruct (inside _ _ _ w_low w_high) as [s_w [P_s_w E_s_w]]; try clear w_low w_high; subst w.
apply (positive_ratio _ 2 ((s_a * s_w) + s_a + s_w + 1)); [pos | pos | equal].
}
replace (a * (1 - w)) with (1 + (a - (a * w) - 1)) in K0 by equal.
assert (K1 : 0 < ((a * w) + 2 - a)).
{
destruct (inside_upper _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
destruct (inside _ _ _ w_low w_high) as [s_w [P_s_w E_s_w]]; try clear w_low w_high; subst w.
apply (positive_ratio _ ((2 * s_a * s_w) + (2 * s_a) + (2 * s_w)) ((s_a * s_w) + s_a + s_w + 1)); [pos | pos | equal].
}
replace ((a * w) + 2 - a) with (1 - (a - (a * w) - 1)) in K1 by equal.
repeat split; lra.
}
apply (stable2_same _ _ _ _ (product11 0 ((a * w) + 1 - a) part0 part1)); equal.
}
assert (D0_0 : (2 - (a * (1 - w))) <> 0).
{
assert (N0 : ((a * w) + 2 - a) <> 0).
{
assert (sign : 0 < ((a * w) + 2 - a)).
{
destruct (inside_upper _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
destruct (inside _ _ _ w_low w_high) as [s_w [P_s_w E_s_w]]; try clear w_low w_high; subst w.
apply (positive_ratio _ ((2 * s_a * s_w) + (2 * s_a) + (2 * s_w)) ((s_a * s_w) + s_a + s_w + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((a * w) + 2 - a)); [nonzero|equal].
}
assert (Qv1 : steady_state (lookahead_ a alpha) ((1 - w) / alpha) c B (a * alpha * c / (2 * B * (2 - (a * (1 - w)))))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total2 (a - (a * w) - 1) 0 (impulse_response (lookahead_ a alpha) ((1 - w) / alpha) j 0%nat) (impulse_response (lookahead_ a alpha) ((1 - w) / alpha) j 1%nat))); [exact L0|exact I0| | |].
{ apply (rec2_vanishes (a - (a * w) - 1) 0 _ J0). apply Y0. }
{ intros j _. apply (sum2 (a - (a * w) - 1) 0 _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as (jury0 & jury1 & jury2). assert (0 < 1 - 0) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists (a * alpha * c / (2 * B * (2 - (a * (1 - w))))).
split; [exact Qv1|].
assert (A0 : alpha <> 0).
{
assert (N0 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
apply (positive_ratio _ alpha 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ alpha); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (A1 : B <> 0).
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
split; [apply (nonzero_same _ _ A1); equal|].
assert (A2 : (2 - (a * (1 - w))) <> 0).
{
assert (N0 : ((a * w) + 2 - a) <> 0).
{
assert (sign : 0 < ((a * w) + 2 - a)).
{
destruct (inside_upper _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
destruct (inside _ _ _ w_low w_high) as [s_w [P_s_w E_s_w]]; try clear w_low w_high; subst w.
apply (positive_ratio _ ((2 * s_a * s_w) + (2 * s_a) + (2 * s_w)) ((s_a * s_w) + s_a + s_w + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((a * w) + 2 - a)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
assert (F_0 : (2 - (a * (1 - w))) <> 0).
{
assert (N0 : ((a * w) + 2 - a) <> 0).
{
assert (sign : 0 < ((a * w) + 2 - a)).
{
destruct (inside_upper _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
destruct (inside _ _ _ w_low w_high) as [s_w [P_s_w E_s_w]]; try clear w_low w_high; subst w.
apply (positive_ratio _ ((2 * s_a * s_w) + (2 * s_a) + (2 * s_w)) ((s_a * s_w) + s_a + s_w + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((a * w) + 2 - a)); [nonzero|equal].
}
assert (G_0 : (2 - (a * (1 - w))) <> 0).
{
assert (N0 : ((a * w) + 2 - a) <> 0).
{
assert (sign : 0 < ((a * w) + 2 - a)).
{
destruct (inside_upper _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
destruct (inside _ _ _ w_low w_high) as [s_w [P_s_w E_s_w]]; try clear w_low w_high; subst w.
apply (positive_ratio _ ((2 * s_a * s_w) + (2 * s_a) + (2 * s_w)) ((s_a * s_w) + s_a + s_w + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((a * w) + 2 - a)); [nonzero|equal].
}
powers. same_roots. equal.
Qed.

Theorem rounds_lookahead_steady_state : forall (h : R) (c : R) (B : R) (a : R) (alpha : R) (K : nat),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 < a) ->
    (a <= 1) ->
    (0 < alpha) ->
    (alpha < (2 / h)) ->
    ((1 <= K)%nat) ->
  exists v1 : R, 
    steady_state (lookahead (K)%nat a alpha) h c B v1 /\
    h <> 0 /\
    B <> 0 /\
    (2 - (a * (1 - ((1 - (alpha * h)) ^ (K)%nat)))) <> 0 /\
    (2 - (alpha * h)) <> 0 /\
    v1 = (a * alpha * c * (((1 - (alpha * h)) ^ (K)%nat) + 1) / (2 * B * (2 - (a * (1 - ((1 - (alpha * h)) ^ (K)%nat)))) * (2 - (alpha * h)))).
Proof.
intros h c B a alpha K h_low c_low B_low a_low a_high alpha_low alpha_high K_first.
assert (K_positive : 0 < INR K) by (apply lt_0_INR; lia).
assert (inner : 0 < alpha * h) by (apply Rmult_lt_0_compat; assumption).
assert (below : alpha * h < 2) by (apply below_two; assumption).
destruct (round_power (1 - (alpha * h)) K K_first) as [round_low round_high]; [lra|lra|].
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
assert (A1 : B <> 0).
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
assert (A2_w : forall w, - 1 < w -> w < 1 -> (2 - (a * (1 - w))) <> 0).
{ intros w w_low w_high .
assert (N0 : ((a * w) + 2 - a) <> 0).
{
assert (sign : 0 < ((a * w) + 2 - a)).
{
destruct (inside_upper _ _ _ a_low a_high) as [s_a [P_s_a E_s_a]]; try clear a_low a_high; subst a.
destruct (inside _ _ _ w_low w_high) as [s_w [P_s_w E_s_w]]; try clear w_low w_high; subst w.
apply (positive_ratio _ ((2 * s_a * s_w) + (2 * s_a) + (2 * s_w)) ((s_a * s_w) + s_a + s_w + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((a * w) + 2 - a)); [nonzero|equal].
}
assert (A2 : (2 - (a * (1 - ((1 - (alpha * h)) ^ (K)%nat)))) <> 0).
{ apply (nonzero_same _ _ (A2_w _ round_low round_high)); equal. }
assert (A3 : (2 - (alpha * h)) <> 0).
{
assert (N0 : (2 - (alpha * h)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 2 (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h))); [nonzero|equal].
}
assert (L := lookahead__linear a alpha ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha)).
assert (I := lookahead__invariant a alpha ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha)).
assert (R := lookahead_round K a alpha h ltac:(lra)).
assert (noise_low : 0 <= (c * (1 + ((1 - (alpha * h)) ^ (K)%nat)) / (2 - alpha * h))).
{ apply Rmult_le_pos; [apply Rmult_le_pos; lra|left; apply Rinv_0_lt_compat; lra]. }
assert (E := rounds_lookahead_steady_state_once (c * (1 + ((1 - (alpha * h)) ^ (K)%nat)) / (2 - alpha * h)) B a alpha ((1 - (alpha * h)) ^ (K)%nat)).
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact noise_low); specialize (E X); clear X end.
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact B_low); specialize (E X); clear X end.
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact a_low); specialize (E X); clear X end.
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact a_high); specialize (E X); clear X end.
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact alpha_low); specialize (E X); clear X end.
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact round_low); specialize (E X); clear X end.
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact round_high); specialize (E X); clear X end.
destruct E as (v & S & side0 & side1 & side2 & V).
assert (N : h * c / (2 * B) * sum (minibatches (lookahead (K)%nat a alpha)) (fun j => square ((fun j => left_of (1 - (alpha * h)) (K)%nat j) j))
  = ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha) * (c * (1 + ((1 - (alpha * h)) ^ (K)%nat)) / (2 - alpha * h)) / (2 * B)).
{ apply (fast_noise alpha h c B K); lra. }
exists v. split; [exact (round_steady (lookahead (K)%nat a alpha) (lookahead_ a alpha) h ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha) (fun j => left_of (1 - (alpha * h)) (K)%nat j) L I eq_refl R (fun s => eq_refl) (fun x => eq_refl) c (c * (1 + ((1 - (alpha * h)) ^ (K)%nat)) / (2 - alpha * h)) B B v N S)|].
split; [exact A0|]. split; [exact A1|]. split; [exact A2|]. split; [exact A3|]. rewrite V. powers. equal.
Qed.
Print Assumptions rounds_lookahead_steady_state.
