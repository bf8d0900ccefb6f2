(* rounds.lookahead-rate: Without noise a round of Lookahead over SGD multiplies the iterate by 1 - a + a r^K, for any K
   Zhang, Lucas, Ba and Hinton 2019, section 3.1 *)
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

Lemma rounds_lookahead_rate_once : forall (a : R) (t : nat) (alpha : R) (w : R),
    (0 < a) ->
    (a <= 1) ->
    (0 < alpha) ->
  alpha <> 0 /\
    (mean_response (lookahead_ a alpha) ((1 - w) / alpha) (t)%nat) = (((a * w) + 1 - a) ^ (t)%nat).
Proof.
intros a t alpha w a_low a_high alpha_low.
assert (L0 : linear (lookahead_ a alpha) ((1 - w) / alpha)) by apply lookahead__linear.
assert (M0 : forall n0, (0 <= n0)%nat -> run (lookahead_ a alpha) ((1 - w) / alpha) silence (init (lookahead_ a alpha) 1) n0 0%nat = (((a * w) + 1 - a) ^ (n0)%nat) /\ run (lookahead_ a alpha) ((1 - w) / alpha) silence (init (lookahead_ a alpha) 1) n0 1%nat = (((a * w) + 1 - a) ^ (n0)%nat)).
{ intros n0 n0_first. induction n0 as [|n0 IH].
{ clear n0_first.
repeat split; unfold built; cbn; equal.
}
{ specialize (IH (Nat.le_0_l _)). clear n0_first; assert (n0_first := Nat.le_0_l n0).
destruct IH as (I0 & I1).
repeat split.
{ change (run (lookahead_ a alpha) ((1 - w) / alpha) silence (init (lookahead_ a alpha) 1) (S n0)) with (step (lookahead_ a alpha) ((1 - w) / alpha) n0 none (run (lookahead_ a alpha) ((1 - w) / alpha) silence (init (lookahead_ a alpha) 1) n0)). rewrite ?S_INR. unfold step, oracle, none; cbn - [run init INR pow Nat.mul Nat.add]. rewrite ?I0, ?I1. powers. equal. }
{ change (run (lookahead_ a alpha) ((1 - w) / alpha) silence (init (lookahead_ a alpha) 1) (S n0)) with (step (lookahead_ a alpha) ((1 - w) / alpha) n0 none (run (lookahead_ a alpha) ((1 - w) / alpha) silence (init (lookahead_ a alpha) 1) n0)). rewrite ?S_INR. unfold step, oracle, none; cbn - [run init INR pow Nat.mul Nat.add]. rewrite ?I0, ?I1. powers. equal. }
} }
assert (V0 : (mean_response (lookahead_ a alpha) ((1 - w) / alpha) (t)%nat) = (((a * w) + 1 - a) ^ (t)%nat)).
{ destruct (M0 (t)%nat (Nat.le_0_l _)) as (I0 & I1).
unfold mean_response. replace (read (lookahead_ a alpha) (run (lookahead_ a alpha) ((1 - w) / alpha) silence (init (lookahead_ a alpha) 1) (t)%nat)) with (1 * run (lookahead_ a alpha) ((1 - w) / alpha) silence (init (lookahead_ a alpha) 1) (t)%nat 0%nat + 0 * run (lookahead_ a alpha) ((1 - w) / alpha) silence (init (lookahead_ a alpha) 1) (t)%nat 1%nat) by (cbn - [run]; equal). rewrite I0, I1. powers. equal. }
rewrite V0.
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
powers. same_roots. equal.
Qed.

Theorem rounds_lookahead_rate : forall (h : R) (a : R) (alpha : R) (K : nat) (t : nat),
    (0 < h) ->
    (0 < a) ->
    (a <= 1) ->
    (0 < alpha) ->
    ((1 <= K)%nat) ->
  (mean_response (lookahead (K)%nat a alpha) h (t)%nat) = (((a * ((1 - (alpha * h)) ^ (K)%nat)) + 1 - a) ^ (t)%nat).
Proof.
intros h a alpha K t h_low a_low a_high alpha_low K_first.
assert (K_positive : 0 < INR K) by (apply lt_0_INR; lia).
assert (L := lookahead__linear a alpha ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha)).
assert (I := lookahead__invariant a alpha ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha)).
assert (R := lookahead_round K a alpha h ltac:(lra)).
assert (E := rounds_lookahead_rate_once a t alpha ((1 - (alpha * h)) ^ (K)%nat)).
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact a_low); specialize (E X); clear X end.
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact a_high); specialize (E X); clear X end.
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact alpha_low); specialize (E X); clear X end.
destruct E as (side0 & V).
assert (Q : forall t, mean_response (lookahead (K)%nat a alpha) h t = mean_response (lookahead_ a alpha) ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha) t).
{ apply (round_mean (lookahead (K)%nat a alpha) (lookahead_ a alpha) h ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha) (fun j => left_of (1 - (alpha * h)) (K)%nat j)); first [exact L | exact I | exact R | exact S | exact N | reflexivity | (intro; reflexivity)]. }
rewrite Q, V. first [reflexivity | (f_equal; equal) | equal].
Qed.
Print Assumptions rounds_lookahead_rate.
