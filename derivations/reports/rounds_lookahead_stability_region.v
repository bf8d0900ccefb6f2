(* rounds.lookahead-stability-region: Lookahead over SGD is stable exactly for 0 < a (1 - r^K) < 2
   derived here *)
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

Lemma rounds_lookahead_stability_region_once : forall (a : R) (alpha : R) (w : R),
    (0 < a) ->
    (a <= 1) ->
    (0 < alpha) ->
  (stable (lookahead_ a alpha) ((1 - w) / alpha) <-> (0 < (a * (1 - w)) /\ 0 < (2 - (a * (1 - w))))).
Proof.
intros a alpha w a_low a_high alpha_low.
assert (L0 : linear (lookahead_ a alpha) ((1 - w) / alpha)) by apply lookahead__linear.
assert (I0 : time_invariant (lookahead_ a alpha) ((1 - w) / alpha)) by apply lookahead__invariant.
assert (Y0 : forall s, rec2 (a - (a * w) - 1) 0 (fun t => read (lookahead_ a alpha) (run (lookahead_ a alpha) ((1 - w) / alpha) silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (lookahead_ a alpha) ((1 - w) / alpha) silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
split.
{
intro stays.
assert (whole : stable2 (a - (a * w) - 1) 0).
{ apply (stable2_same _ _ _ _ (rule2_stable (lookahead_ a alpha) ((1 - w) / alpha) (((a * w) + 1 - a)) (0) (((a * w) + 1 - a)) (0) ltac:(intros k s; unfold step, oracle, none; cbn; equal) ltac:(intros k s; unfold step, oracle, none; cbn; equal) stays)); unfold det3; equal. }
destruct (stable2_factors 0 ((a * w) + 1 - a) ltac:(apply (stable2_same _ _ _ _ whole); equal)) as [H0 H1].
assert (J0 : stable1 0) by (apply (stable1_same _ _ H0); equal).
assert (J1 : stable1 (a - (a * w) - 1)) by (apply (stable1_same _ _ H1); equal).
destruct J0 as [raw0 raw1].
assert (known_0 : 0 < 1).
{ match type of raw0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_1 : 0 < 1).
{ match type of raw1 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
clear raw0 raw1.
destruct J1 as [raw0 raw1].
assert (known_2 : 0 < (a * (1 - w))).
{ match type of raw0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_3 : 0 < ((a * w) + 2 - a)).
{ match type of raw1 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
clear raw0 raw1.
assert (W0 : 0 < (a * (1 - w))).
{
apply (positive_multiple _ 1 (a * (1 - w))); [|exact known_2|equal].
lra.
}
assert (W1 : 0 < (2 - (a * (1 - w)))).
{
apply (positive_multiple _ 1 ((a * w) + 2 - a)); [|exact known_3|equal].
lra.
}
repeat split; assumption.
}
{
intros (known_0 & known_1).
assert (J : stable2 (a - (a * w) - 1) 0).
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
apply (positive_multiple _ 1 (a * (1 - w))); [|exact known_0|equal].
lra.
}
replace (a * (1 - w)) with (1 + (a - (a * w) - 1)) in K0 by equal.
assert (K1 : 0 < ((a * w) + 2 - a)).
{
apply (positive_multiple _ 1 (2 - (a * (1 - w)))); [|exact known_1|equal].
lra.
}
replace ((a * w) + 2 - a) with (1 - (a - (a * w) - 1)) in K1 by equal.
repeat split; lra.
}
apply (stable2_same _ _ _ _ (product11 0 ((a * w) + 1 - a) part0 part1)); equal.
}
intros s i.
destruct i as [|[|i]].
{ apply (rec2_vanishes (a - (a * w) - 1) 0 (fun t => run (lookahead_ a alpha) ((1 - w) / alpha) silence s t 0%nat) J). intro t. cbn [run]. generalize (run (lookahead_ a alpha) ((1 - w) / alpha) silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply (rec2_vanishes (a - (a * w) - 1) 0 (fun t => run (lookahead_ a alpha) ((1 - w) / alpha) silence s t 1%nat) J). intro t. cbn [run]. generalize (run (lookahead_ a alpha) ((1 - w) / alpha) silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply vanishes_later. intro t. cbn [run]. unfold step, silence, none. cbn. unfold Rdiv. ring. }
}
Qed.

Theorem rounds_lookahead_stability_region : forall (h : R) (a : R) (alpha : R) (K : nat),
    (0 < h) ->
    (0 < a) ->
    (a <= 1) ->
    (0 < alpha) ->
    ((1 <= K)%nat) ->
  (stable (lookahead (K)%nat a alpha) h <-> (0 < (a * (1 - ((1 - (alpha * h)) ^ (K)%nat))) /\ 0 < (2 - (a * (1 - ((1 - (alpha * h)) ^ (K)%nat)))))).
Proof.
intros h a alpha K h_low a_low a_high alpha_low K_first.
assert (K_positive : 0 < INR K) by (apply lt_0_INR; lia).
assert (L := lookahead__linear a alpha ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha)).
assert (I := lookahead__invariant a alpha ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha)).
assert (R := lookahead_round K a alpha h ltac:(lra)).
assert (E := rounds_lookahead_stability_region_once a alpha ((1 - (alpha * h)) ^ (K)%nat)).
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact a_low); specialize (E X); clear X end.
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact a_high); specialize (E X); clear X end.
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact alpha_low); specialize (E X); clear X end.
rename E into V.
assert (Q : stable (lookahead (K)%nat a alpha) h <-> stable (lookahead_ a alpha) ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha)) by (apply (round_stable (lookahead (K)%nat a alpha) (lookahead_ a alpha) h ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha) (fun j => left_of (1 - (alpha * h)) (K)%nat j)); first [exact L | exact I | exact R | exact S | exact N | reflexivity | (intro; reflexivity)]).
split; [intro H; apply Q, V in H; destruct H as (H0 & H1)|intros (H0 & H1); apply Q, V]; repeat split; first [(apply (positive_same _ _ H0); equal) | (apply (positive_same _ _ H1); equal)].
Qed.
Print Assumptions rounds_lookahead_stability_region.
