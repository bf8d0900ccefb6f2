(* delay.steady-state: The steady-state risk at delay 1
   a known result, in the notation of Zhang et al. 2019 *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* delayed-sgd: states theta, past.0 *)
Definition delayed_sgd (alpha : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    fun i => match i with | 0%nat => ((s 0%nat) - (alpha * (gradient 0%nat (s 1%nat)))) | 1%nat => (s 0%nat) | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma delayed_sgd_linear : forall alpha h : R, linear (delayed_sgd alpha) h.
Proof. intros. is_linear. Qed.
Lemma delayed_sgd_invariant : forall alpha h : R, time_invariant (delayed_sgd alpha) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem delay_steady_state : forall (h : R) (c : R) (B : R) (alpha : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 < alpha) ->
    (alpha < (/ h)) ->
  exists v1 : R, 
    steady_state (delayed_sgd alpha) h c B v1 /\
    h <> 0 /\
    B <> 0 /\
    (1 - (alpha * h)) <> 0 /\
    ((alpha * h) + 2) <> 0 /\
    v1 = (alpha * c * ((alpha * h) + 1) / (2 * B * (1 - (alpha * h)) * ((alpha * h) + 2))).
Proof.
intros h c B alpha h_low c_low B_low alpha_low alpha_high.
assert (L0 : linear (delayed_sgd alpha) h) by apply delayed_sgd_linear.
assert (I0 : time_invariant (delayed_sgd alpha) h) by apply delayed_sgd_invariant.
assert (Y0 : forall s, rec2 (- 1) (alpha * h) (fun t => read (delayed_sgd alpha) (run (delayed_sgd alpha) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (delayed_sgd alpha) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable2 (- 1) (alpha * h)).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * h)).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ s_alpha (s_alpha + 1)); [pos | pos | equal].
}
replace (alpha * h) with (1 + (- 1) + (alpha * h)) in K0 by equal.
assert (K1 : 0 < ((alpha * h) + 2)).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((3 * s_alpha) + 2) (s_alpha + 1)); [pos | pos | equal].
}
replace ((alpha * h) + 2) with (1 - (- 1) + (alpha * h)) in K1 by equal.
assert (K2 : 0 < (1 - (alpha * h))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 1 (s_alpha + 1)); [pos | pos | equal].
}
replace (1 - (alpha * h)) with (1 - (alpha * h)) in K2 by equal.
repeat split; lra.
}
assert (D0_0 : (1 - (alpha * h)) <> 0).
{
assert (N0 : (1 - (alpha * h)) <> 0).
{
assert (sign : 0 < (1 - (alpha * h))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 1 (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - (alpha * h))); [nonzero|equal].
}
assert (Qv1 : steady_state (delayed_sgd alpha) h c B (alpha * c * ((alpha * h) + 1) / (2 * B * (1 - (alpha * h)) * ((alpha * h) + 2)))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total2 (- 1) (alpha * h) (impulse_response (delayed_sgd alpha) h j 0%nat) (impulse_response (delayed_sgd alpha) h j 1%nat))); [exact L0|exact I0| | |].
{ apply (rec2_vanishes (- 1) (alpha * h) _ J0). apply Y0. }
{ intros j _. apply (sum2 (- 1) (alpha * h) _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as (jury0 & jury1 & jury2). assert (0 < 1 - (alpha * h)) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists (alpha * c * ((alpha * h) + 1) / (2 * B * (1 - (alpha * h)) * ((alpha * h) + 2))).
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
assert (A2 : (1 - (alpha * h)) <> 0).
{
assert (N0 : (1 - (alpha * h)) <> 0).
{
assert (sign : 0 < (1 - (alpha * h))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 1 (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - (alpha * h))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
assert (A3 : ((alpha * h) + 2) <> 0).
{
assert (N0 : ((alpha * h) + 2) <> 0).
{
assert (sign : 0 < ((alpha * h) + 2)).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((3 * s_alpha) + 2) (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * h) + 2)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A3); equal|].
assert (F_0 : (1 - (alpha * h)) <> 0).
{
assert (N0 : (1 - (alpha * h)) <> 0).
{
assert (sign : 0 < (1 - (alpha * h))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 1 (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - (alpha * h))); [nonzero|equal].
}
assert (G_0 : (1 - (alpha * h)) <> 0).
{
assert (N0 : (1 - (alpha * h)) <> 0).
{
assert (sign : 0 < (1 - (alpha * h))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 1 (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - (alpha * h))); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions delay_steady_state.
