(* momentum.slowest-dimension: If the flattest dimension is overdamped (roots r_1 > r_2), any other one with h > h_d converges faster exactly for alpha (h + h_d) < 2(1 + beta)
   Zhang et al. 2019, section 3.2: 'dominated by the slowest converging dimension (which corresponds to the smallest curvature h_d)' *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* heavy-ball: states theta, m *)
Definition heavy_ball (alpha beta : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => (0 * theta) | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((beta * (s 1%nat)) + (gradient 0%nat (s 0%nat))) in
    fun i => match i with | 0%nat => ((s 0%nat) - (alpha * u1)) | 1%nat => u1 | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma heavy_ball_linear : forall alpha beta h : R, linear (heavy_ball alpha beta) h.
Proof. intros. is_linear. Qed.
Lemma heavy_ball_invariant : forall alpha beta h : R, time_invariant (heavy_ball alpha beta) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem momentum_slowest_dimension : forall (h_d : R) (h : R) (r_1 : R) (r_2 : R),
    (0 < h_d) ->
    (h_d < h) ->
    (0 < r_1) ->
    (r_1 < 1) ->
    (0 <= r_2) ->
    (r_2 < r_1) ->
  0 < r_1 /\
    h_d <> 0 /\
    (within (heavy_ball ((1 - r_1) * (1 - r_2) / h_d) (r_1 * r_2)) h r_1 <-> (0 < ((2 * r_1 * r_2) + 2 - ((1 - r_1) * (1 - r_2) * (h + h_d) / h_d)))).
Proof.
intros h_d h r_1 r_2 h_d_low h_low r_1_low r_1_high r_2_low r_2_high.
assert (X : 0 < r_1).
{
destruct (inside _ _ _ r_1_low r_1_high) as [s_r_1 [P_s_r_1 E_s_r_1]]; try clear r_1_low r_1_high; subst r_1.
apply (positive_ratio _ s_r_1 (s_r_1 + 1)); [pos | pos | equal].
}
split; [exact X|]. clear X.
assert (X : h_d <> 0).
{
assert (N0 : h_d <> 0).
{
assert (sign : 0 < h_d).
{
apply (positive_ratio _ h_d 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ h_d); [nonzero|equal].
}
split; [exact X|]. clear X.
assert (L0 : linear (heavy_ball ((1 - r_1) * (1 - r_2) / h_d) (r_1 * r_2)) h) by apply heavy_ball_linear.
assert (radius_positive : 0 < r_1).
{
destruct (inside _ _ _ r_1_low r_1_high) as [s_r_1 [P_s_r_1 E_s_r_1]]; try clear r_1_low r_1_high; subst r_1.
apply (positive_ratio _ s_r_1 (s_r_1 + 1)); [pos | pos | equal].
}
rewrite (within_scaled _ _ _ L0 radius_positive).
split.
{
intro stays.
assert (whole : stable2 (- (((h * r_1) + (h * r_2) + (h_d * r_1 * r_2) + h_d - (h * r_1 * r_2) - h) / (h_d * r_1))) (r_2 / r_1)).
{ apply (stable2_same _ _ _ _ (rule2_stable (scaled (heavy_ball ((1 - r_1) * (1 - r_2) / h_d) (r_1 * r_2)) r_1) h ((((h * r_1) + (h * r_2) + h_d - (h * r_1 * r_2) - h) / (h_d * r_1))) ((- (r_2 * (1 - r_1) * (1 - r_2) / h_d))) ((h / r_1)) (r_2) ltac:(intros k s; unfold step, oracle, none; cbn; equal) ltac:(intros k s; unfold step, oracle, none; cbn; equal) stays)); unfold det3; equal. }
assert (J0 : stable2 (- (((h * r_1) + (h * r_2) + (h_d * r_1 * r_2) + h_d - (h * r_1 * r_2) - h) / (h_d * r_1))) (r_2 / r_1)) by (apply (stable2_same _ _ _ _ whole); equal).
destruct J0 as (raw0 & raw1 & raw2).
assert (known_0 : 0 < ((1 - r_1) * (1 - r_2) * (h - h_d) / (h_d * r_1))).
{ match type of raw0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_1 : 0 < (((h * r_1) + (h * r_2) + (h_d * r_1 * r_2) + (h_d * r_1) + (h_d * r_2) + h_d - (h * r_1 * r_2) - h) / (h_d * r_1))).
{ match type of raw1 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_2 : 0 < ((r_1 - r_2) / r_1)).
{ match type of raw2 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
clear raw0 raw1 raw2.
assert (W0 : 0 < ((2 * r_1 * r_2) + 2 - ((1 - r_1) * (1 - r_2) * (h + h_d) / h_d))).
{
apply (positive_multiple _ r_1 (((h * r_1) + (h * r_2) + (h_d * r_1 * r_2) + (h_d * r_1) + (h_d * r_2) + h_d - (h * r_1 * r_2) - h) / (h_d * r_1))); [|exact known_1|equal].
destruct (inside _ _ _ r_1_low r_1_high) as [s_r_1 [P_s_r_1 E_s_r_1]]; try clear r_1_low r_1_high; subst r_1.
apply (positive_ratio _ s_r_1 (s_r_1 + 1)); [pos | pos | equal].
}
repeat split; assumption.
}
{
intros known_0.
assert (J : stable2 (- (((h * r_1) + (h * r_2) + (h_d * r_1 * r_2) + h_d - (h * r_1 * r_2) - h) / (h_d * r_1))) (r_2 / r_1)).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < ((1 - r_1) * (1 - r_2) * (h - h_d) / (h_d * r_1))).
{
destruct (above _ _ h_low) as [s_h [P_s_h E_s_h]]; try clear h_low; subst h.
destruct (inside _ _ _ r_1_low r_1_high) as [s_r_1 [P_s_r_1 E_s_r_1]]; try clear r_1_low r_1_high; subst r_1.
destruct (inside_lower _ _ _ r_2_low r_2_high) as [s_r_2 [P_s_r_2 E_s_r_2]]; try clear r_2_low r_2_high; subst r_2.
apply (positive_ratio _ ((s_h * s_r_1) + (s_h * s_r_2) + s_h) ((h_d * (s_r_1 ^ 2) * s_r_2) + (h_d * (s_r_1 ^ 2)) + (h_d * s_r_1 * s_r_2) + (h_d * s_r_1))); [pos | pos | equal].
}
replace ((1 - r_1) * (1 - r_2) * (h - h_d) / (h_d * r_1)) with (1 + (- (((h * r_1) + (h * r_2) + (h_d * r_1 * r_2) + h_d - (h * r_1 * r_2) - h) / (h_d * r_1))) + (r_2 / r_1)) in K0 by equal.
assert (K1 : 0 < (((h * r_1) + (h * r_2) + (h_d * r_1 * r_2) + (h_d * r_1) + (h_d * r_2) + h_d - (h * r_1 * r_2) - h) / (h_d * r_1))).
{
apply (positive_multiple _ (/ r_1) ((2 * r_1 * r_2) + 2 - ((1 - r_1) * (1 - r_2) * (h + h_d) / h_d))); [|exact known_0|equal].
destruct (inside _ _ _ r_1_low r_1_high) as [s_r_1 [P_s_r_1 E_s_r_1]]; try clear r_1_low r_1_high; subst r_1.
apply (positive_ratio _ (s_r_1 + 1) s_r_1); [pos | pos | equal].
}
replace (((h * r_1) + (h * r_2) + (h_d * r_1 * r_2) + (h_d * r_1) + (h_d * r_2) + h_d - (h * r_1 * r_2) - h) / (h_d * r_1)) with (1 - (- (((h * r_1) + (h * r_2) + (h_d * r_1 * r_2) + h_d - (h * r_1 * r_2) - h) / (h_d * r_1))) + (r_2 / r_1)) in K1 by equal.
assert (K2 : 0 < ((r_1 - r_2) / r_1)).
{
destruct (inside _ _ _ r_1_low r_1_high) as [s_r_1 [P_s_r_1 E_s_r_1]]; try clear r_1_low r_1_high; subst r_1.
destruct (inside_lower _ _ _ r_2_low r_2_high) as [s_r_2 [P_s_r_2 E_s_r_2]]; try clear r_2_low r_2_high; subst r_2.
apply (positive_ratio _ 1 (s_r_2 + 1)); [pos | pos | equal].
}
replace ((r_1 - r_2) / r_1) with (1 - (r_2 / r_1)) in K2 by equal.
repeat split; lra.
}
intros s i.
destruct i as [|[|i]].
{ apply (rec2_vanishes (- (((h * r_1) + (h * r_2) + (h_d * r_1 * r_2) + h_d - (h * r_1 * r_2) - h) / (h_d * r_1))) (r_2 / r_1) (fun t => run (scaled (heavy_ball ((1 - r_1) * (1 - r_2) / h_d) (r_1 * r_2)) r_1) h silence s t 0%nat) J). intro t. cbn [run]. generalize (run (scaled (heavy_ball ((1 - r_1) * (1 - r_2) / h_d) (r_1 * r_2)) r_1) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply (rec2_vanishes (- (((h * r_1) + (h * r_2) + (h_d * r_1 * r_2) + h_d - (h * r_1 * r_2) - h) / (h_d * r_1))) (r_2 / r_1) (fun t => run (scaled (heavy_ball ((1 - r_1) * (1 - r_2) / h_d) (r_1 * r_2)) r_1) h silence s t 1%nat) J). intro t. cbn [run]. generalize (run (scaled (heavy_ball ((1 - r_1) * (1 - r_2) / h_d) (r_1 * r_2)) r_1) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply vanishes_later. intro t. cbn [run]. unfold step, silence, none. cbn. unfold Rdiv. ring. }
}
Qed.
Print Assumptions momentum_slowest_dimension.
