(* nesterov.steady-state: The steady-state risk of Nesterov's momentum at theta
   a known result, in the notation of Zhang et al. 2019 *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* nesterov: states theta, v *)
Definition nesterov (alpha beta : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => (0 * theta) | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((beta * (s 1%nat)) - (alpha * (gradient 0%nat ((s 0%nat) + (beta * (s 1%nat)))))) in
    fun i => match i with | 0%nat => ((s 0%nat) + u1) | 1%nat => u1 | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma nesterov_linear : forall alpha beta h : R, linear (nesterov alpha beta) h.
Proof. intros. is_linear. Qed.
Lemma nesterov_invariant : forall alpha beta h : R, time_invariant (nesterov alpha beta) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem nesterov_steady_state : forall (h : R) (c : R) (B : R) (beta : R) (alpha : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 <= beta) ->
    (beta < 1) ->
    (0 < alpha) ->
    (alpha < (((2 * beta) + 2) / (h * ((2 * beta) + 1)))) ->
  exists v1 : R, 
    steady_state (nesterov alpha beta) h c B v1 /\
    h <> 0 /\
    ((2 * beta) + 1) <> 0 /\
    B <> 0 /\
    ((alpha * beta * h) + 1 - beta) <> 0 /\
    ((2 * beta) + 2 - (alpha * h * ((2 * beta) + 1))) <> 0 /\
    v1 = (alpha * c * (beta + 1 - (alpha * beta * h)) / (2 * B * ((alpha * beta * h) + 1 - beta) * ((2 * beta) + 2 - (alpha * h * ((2 * beta) + 1))))).
Proof.
intros h c B beta alpha h_low c_low B_low beta_low beta_high alpha_low alpha_high.
assert (L0 : linear (nesterov alpha beta) h) by apply nesterov_linear.
assert (I0 : time_invariant (nesterov alpha beta) h) by apply nesterov_invariant.
assert (Y0 : forall s, rec2 (- ((beta + 1) * (1 - (alpha * h)))) (beta * (1 - (alpha * h))) (fun t => read (nesterov alpha beta) (run (nesterov alpha beta) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (nesterov alpha beta) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable2 (- ((beta + 1) * (1 - (alpha * h)))) (beta * (1 - (alpha * h)))).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * h)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_alpha * s_beta) + (2 * s_alpha)) ((3 * s_alpha * s_beta) + s_alpha + (3 * s_beta) + 1)); [pos | pos | equal].
}
replace (alpha * h) with (1 + (- ((beta + 1) * (1 - (alpha * h)))) + (beta * (1 - (alpha * h)))) in K0 by equal.
assert (K1 : 0 < ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_beta) + 2) ((s_alpha * s_beta) + s_alpha + s_beta + 1)); [pos | pos | equal].
}
replace ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h)) with (1 - (- ((beta + 1) * (1 - (alpha * h)))) + (beta * (1 - (alpha * h)))) in K1 by equal.
assert (K2 : 0 < ((alpha * beta * h) + 1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_alpha * (s_beta ^ 2)) + (5 * s_alpha * s_beta) + s_alpha + (3 * s_beta) + 1) ((3 * s_alpha * (s_beta ^ 2)) + (4 * s_alpha * s_beta) + s_alpha + (3 * (s_beta ^ 2)) + (4 * s_beta) + 1)); [pos | pos | equal].
}
replace ((alpha * beta * h) + 1 - beta) with (1 - (beta * (1 - (alpha * h)))) in K2 by equal.
repeat split; lra.
}
assert (D0_0 : ((alpha * beta * h) + 1 - beta) <> 0).
{
assert (N0 : ((alpha * beta * h) + 1 - beta) <> 0).
{
assert (sign : 0 < ((alpha * beta * h) + 1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_alpha * (s_beta ^ 2)) + (5 * s_alpha * s_beta) + s_alpha + (3 * s_beta) + 1) ((3 * s_alpha * (s_beta ^ 2)) + (4 * s_alpha * s_beta) + s_alpha + (3 * (s_beta ^ 2)) + (4 * s_beta) + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * beta * h) + 1 - beta)); [nonzero|equal].
}
assert (D0_1 : ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h)) <> 0).
{
assert (N0 : ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_beta) + 2) ((s_alpha * s_beta) + s_alpha + s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h))); [nonzero|equal].
}
assert (Qv1 : steady_state (nesterov alpha beta) h c B (alpha * c * (beta + 1 - (alpha * beta * h)) / (2 * B * ((alpha * beta * h) + 1 - beta) * ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h))))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total2 (- ((beta + 1) * (1 - (alpha * h)))) (beta * (1 - (alpha * h))) (impulse_response (nesterov alpha beta) h j 0%nat) (impulse_response (nesterov alpha beta) h j 1%nat))); [exact L0|exact I0| | |].
{ apply (rec2_vanishes (- ((beta + 1) * (1 - (alpha * h)))) (beta * (1 - (alpha * h))) _ J0). apply Y0. }
{ intros j _. apply (sum2 (- ((beta + 1) * (1 - (alpha * h)))) (beta * (1 - (alpha * h))) _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as (jury0 & jury1 & jury2). assert (0 < 1 - (beta * (1 - (alpha * h)))) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists (alpha * c * (beta + 1 - (alpha * beta * h)) / (2 * B * ((alpha * beta * h) + 1 - beta) * ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h)))).
split; [exact Qv1|].
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
split; [apply (nonzero_same _ _ A0); equal|].
assert (A1 : ((2 * beta) + 1) <> 0).
{
assert (N0 : ((2 * beta) + 1) <> 0).
{
assert (sign : 0 < ((2 * beta) + 1)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ ((3 * s_beta) + 1) (s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * beta) + 1)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (A2 : B <> 0).
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
split; [apply (nonzero_same _ _ A2); equal|].
assert (A3 : ((alpha * beta * h) + 1 - beta) <> 0).
{
assert (N0 : ((alpha * beta * h) + 1 - beta) <> 0).
{
assert (sign : 0 < ((alpha * beta * h) + 1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_alpha * (s_beta ^ 2)) + (5 * s_alpha * s_beta) + s_alpha + (3 * s_beta) + 1) ((3 * s_alpha * (s_beta ^ 2)) + (4 * s_alpha * s_beta) + s_alpha + (3 * (s_beta ^ 2)) + (4 * s_beta) + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * beta * h) + 1 - beta)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A3); equal|].
assert (A4 : ((2 * beta) + 2 - (alpha * h * ((2 * beta) + 1))) <> 0).
{
assert (N0 : ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_beta) + 2) ((s_alpha * s_beta) + s_alpha + s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A4); equal|].
assert (F_0 : ((alpha * beta * h) + 1 - beta) <> 0).
{
assert (N0 : ((alpha * beta * h) + 1 - beta) <> 0).
{
assert (sign : 0 < ((alpha * beta * h) + 1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_alpha * (s_beta ^ 2)) + (5 * s_alpha * s_beta) + s_alpha + (3 * s_beta) + 1) ((3 * s_alpha * (s_beta ^ 2)) + (4 * s_alpha * s_beta) + s_alpha + (3 * (s_beta ^ 2)) + (4 * s_beta) + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * beta * h) + 1 - beta)); [nonzero|equal].
}
assert (F_1 : ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h)) <> 0).
{
assert (N0 : ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_beta) + 2) ((s_alpha * s_beta) + s_alpha + s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h))); [nonzero|equal].
}
assert (G_0 : ((alpha * beta * h) + 1 - beta) <> 0).
{
assert (N0 : ((alpha * beta * h) + 1 - beta) <> 0).
{
assert (sign : 0 < ((alpha * beta * h) + 1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_alpha * (s_beta ^ 2)) + (5 * s_alpha * s_beta) + s_alpha + (3 * s_beta) + 1) ((3 * s_alpha * (s_beta ^ 2)) + (4 * s_alpha * s_beta) + s_alpha + (3 * (s_beta ^ 2)) + (4 * s_beta) + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * beta * h) + 1 - beta)); [nonzero|equal].
}
assert (G_1 : ((2 * beta) + 2 - (alpha * h * ((2 * beta) + 1))) <> 0).
{
assert (N0 : ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_beta) + 2) ((s_alpha * s_beta) + s_alpha + s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h))); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions nesterov_steady_state.
