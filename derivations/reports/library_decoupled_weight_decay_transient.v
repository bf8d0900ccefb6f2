(* library.decoupled-weight-decay-transient: The transient of decoupled-weight-decay(sgd): the generating function of its mean response
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

Theorem library_decoupled_weight_decay_transient : forall (h : R) (alpha : R) (rho : R) (z : R),
    (0 < h) ->
    (0 < alpha) ->
    (0 <= rho) ->
    (rho < 1) ->
    (0 < z) ->
    (z < 1) ->
    (0 < (2 - (alpha * h) - rho)) ->
  exists v1 : R, 
    Un_cv (power_sum (mean_response (decoupled_weight_decay alpha rho) h) z) v1 /\
    ((alpha * h * z) + (rho * z) + 1 - z) <> 0 /\
    v1 = (/ ((alpha * h * z) + (rho * z) + 1 - z)).
Proof.
intros h alpha rho z h_low alpha_low rho_low rho_high z_low z_high known_0.
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
assert (Z0 : ((alpha * h * z) + (rho * z) + 1 - z) <> 0).
{ assert (sign := series_bottom1 ((alpha * h) + rho - 1) z J0 z_low z_high).
match type of sign with 0 < ?e => apply (nonzero_same _ e); [lra|equal] end. }
assert (D0_0 : ((z * ((alpha * h) + rho - 1)) + 1) <> 0).
{
assert (N0 : ((alpha * h * z) + (rho * z) + 1 - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((alpha * h * z) + (rho * z) + 1 - z)); [nonzero|equal].
}
assert (Qv1 : Un_cv (power_sum (mean_response (decoupled_weight_decay alpha rho) h) z) (/ ((z * ((alpha * h) + rho - 1)) + 1))).
{
assert (Z := series1 ((alpha * h) + rho - 1) (mean_response (decoupled_weight_decay alpha rho) h) z J0 (Y0 _) (conj z_low z_high)).
replace (/ ((z * ((alpha * h) + rho - 1)) + 1)) with (mean_response (decoupled_weight_decay alpha rho) h 0%nat / (1 + ((alpha * h) + rho - 1) * z)); [exact Z|].
unfold mean_response, run, step, silence, none, oracle. cbn. equal.
}
exists (/ ((z * ((alpha * h) + rho - 1)) + 1)).
split; [exact Qv1|].
assert (A0 : ((alpha * h * z) + (rho * z) + 1 - z) <> 0).
{
assert (N0 : ((alpha * h * z) + (rho * z) + 1 - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((alpha * h * z) + (rho * z) + 1 - z)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (F_0 : ((z * ((alpha * h) + rho - 1)) + 1) <> 0).
{
assert (N0 : ((alpha * h * z) + (rho * z) + 1 - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((alpha * h * z) + (rho * z) + 1 - z)); [nonzero|equal].
}
assert (G_0 : ((alpha * h * z) + (rho * z) + 1 - z) <> 0).
{
assert (N0 : ((alpha * h * z) + (rho * z) + 1 - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((alpha * h * z) + (rho * z) + 1 - z)); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions library_decoupled_weight_decay_transient.
