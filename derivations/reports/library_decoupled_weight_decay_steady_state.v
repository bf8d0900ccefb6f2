(* library.decoupled-weight-decay-steady-state: The steady-state risk of decoupled-weight-decay(sgd)
   derived from the rule *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* decoupled-weight-decay(sgd): states theta *)
Definition decoupled_weight_decay (alpha rho : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    fun i => match i with | 0%nat => (((s 0%nat) - (alpha * (gradient 0%nat (s 0%nat)))) - (rho * (s 0%nat))) | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma decoupled_weight_decay_linear : forall alpha rho h : R, linear (decoupled_weight_decay alpha rho) h.
Proof. intros. is_linear. Qed.
Lemma decoupled_weight_decay_invariant : forall alpha rho h : R, time_invariant (decoupled_weight_decay alpha rho) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem library_decoupled_weight_decay_steady_state : forall (h : R) (c : R) (B : R) (alpha : R) (rho : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 < alpha) ->
    (0 <= rho) ->
    (rho < 1) ->
    (0 < (2 - (alpha * h) - rho)) ->
  exists v1 : R, 
    steady_state (decoupled_weight_decay alpha rho) h c B v1 /\
    B <> 0 /\
    ((alpha * h) + rho) <> 0 /\
    (2 - (alpha * h) - rho) <> 0 /\
    v1 = ((alpha ^ 2) * c * h / (2 * B * ((alpha * h) + rho) * (2 - (alpha * h) - rho))).
Proof.
intros h c B alpha rho h_low c_low B_low alpha_low rho_low rho_high known_0.
assert (L0 : linear (decoupled_weight_decay alpha rho) h) by apply decoupled_weight_decay_linear.
assert (I0 : time_invariant (decoupled_weight_decay alpha rho) h) by apply decoupled_weight_decay_invariant.
assert (Y0 : forall s, rec1 ((alpha * h) + rho - 1) (fun t => read (decoupled_weight_decay alpha rho) (run (decoupled_weight_decay alpha rho) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (decoupled_weight_decay alpha rho) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable1 ((alpha * h) + rho - 1)).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < ((alpha * h) + rho)).
{
destruct (inside_lower _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ ((alpha * h * s_rho) + (alpha * h) + s_rho) (s_rho + 1)); [pos | pos | equal].
}
replace ((alpha * h) + rho) with (1 + ((alpha * h) + rho - 1)) in K0 by equal.
assert (K1 : 0 < (2 - (alpha * h) - rho)).
{
apply (positive_multiple _ 1 (2 - (alpha * h) - rho)); [|exact known_0|equal].
lra.
}
replace (2 - (alpha * h) - rho) with (1 - ((alpha * h) + rho - 1)) in K1 by equal.
repeat split; lra.
}
assert (D0_0 : (2 - (alpha * h) - rho) <> 0).
{
assert (N0 : (2 - (alpha * h) - rho) <> 0).
{
assert (sign : 0 < (2 - (alpha * h) - rho)).
{
apply (positive_multiple _ 1 (2 - (alpha * h) - rho)); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h) - rho)); [nonzero|equal].
}
assert (Qv1 : steady_state (decoupled_weight_decay alpha rho) h c B ((alpha ^ 2) * c * h / (2 * B * ((alpha * h) + rho) * (2 - (alpha * h) - rho)))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total1 ((alpha * h) + rho - 1) (impulse_response (decoupled_weight_decay alpha rho) h j 0%nat))); [exact L0|exact I0| | |].
{ apply (rec1_vanishes ((alpha * h) + rho - 1) _ J0). apply Y0. }
{ intros j _. apply (sum1 ((alpha * h) + rho - 1) _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as [jury0 jury1]. assert (0 < 1 + ((alpha * h) + rho - 1)) by lra. assert (0 < 1 - ((alpha * h) + rho - 1)) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists ((alpha ^ 2) * c * h / (2 * B * ((alpha * h) + rho) * (2 - (alpha * h) - rho))).
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
assert (A1 : ((alpha * h) + rho) <> 0).
{
assert (N0 : ((alpha * h) + rho) <> 0).
{
assert (sign : 0 < ((alpha * h) + rho)).
{
destruct (inside_lower _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ ((alpha * h * s_rho) + (alpha * h) + s_rho) (s_rho + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * h) + rho)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (A2 : (2 - (alpha * h) - rho) <> 0).
{
assert (N0 : (2 - (alpha * h) - rho) <> 0).
{
assert (sign : 0 < (2 - (alpha * h) - rho)).
{
apply (positive_multiple _ 1 (2 - (alpha * h) - rho)); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h) - rho)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
assert (F_0 : (2 - (alpha * h) - rho) <> 0).
{
assert (N0 : (2 - (alpha * h) - rho) <> 0).
{
assert (sign : 0 < (2 - (alpha * h) - rho)).
{
apply (positive_multiple _ 1 (2 - (alpha * h) - rho)); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h) - rho)); [nonzero|equal].
}
assert (G_0 : (2 - (alpha * h) - rho) <> 0).
{
assert (N0 : (2 - (alpha * h) - rho) <> 0).
{
assert (sign : 0 < (2 - (alpha * h) - rho)).
{
apply (positive_multiple _ 1 (2 - (alpha * h) - rho)); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h) - rho)); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions library_decoupled_weight_decay_steady_state.
