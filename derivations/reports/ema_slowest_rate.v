(* ema.slowest-rate: With gamma < 1 - alpha h_d, on every coordinate with h > h_d both roots lie within 1 - alpha h_d, the slowest rate of SGD, exactly for alpha (h + h_d) < 2
   Zhang et al. 2019, below Theorem 2: 'choosing an averaging coefficient gamma < 1 - alpha h_d such that r1 > r2 ... without sacrificing the convergence rate' *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* ema(sgd): states inner.theta, average *)
Definition ema (alpha gamma : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((s 0%nat) - (alpha * (gradient 0%nat (s 0%nat)))) in
    fun i => match i with | 0%nat => u1 | 1%nat => ((gamma * (s 1%nat)) + ((1 - gamma) * u1)) | _ => 0 end;
  read := fun s => (s 1%nat)
|}.
Lemma ema_linear : forall alpha gamma h : R, linear (ema alpha gamma) h.
Proof. intros. is_linear. Qed.
Lemma ema_invariant : forall alpha gamma h : R, time_invariant (ema alpha gamma) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem ema_slowest_rate : forall (h_d : R) (h : R) (alpha : R) (gamma : R),
    (0 < h_d) ->
    (h_d < h) ->
    (0 < alpha) ->
    (alpha < (/ h_d)) ->
    (0 <= gamma) ->
    (gamma < (1 - (alpha * h_d))) ->
  0 < (1 - (alpha * h_d)) /\
    h_d <> 0 /\
    (within (ema alpha gamma) h (1 - (alpha * h_d)) <-> (0 < (2 - (alpha * (h + h_d))))).
Proof.
intros h_d h alpha gamma h_d_low h_low alpha_low alpha_high gamma_low gamma_high.
assert (X : 0 < (1 - (alpha * h_d))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 1 (s_alpha + 1)); [pos | pos | equal].
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
assert (L0 : linear (ema alpha gamma) h) by apply ema_linear.
assert (radius_positive : 0 < (1 - (alpha * h_d))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 1 (s_alpha + 1)); [pos | pos | equal].
}
rewrite (within_scaled _ _ _ L0 radius_positive).
split.
{
intro stays.
assert (whole : stable2 (- ((gamma + 1 - (alpha * h)) / (1 - (alpha * h_d)))) (gamma * (1 - (alpha * h)) / ((1 - (alpha * h_d)) ^ 2))).
{ apply (stable2_same _ _ _ _ (rule2_stable (scaled (ema alpha gamma) (1 - (alpha * h_d))) h (((1 - (alpha * h)) / (1 - (alpha * h_d)))) (0) (((1 - gamma) * (1 - (alpha * h)) / (1 - (alpha * h_d)))) ((gamma / (1 - (alpha * h_d)))) ltac:(intros k s; unfold step, oracle, none; cbn; equal) ltac:(intros k s; unfold step, oracle, none; cbn; equal) stays)); unfold det3; equal. }
destruct (stable2_factors ((1 - (alpha * h)) / (1 - (alpha * h_d))) (gamma / (1 - (alpha * h_d))) ltac:(apply (stable2_same _ _ _ _ whole); equal)) as [H0 H1].
assert (J0 : stable1 (- ((1 - (alpha * h)) / (1 - (alpha * h_d))))) by (apply (stable1_same _ _ H0); equal).
assert (J1 : stable1 (- (gamma / (1 - (alpha * h_d))))) by (apply (stable1_same _ _ H1); equal).
destruct J0 as [raw0 raw1].
assert (known_0 : 0 < (alpha * (h - h_d) / (1 - (alpha * h_d)))).
{ match type of raw0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_1 : 0 < ((2 - (alpha * h) - (alpha * h_d)) / (1 - (alpha * h_d)))).
{ match type of raw1 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
clear raw0 raw1.
destruct J1 as [raw0 raw1].
assert (known_2 : 0 < ((1 - (alpha * h_d) - gamma) / (1 - (alpha * h_d)))).
{ match type of raw0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_3 : 0 < ((gamma + 1 - (alpha * h_d)) / (1 - (alpha * h_d)))).
{ match type of raw1 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
clear raw0 raw1.
assert (W0 : 0 < (2 - (alpha * (h + h_d)))).
{
apply (positive_multiple _ (1 - (alpha * h_d)) ((2 - (alpha * h) - (alpha * h_d)) / (1 - (alpha * h_d)))); [|exact known_1|equal].
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 1 (s_alpha + 1)); [pos | pos | equal].
}
repeat split; assumption.
}
{
intros known_0.
assert (J : stable2 (- ((gamma + 1 - (alpha * h)) / (1 - (alpha * h_d)))) (gamma * (1 - (alpha * h)) / ((1 - (alpha * h_d)) ^ 2))).
{
assert (part0 : stable1 (- ((1 - (alpha * h)) / (1 - (alpha * h_d))))).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * (h - h_d) / (1 - (alpha * h_d)))).
{
destruct (above _ _ h_low) as [s_h [P_s_h E_s_h]]; try clear h_low; subst h.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (s_alpha * s_h) h_d); [pos | pos | equal].
}
replace (alpha * (h - h_d) / (1 - (alpha * h_d))) with (1 + (- ((1 - (alpha * h)) / (1 - (alpha * h_d))))) in K0 by equal.
assert (K1 : 0 < ((2 - (alpha * h) - (alpha * h_d)) / (1 - (alpha * h_d)))).
{
apply (positive_multiple _ (/ (1 - (alpha * h_d))) (2 - (alpha * (h + h_d)))); [|exact known_0|equal].
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ (s_alpha + 1) 1); [pos | pos | equal].
}
replace ((2 - (alpha * h) - (alpha * h_d)) / (1 - (alpha * h_d))) with (1 - (- ((1 - (alpha * h)) / (1 - (alpha * h_d))))) in K1 by equal.
repeat split; lra.
}
assert (part1 : stable1 (- (gamma / (1 - (alpha * h_d))))).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < ((1 - (alpha * h_d) - gamma) / (1 - (alpha * h_d)))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
destruct (inside_lower _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ 1 (s_gamma + 1)); [pos | pos | equal].
}
replace ((1 - (alpha * h_d) - gamma) / (1 - (alpha * h_d))) with (1 + (- (gamma / (1 - (alpha * h_d))))) in K0 by equal.
assert (K1 : 0 < ((gamma + 1 - (alpha * h_d)) / (1 - (alpha * h_d)))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
destruct (inside_lower _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ ((2 * s_gamma) + 1) (s_gamma + 1)); [pos | pos | equal].
}
replace ((gamma + 1 - (alpha * h_d)) / (1 - (alpha * h_d))) with (1 - (- (gamma / (1 - (alpha * h_d))))) in K1 by equal.
repeat split; lra.
}
apply (stable2_same _ _ _ _ (product11 ((1 - (alpha * h)) / (1 - (alpha * h_d))) (gamma / (1 - (alpha * h_d))) part0 part1)); equal.
}
intros s i.
destruct i as [|[|i]].
{ apply (rec2_vanishes (- ((gamma + 1 - (alpha * h)) / (1 - (alpha * h_d)))) (gamma * (1 - (alpha * h)) / ((1 - (alpha * h_d)) ^ 2)) (fun t => run (scaled (ema alpha gamma) (1 - (alpha * h_d))) h silence s t 0%nat) J). intro t. cbn [run]. generalize (run (scaled (ema alpha gamma) (1 - (alpha * h_d))) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply (rec2_vanishes (- ((gamma + 1 - (alpha * h)) / (1 - (alpha * h_d)))) (gamma * (1 - (alpha * h)) / ((1 - (alpha * h_d)) ^ 2)) (fun t => run (scaled (ema alpha gamma) (1 - (alpha * h_d))) h silence s t 1%nat) J). intro t. cbn [run]. generalize (run (scaled (ema alpha gamma) (1 - (alpha * h_d))) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply vanishes_later. intro t. cbn [run]. unfold step, silence, none. cbn. unfold Rdiv. ring. }
}
Qed.
Print Assumptions ema_slowest_rate.
