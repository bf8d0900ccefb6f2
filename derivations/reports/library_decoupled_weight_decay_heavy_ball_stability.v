(* library.decoupled-weight-decay-heavy-ball-stability: Where decoupled-weight-decay(heavy-ball) is stable
   derived from the rule *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* decoupled-weight-decay(heavy-ball): states theta, m *)
Definition decoupled_weight_decay (alpha beta rho : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => (0 * theta) | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((beta * (s 1%nat)) + (gradient 0%nat (s 0%nat))) in
    fun i => match i with | 0%nat => (((s 0%nat) - (alpha * u1)) - (rho * (s 0%nat))) | 1%nat => u1 | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma decoupled_weight_decay_linear : forall alpha beta rho h : R, linear (decoupled_weight_decay alpha beta rho) h.
Proof. intros. is_linear. Qed.
Lemma decoupled_weight_decay_invariant : forall alpha beta rho h : R, time_invariant (decoupled_weight_decay alpha beta rho) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem library_decoupled_weight_decay_heavy_ball_stability : forall (h : R) (alpha : R) (beta : R) (rho : R),
    (0 < h) ->
    (0 < alpha) ->
    (0 <= beta) ->
    (beta < 1) ->
    (0 <= rho) ->
    (rho < 1) ->
  (stable (decoupled_weight_decay alpha beta rho) h <-> (0 < ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho))).
Proof.
intros h alpha beta rho h_low alpha_low beta_low beta_high rho_low rho_high.
assert (L0 : linear (decoupled_weight_decay alpha beta rho) h) by apply decoupled_weight_decay_linear.
assert (I0 : time_invariant (decoupled_weight_decay alpha beta rho) h) by apply decoupled_weight_decay_invariant.
assert (Y0 : forall s, rec2 ((alpha * h) + rho - beta - 1) (beta * (1 - rho)) (fun t => read (decoupled_weight_decay alpha beta rho) (run (decoupled_weight_decay alpha beta rho) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (decoupled_weight_decay alpha beta rho) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
split.
{
intro stays.
assert (whole : stable2 ((alpha * h) + rho - beta - 1) (beta * (1 - rho))).
{ apply (stable2_same _ _ _ _ (rule2_stable (decoupled_weight_decay alpha beta rho) h ((1 - (alpha * h) - rho)) ((- (alpha * beta))) (h) (beta) ltac:(intros k s; unfold step, oracle, none; cbn; equal) ltac:(intros k s; unfold step, oracle, none; cbn; equal) stays)); unfold det3; equal. }
assert (J0 : stable2 ((alpha * h) + rho - beta - 1) (beta * (1 - rho))) by (apply (stable2_same _ _ _ _ whole); equal).
destruct J0 as (raw0 & raw1 & raw2).
assert (known_0 : 0 < ((alpha * h) + rho - (beta * rho))).
{ match type of raw0 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_1 : 0 < ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho)).
{ match type of raw1 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
assert (known_2 : 0 < ((beta * rho) + 1 - beta)).
{ match type of raw2 with ?x < ?y => apply (positive_same _ (y - x)); [lra|equal] end. }
clear raw0 raw1 raw2.
assert (W0 : 0 < ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho)).
{
apply (positive_multiple _ 1 ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho)); [|exact known_1|equal].
lra.
}
repeat split; assumption.
}
{
intros known_0.
assert (J : stable2 ((alpha * h) + rho - beta - 1) (beta * (1 - rho))).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < ((alpha * h) + rho - (beta * rho))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_lower _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ ((alpha * s_beta * h * s_rho) + (alpha * s_beta * h) + (alpha * h * s_rho) + (alpha * h) + s_rho) ((s_beta * s_rho) + s_beta + s_rho + 1)); [pos | pos | equal].
}
replace ((alpha * h) + rho - (beta * rho)) with (1 + ((alpha * h) + rho - beta - 1) + (beta * (1 - rho))) in K0 by equal.
assert (K1 : 0 < ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho)).
{
apply (positive_multiple _ 1 ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho)); [|exact known_0|equal].
lra.
}
replace ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho) with (1 - ((alpha * h) + rho - beta - 1) + (beta * (1 - rho))) in K1 by equal.
assert (K2 : 0 < ((beta * rho) + 1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_lower _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ ((s_beta * s_rho) + s_rho + 1) ((s_beta * s_rho) + s_beta + s_rho + 1)); [pos | pos | equal].
}
replace ((beta * rho) + 1 - beta) with (1 - (beta * (1 - rho))) in K2 by equal.
repeat split; lra.
}
intros s i.
destruct i as [|[|i]].
{ apply (rec2_vanishes ((alpha * h) + rho - beta - 1) (beta * (1 - rho)) (fun t => run (decoupled_weight_decay alpha beta rho) h silence s t 0%nat) J). intro t. cbn [run]. generalize (run (decoupled_weight_decay alpha beta rho) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply (rec2_vanishes ((alpha * h) + rho - beta - 1) (beta * (1 - rho)) (fun t => run (decoupled_weight_decay alpha beta rho) h silence s t 1%nat) J). intro t. cbn [run]. generalize (run (decoupled_weight_decay alpha beta rho) h silence s t) as now. intro now. unfold step, silence, none, oracle. cbn. equal. }
{ apply vanishes_later. intro t. cbn [run]. unfold step, silence, none. cbn. unfold Rdiv. ring. }
}
Qed.
Print Assumptions library_decoupled_weight_decay_heavy_ball_stability.
