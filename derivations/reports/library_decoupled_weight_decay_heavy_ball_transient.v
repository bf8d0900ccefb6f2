(* library.decoupled-weight-decay-heavy-ball-transient: The transient of decoupled-weight-decay(heavy-ball): the generating function of its mean response
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

Theorem library_decoupled_weight_decay_heavy_ball_transient : forall (h : R) (alpha : R) (beta : R) (rho : R) (z : R),
    (0 < h) ->
    (0 < alpha) ->
    (0 <= beta) ->
    (beta < 1) ->
    (0 <= rho) ->
    (rho < 1) ->
    (0 < z) ->
    (z < 1) ->
    (0 < ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho)) ->
  exists v1 : R, 
    Un_cv (power_sum (mean_response (decoupled_weight_decay alpha beta rho) h) z) v1 /\
    ((alpha * h * z) + (beta * (z ^ 2)) + (rho * z) + 1 - (beta * rho * (z ^ 2)) - (beta * z) - z) <> 0 /\
    v1 = ((1 - (beta * z)) / ((alpha * h * z) + (beta * (z ^ 2)) + (rho * z) + 1 - (beta * rho * (z ^ 2)) - (beta * z) - z)).
Proof.
intros h alpha beta rho z h_low alpha_low beta_low beta_high rho_low rho_high z_low z_high known_0.
assert (L0 : linear (decoupled_weight_decay alpha beta rho) h) by apply decoupled_weight_decay_linear.
assert (I0 : time_invariant (decoupled_weight_decay alpha beta rho) h) by apply decoupled_weight_decay_invariant.
assert (Y0 : forall s, rec2 ((alpha * h) + rho - beta - 1) (beta * (1 - rho)) (fun t => read (decoupled_weight_decay alpha beta rho) (run (decoupled_weight_decay alpha beta rho) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (decoupled_weight_decay alpha beta rho) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable2 ((alpha * h) + rho - beta - 1) (beta * (1 - rho))).
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
assert (Z0 : ((alpha * h * z) + (beta * (z ^ 2)) + (rho * z) + 1 - (beta * rho * (z ^ 2)) - (beta * z) - z) <> 0).
{ assert (sign := series_bottom2 ((alpha * h) + rho - beta - 1) (beta * (1 - rho)) z J0 z_low z_high).
match type of sign with 0 < ?e => apply (nonzero_same _ e); [lra|equal] end. }
assert (D0_0 : (((z ^ 2) * (beta - (beta * rho))) + (z * ((alpha * h) + rho - beta - 1)) + 1) <> 0).
{
assert (N0 : ((alpha * h * z) + (beta * (z ^ 2)) + (rho * z) + 1 - (beta * rho * (z ^ 2)) - (beta * z) - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((alpha * h * z) + (beta * (z ^ 2)) + (rho * z) + 1 - (beta * rho * (z ^ 2)) - (beta * z) - z)); [nonzero|equal].
}
assert (Qv1 : Un_cv (power_sum (mean_response (decoupled_weight_decay alpha beta rho) h) z) ((1 - (beta * z)) / (((z ^ 2) * (beta - (beta * rho))) + (z * ((alpha * h) + rho - beta - 1)) + 1))).
{
assert (Z := series2 ((alpha * h) + rho - beta - 1) (beta * (1 - rho)) (mean_response (decoupled_weight_decay alpha beta rho) h) z J0 (Y0 _) (conj z_low z_high)).
replace ((1 - (beta * z)) / (((z ^ 2) * (beta - (beta * rho))) + (z * ((alpha * h) + rho - beta - 1)) + 1)) with ((mean_response (decoupled_weight_decay alpha beta rho) h 0%nat + (mean_response (decoupled_weight_decay alpha beta rho) h 1%nat + ((alpha * h) + rho - beta - 1) * mean_response (decoupled_weight_decay alpha beta rho) h 0%nat) * z) / (1 + ((alpha * h) + rho - beta - 1) * z + (beta * (1 - rho)) * (z * z))); [exact Z|].
unfold mean_response, run, step, silence, none, oracle. cbn. equal.
}
exists ((1 - (beta * z)) / (((z ^ 2) * (beta - (beta * rho))) + (z * ((alpha * h) + rho - beta - 1)) + 1)).
split; [exact Qv1|].
assert (A0 : ((alpha * h * z) + (beta * (z ^ 2)) + (rho * z) + 1 - (beta * rho * (z ^ 2)) - (beta * z) - z) <> 0).
{
assert (N0 : ((alpha * h * z) + (beta * (z ^ 2)) + (rho * z) + 1 - (beta * rho * (z ^ 2)) - (beta * z) - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((alpha * h * z) + (beta * (z ^ 2)) + (rho * z) + 1 - (beta * rho * (z ^ 2)) - (beta * z) - z)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (F_0 : (((z ^ 2) * (beta - (beta * rho))) + (z * ((alpha * h) + rho - beta - 1)) + 1) <> 0).
{
assert (N0 : ((alpha * h * z) + (beta * (z ^ 2)) + (rho * z) + 1 - (beta * rho * (z ^ 2)) - (beta * z) - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((alpha * h * z) + (beta * (z ^ 2)) + (rho * z) + 1 - (beta * rho * (z ^ 2)) - (beta * z) - z)); [nonzero|equal].
}
assert (G_0 : ((alpha * h * z) + (beta * (z ^ 2)) + (rho * z) + 1 - (beta * rho * (z ^ 2)) - (beta * z) - z) <> 0).
{
assert (N0 : ((alpha * h * z) + (beta * (z ^ 2)) + (rho * z) + 1 - (beta * rho * (z ^ 2)) - (beta * z) - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((alpha * h * z) + (beta * (z ^ 2)) + (rho * z) + 1 - (beta * rho * (z ^ 2)) - (beta * z) - z)); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions library_decoupled_weight_decay_heavy_ball_transient.
