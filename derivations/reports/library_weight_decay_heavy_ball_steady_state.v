(* library.weight-decay-heavy-ball-steady-state: The steady-state risk of weight-decay(heavy-ball)
   derived from the rule *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* weight-decay(heavy-ball): states theta, m *)
Definition weight_decay (alpha beta lambda : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => (0 * theta) | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((beta * (s 1%nat)) + ((gradient 0%nat (s 0%nat)) + (lambda * (s 0%nat)))) in
    fun i => match i with | 0%nat => ((s 0%nat) - (alpha * u1)) | 1%nat => u1 | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma weight_decay_linear : forall alpha beta lambda h : R, linear (weight_decay alpha beta lambda) h.
Proof. intros. is_linear. Qed.
Lemma weight_decay_invariant : forall alpha beta lambda h : R, time_invariant (weight_decay alpha beta lambda) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem library_weight_decay_heavy_ball_steady_state : forall (h : R) (c : R) (B : R) (alpha : R) (beta : R) (lambda : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 < alpha) ->
    (0 <= beta) ->
    (beta < 1) ->
    (0 <= lambda) ->
    (0 < ((2 * beta) + 2 - (alpha * h) - (alpha * lambda))) ->
  exists v1 : R, 
    steady_state (weight_decay alpha beta lambda) h c B v1 /\
    B <> 0 /\
    (1 - beta) <> 0 /\
    (h + lambda) <> 0 /\
    ((2 * beta) + 2 - (alpha * h) - (alpha * lambda)) <> 0 /\
    v1 = (alpha * c * h * (beta + 1) / (2 * B * (1 - beta) * (h + lambda) * ((2 * beta) + 2 - (alpha * h) - (alpha * lambda)))).
Proof.
intros h c B alpha beta lambda h_low c_low B_low alpha_low beta_low beta_high lambda_low known_0.
assert (L0 : linear (weight_decay alpha beta lambda) h) by apply weight_decay_linear.
assert (I0 : time_invariant (weight_decay alpha beta lambda) h) by apply weight_decay_invariant.
assert (Y0 : forall s, rec2 ((alpha * h) + (alpha * lambda) - beta - 1) beta (fun t => read (weight_decay alpha beta lambda) (run (weight_decay alpha beta lambda) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (weight_decay alpha beta lambda) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable2 ((alpha * h) + (alpha * lambda) - beta - 1) beta).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * (h + lambda))).
{
apply (positive_ratio _ ((alpha * h) + (alpha * lambda)) 1); [pos | pos | equal].
}
replace (alpha * (h + lambda)) with (1 + ((alpha * h) + (alpha * lambda) - beta - 1) + beta) in K0 by equal.
assert (K1 : 0 < ((2 * beta) + 2 - (alpha * h) - (alpha * lambda))).
{
apply (positive_multiple _ 1 ((2 * beta) + 2 - (alpha * h) - (alpha * lambda))); [|exact known_0|equal].
lra.
}
replace ((2 * beta) + 2 - (alpha * h) - (alpha * lambda)) with (1 - ((alpha * h) + (alpha * lambda) - beta - 1) + beta) in K1 by equal.
assert (K2 : 0 < (1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
replace (1 - beta) with (1 - beta) in K2 by equal.
repeat split; lra.
}
assert (D0_0 : (1 - beta) <> 0).
{
assert (N0 : (1 - beta) <> 0).
{
assert (sign : 0 < (1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - beta)); [nonzero|equal].
}
assert (D0_1 : ((2 * beta) + 2 - (alpha * h) - (alpha * lambda)) <> 0).
{
assert (N0 : ((2 * beta) + 2 - (alpha * h) - (alpha * lambda)) <> 0).
{
assert (sign : 0 < ((2 * beta) + 2 - (alpha * h) - (alpha * lambda))).
{
apply (positive_multiple _ 1 ((2 * beta) + 2 - (alpha * h) - (alpha * lambda))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * beta) + 2 - (alpha * h) - (alpha * lambda))); [nonzero|equal].
}
assert (Qv1 : steady_state (weight_decay alpha beta lambda) h c B (alpha * c * h * (beta + 1) / (2 * B * (1 - beta) * (h + lambda) * ((2 * beta) + 2 - (alpha * h) - (alpha * lambda))))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total2 ((alpha * h) + (alpha * lambda) - beta - 1) beta (impulse_response (weight_decay alpha beta lambda) h j 0%nat) (impulse_response (weight_decay alpha beta lambda) h j 1%nat))); [exact L0|exact I0| | |].
{ apply (rec2_vanishes ((alpha * h) + (alpha * lambda) - beta - 1) beta _ J0). apply Y0. }
{ intros j _. apply (sum2 ((alpha * h) + (alpha * lambda) - beta - 1) beta _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as (jury0 & jury1 & jury2). assert (0 < 1 - beta) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists (alpha * c * h * (beta + 1) / (2 * B * (1 - beta) * (h + lambda) * ((2 * beta) + 2 - (alpha * h) - (alpha * lambda)))).
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
assert (A1 : (1 - beta) <> 0).
{
assert (N0 : (1 - beta) <> 0).
{
assert (sign : 0 < (1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - beta)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (A2 : (h + lambda) <> 0).
{
assert (N0 : (h + lambda) <> 0).
{
assert (sign : 0 < (h + lambda)).
{
apply (positive_ratio _ (h + lambda) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (h + lambda)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
assert (A3 : ((2 * beta) + 2 - (alpha * h) - (alpha * lambda)) <> 0).
{
assert (N0 : ((2 * beta) + 2 - (alpha * h) - (alpha * lambda)) <> 0).
{
assert (sign : 0 < ((2 * beta) + 2 - (alpha * h) - (alpha * lambda))).
{
apply (positive_multiple _ 1 ((2 * beta) + 2 - (alpha * h) - (alpha * lambda))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * beta) + 2 - (alpha * h) - (alpha * lambda))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A3); equal|].
assert (F_0 : (1 - beta) <> 0).
{
assert (N0 : (1 - beta) <> 0).
{
assert (sign : 0 < (1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - beta)); [nonzero|equal].
}
assert (F_1 : ((2 * beta) + 2 - (alpha * h) - (alpha * lambda)) <> 0).
{
assert (N0 : ((2 * beta) + 2 - (alpha * h) - (alpha * lambda)) <> 0).
{
assert (sign : 0 < ((2 * beta) + 2 - (alpha * h) - (alpha * lambda))).
{
apply (positive_multiple _ 1 ((2 * beta) + 2 - (alpha * h) - (alpha * lambda))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * beta) + 2 - (alpha * h) - (alpha * lambda))); [nonzero|equal].
}
assert (G_0 : (1 - beta) <> 0).
{
assert (N0 : (1 - beta) <> 0).
{
assert (sign : 0 < (1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ 1 (s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - beta)); [nonzero|equal].
}
assert (G_1 : ((2 * beta) + 2 - (alpha * h) - (alpha * lambda)) <> 0).
{
assert (N0 : ((2 * beta) + 2 - (alpha * h) - (alpha * lambda)) <> 0).
{
assert (sign : 0 < ((2 * beta) + 2 - (alpha * h) - (alpha * lambda))).
{
apply (positive_multiple _ 1 ((2 * beta) + 2 - (alpha * h) - (alpha * lambda))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * beta) + 2 - (alpha * h) - (alpha * lambda))); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions library_weight_decay_heavy_ball_steady_state.
