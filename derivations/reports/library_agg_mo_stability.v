(* library.agg-mo-stability: Where agg-mo is stable
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

Theorem library_agg_mo_stability : forall (h : R) (alpha : R) (beta_1 : R) (beta_2 : R),
    (0 < h) ->
    (0 < alpha) ->
    (0 <= beta_1) ->
    (beta_1 < 1) ->
    (0 <= beta_2) ->
    (beta_2 < 1) ->
  (stable (agg_mo alpha beta_1 beta_2) h <-> (0 < ((2 * beta_1 * beta_2) + (2 * beta_1) + (2 * beta_2) + 2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2) - (alpha * h)) /\ 0 < ((alpha * beta_1 * h / 2) + (alpha * beta_2 * h / 2) + 4 - (alpha * h) - (4 * beta_1 * beta_2)))).
Proof.
intros h alpha beta_1 beta_2 h_low alpha_low beta_1_low beta_1_high beta_2_low beta_2_high.
assert (L0 : linear (agg_mo alpha beta_1 beta_2) h) by apply agg_mo_linear.
assert (I0 : time_invariant (agg_mo alpha beta_1 beta_2) h) by apply agg_mo_invariant.
assert (Y0 : forall s, rec3 ((alpha * h) - beta_1 - beta_2 - 1) ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2)) (- (beta_1 * beta_2)) (fun t => read (agg_mo alpha beta_1 beta_2) (run (agg_mo alpha beta_1 beta_2) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (agg_mo alpha beta_1 beta_2) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
split.
{
intro stays.
assert (whole : stable3 ((alpha * h) - beta_1 - beta_2 - 1) ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2)) (- (beta_1 * beta_2))).
{ apply (stable3_same _ _ _ _ _ _ (rule3_stable (agg_mo alpha beta_1 beta_2) h ((1 - (alpha * h))) ((- (alpha * beta_1 / 2))) ((- (alpha * beta_2 / 2))) (h) (beta_1) (0) (h) (0) (beta_2) ltac:(intros k s; unfold step, oracle, none; cbn; equal) ltac:(intros k s; unfold step, oracle, none; cbn; equal) ltac:(intros k s; unfold step, oracle, none; cbn; equal) stays)); unfold det3; equal. }
assert (J0 : stable3 ((alpha * h) - beta_1 - beta_2 - 1) ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2)) (- (beta_1 * beta_2))) by (apply (stable3_same _ _ _ _ _ _ whole); equal).
destruct (stable3_hurwitz _ _ _ J0) as [raw5 raw6].
destruct J0 as (raw0 & raw1 & [raw2 raw3] & raw4).
assert (known_0 : 0 < (alpha * h * (2 - beta_1 - beta_2) / 2)).
{ match type of raw0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_1 : 0 < ((2 * beta_1 * beta_2) + (2 * beta_1) + (2 * beta_2) + 2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2) - (alpha * h))).
{ match type of raw1 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_2 : 0 < (1 - (beta_1 * beta_2))).
{ match type of raw2 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_3 : 0 < ((beta_1 * beta_2) + 1)).
{ match type of raw3 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_4 : 0 < ((alpha * beta_1 * h / 2) + (alpha * beta_2 * h / 2) + ((beta_1 ^ 2) * beta_2) + (beta_1 * (beta_2 ^ 2)) + 1 - (alpha * beta_1 * beta_2 * h) - ((beta_1 ^ 2) * (beta_2 ^ 2)) - beta_1 - beta_2)).
{ match type of raw4 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_5 : 0 < ((alpha * beta_1 * h / 2) + (alpha * beta_2 * h / 2) + (alpha * h) + (2 * beta_1 * beta_2) + 2 - (2 * beta_1) - (2 * beta_2))).
{ match type of raw5 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_6 : 0 < ((alpha * beta_1 * h / 2) + (alpha * beta_2 * h / 2) + 4 - (alpha * h) - (4 * beta_1 * beta_2))).
{ match type of raw6 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
clear raw0 raw1 raw2 raw3 raw4 raw5 raw6.
assert (W0 : 0 < ((2 * beta_1 * beta_2) + (2 * beta_1) + (2 * beta_2) + 2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2) - (alpha * h))).
{
apply (positive_multiple _ 1 ((2 * beta_1 * beta_2) + (2 * beta_1) + (2 * beta_2) + 2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2) - (alpha * h))); [|exact known_1|equal].
lra.
}
assert (W1 : 0 < ((alpha * beta_1 * h / 2) + (alpha * beta_2 * h / 2) + 4 - (alpha * h) - (4 * beta_1 * beta_2))).
{
apply (positive_multiple _ 1 ((alpha * beta_1 * h / 2) + (alpha * beta_2 * h / 2) + 4 - (alpha * h) - (4 * beta_1 * beta_2))); [|exact known_6|equal].
lra.
}
repeat split; assumption.
}
{
intros (known_0 & known_1).
assert (J : stable3 ((alpha * h) - beta_1 - beta_2 - 1) ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2)) (- (beta_1 * beta_2))).
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
intros s i.
destruct i as [|[|[|i]]].
{ apply (rec3_vanishes ((alpha * h) - beta_1 - beta_2 - 1) ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2)) (- (beta_1 * beta_2)) (fun t => run (agg_mo alpha beta_1 beta_2) h silence s t 0%nat) J). intro t. cbn [run]. generalize (run (agg_mo alpha beta_1 beta_2) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply (rec3_vanishes ((alpha * h) - beta_1 - beta_2 - 1) ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2)) (- (beta_1 * beta_2)) (fun t => run (agg_mo alpha beta_1 beta_2) h silence s t 1%nat) J). intro t. cbn [run]. generalize (run (agg_mo alpha beta_1 beta_2) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply (rec3_vanishes ((alpha * h) - beta_1 - beta_2 - 1) ((beta_1 * beta_2) + beta_1 + beta_2 - (alpha * beta_1 * h / 2) - (alpha * beta_2 * h / 2)) (- (beta_1 * beta_2)) (fun t => run (agg_mo alpha beta_1 beta_2) h silence s t 2%nat) J). intro t. cbn [run]. generalize (run (agg_mo alpha beta_1 beta_2) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply vanishes_later. intro t. cbn [run]. unfold step, silence, none. cbn. unfold Rdiv. ring. }
}
Qed.
Print Assumptions library_agg_mo_stability.
