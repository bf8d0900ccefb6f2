(* nesterov.qhm-stability-region: QHM is stable exactly for 0 < alpha h < 2(1 + beta)/(1 + beta (1 - 2 nu))
   a known result, in the notation of Zhang et al. 2019 *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* qhm: states theta, d *)
Definition qhm (alpha beta nu : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => (0 * theta) | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := (gradient 0%nat (s 0%nat)) in
    let u2 := ((beta * (s 1%nat)) + ((1 - beta) * u1)) in
    fun i => match i with | 0%nat => ((s 0%nat) - (alpha * (((1 - nu) * u1) + (nu * u2)))) | 1%nat => u2 | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma qhm_linear : forall alpha beta nu h : R, linear (qhm alpha beta nu) h.
Proof. intros. is_linear. Qed.
Lemma qhm_invariant : forall alpha beta nu h : R, time_invariant (qhm alpha beta nu) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem nesterov_qhm_stability_region : forall (h : R) (beta : R) (nu : R) (alpha : R),
    (0 < h) ->
    (0 <= beta) ->
    (beta < 1) ->
    (0 <= nu) ->
    (nu <= 1) ->
    (0 < alpha) ->
  (stable (qhm alpha beta nu) h <-> (0 < ((2 * beta) + 2 - (alpha * h * ((beta * (1 - (2 * nu))) + 1))))).
Proof.
intros h beta nu alpha h_low beta_low beta_high nu_low nu_high alpha_low.
assert (L0 : linear (qhm alpha beta nu) h) by apply qhm_linear.
assert (I0 : time_invariant (qhm alpha beta nu) h) by apply qhm_invariant.
assert (Y0 : forall s, rec2 ((alpha * h) - (alpha * beta * h * nu) - beta - 1) (beta * ((alpha * h * nu) + 1 - (alpha * h))) (fun t => read (qhm alpha beta nu) (run (qhm alpha beta nu) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (qhm alpha beta nu) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
split.
{
intro stays.
assert (whole : stable2 ((alpha * h) - (alpha * beta * h * nu) - beta - 1) (beta * ((alpha * h * nu) + 1 - (alpha * h)))).
{ apply (stable2_same _ _ _ _ (rule2_stable (qhm alpha beta nu) h (((alpha * beta * h * nu) + 1 - (alpha * h))) ((- (alpha * beta * nu))) ((h * (1 - beta))) (beta) ltac:(intros k s; unfold step, oracle, none; cbn; equal) ltac:(intros k s; unfold step, oracle, none; cbn; equal) stays)); unfold det3; equal. }
assert (J0 : stable2 ((alpha * h) - (alpha * beta * h * nu) - beta - 1) (beta * ((alpha * h * nu) + 1 - (alpha * h)))) by (apply (stable2_same _ _ _ _ whole); equal).
destruct J0 as (raw0 & raw1 & raw2).
assert (known_0 : 0 < (alpha * h * (1 - beta))).
{ match type of raw0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_1 : 0 < ((2 * alpha * beta * h * nu) + (2 * beta) + 2 - (alpha * beta * h) - (alpha * h))).
{ match type of raw1 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_2 : 0 < ((alpha * beta * h) + 1 - (alpha * beta * h * nu) - beta)).
{ match type of raw2 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
clear raw0 raw1 raw2.
assert (W0 : 0 < ((2 * beta) + 2 - (alpha * h * ((beta * (1 - (2 * nu))) + 1)))).
{
apply (positive_multiple _ 1 ((2 * alpha * beta * h * nu) + (2 * beta) + 2 - (alpha * beta * h) - (alpha * h))); [|exact known_1|equal].
lra.
}
repeat split; assumption.
}
{
intros known_0.
assert (J : stable2 ((alpha * h) - (alpha * beta * h * nu) - beta - 1) (beta * ((alpha * h * nu) + 1 - (alpha * h)))).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * h * (1 - beta))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ (alpha * h) (s_beta + 1)); [pos | pos | equal].
}
replace (alpha * h * (1 - beta)) with (1 + ((alpha * h) - (alpha * beta * h * nu) - beta - 1) + (beta * ((alpha * h * nu) + 1 - (alpha * h)))) in K0 by equal.
assert (K1 : 0 < ((2 * alpha * beta * h * nu) + (2 * beta) + 2 - (alpha * beta * h) - (alpha * h))).
{
apply (positive_multiple _ 1 ((2 * beta) + 2 - (alpha * h * ((beta * (1 - (2 * nu))) + 1)))); [|exact known_0|equal].
lra.
}
replace ((2 * alpha * beta * h * nu) + (2 * beta) + 2 - (alpha * beta * h) - (alpha * h)) with (1 - ((alpha * h) - (alpha * beta * h * nu) - beta - 1) + (beta * ((alpha * h * nu) + 1 - (alpha * h)))) in K1 by equal.
assert (K2 : 0 < ((alpha * beta * h) + 1 - (alpha * beta * h * nu) - beta)).
{
destruct (Rle_lt_or_eq_dec _ _ nu_high) as [nu_below|nu_end].
{ clear nu_high; rename nu_below into nu_high.
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_lower _ _ _ nu_low nu_high) as [s_nu [P_s_nu E_s_nu]]; try clear nu_low nu_high; subst nu.
apply (positive_ratio _ ((alpha * s_beta * h) + s_nu + 1) ((s_beta * s_nu) + s_beta + s_nu + 1)); [pos | pos | equal].
}
{ clear nu_low nu_high; subst nu.
apply (positive_same _ (1 - beta)); [|equal].
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
}
replace ((alpha * beta * h) + 1 - (alpha * beta * h * nu) - beta) with (1 - (beta * ((alpha * h * nu) + 1 - (alpha * h)))) in K2 by equal.
repeat split; lra.
}
intros s i.
destruct i as [|[|i]].
{ apply (rec2_vanishes ((alpha * h) - (alpha * beta * h * nu) - beta - 1) (beta * ((alpha * h * nu) + 1 - (alpha * h))) (fun t => run (qhm alpha beta nu) h silence s t 0%nat) J). intro t. cbn [run]. generalize (run (qhm alpha beta nu) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply (rec2_vanishes ((alpha * h) - (alpha * beta * h * nu) - beta - 1) (beta * ((alpha * h * nu) + 1 - (alpha * h))) (fun t => run (qhm alpha beta nu) h silence s t 1%nat) J). intro t. cbn [run]. generalize (run (qhm alpha beta nu) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply vanishes_later. intro t. cbn [run]. unfold step, silence, none. cbn. unfold Rdiv. ring. }
}
Qed.
Print Assumptions nesterov_qhm_stability_region.
