(* library.decoupled-weight-decay-heavy-ball-steady-state: The steady-state risk of decoupled-weight-decay(heavy-ball)
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

Theorem library_decoupled_weight_decay_heavy_ball_steady_state : forall (h : R) (c : R) (B : R) (alpha : R) (beta : R) (rho : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 < alpha) ->
    (0 <= beta) ->
    (beta < 1) ->
    (0 <= rho) ->
    (rho < 1) ->
    (0 < ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho)) ->
  exists v1 : R, 
    steady_state (decoupled_weight_decay alpha beta rho) h c B v1 /\
    B <> 0 /\
    ((alpha * h) + rho - (beta * rho)) <> 0 /\
    ((beta * rho) + 1 - beta) <> 0 /\
    ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho) <> 0 /\
    v1 = ((alpha ^ 2) * c * h * (beta + 1 - (beta * rho)) / (2 * B * ((alpha * h) + rho - (beta * rho)) * ((beta * rho) + 1 - beta) * ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho))).
Proof.
intros h c B alpha beta rho h_low c_low B_low alpha_low beta_low beta_high rho_low rho_high known_0.
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
assert (D0_0 : ((alpha * h) + rho - (beta * rho)) <> 0).
{
assert (N0 : ((alpha * h) + rho - (beta * rho)) <> 0).
{
assert (sign : 0 < ((alpha * h) + rho - (beta * rho))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_lower _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ ((alpha * s_beta * h * s_rho) + (alpha * s_beta * h) + (alpha * h * s_rho) + (alpha * h) + s_rho) ((s_beta * s_rho) + s_beta + s_rho + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * h) + rho - (beta * rho))); [nonzero|equal].
}
assert (D0_1 : ((beta * rho) + 1 - beta) <> 0).
{
assert (N0 : ((beta * rho) + 1 - beta) <> 0).
{
assert (sign : 0 < ((beta * rho) + 1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_lower _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ ((s_beta * s_rho) + s_rho + 1) ((s_beta * s_rho) + s_beta + s_rho + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((beta * rho) + 1 - beta)); [nonzero|equal].
}
assert (D0_2 : ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho) <> 0).
{
assert (N0 : ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho) <> 0).
{
assert (sign : 0 < ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho)).
{
apply (positive_multiple _ 1 ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho)); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho)); [nonzero|equal].
}
assert (Qv1 : steady_state (decoupled_weight_decay alpha beta rho) h c B ((alpha ^ 2) * c * h * (beta + 1 - (beta * rho)) / (2 * B * ((alpha * h) + rho - (beta * rho)) * ((beta * rho) + 1 - beta) * ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho)))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total2 ((alpha * h) + rho - beta - 1) (beta * (1 - rho)) (impulse_response (decoupled_weight_decay alpha beta rho) h j 0%nat) (impulse_response (decoupled_weight_decay alpha beta rho) h j 1%nat))); [exact L0|exact I0| | |].
{ apply (rec2_vanishes ((alpha * h) + rho - beta - 1) (beta * (1 - rho)) _ J0). apply Y0. }
{ intros j _. apply (sum2 ((alpha * h) + rho - beta - 1) (beta * (1 - rho)) _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as (jury0 & jury1 & jury2). assert (0 < 1 - (beta * (1 - rho))) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists ((alpha ^ 2) * c * h * (beta + 1 - (beta * rho)) / (2 * B * ((alpha * h) + rho - (beta * rho)) * ((beta * rho) + 1 - beta) * ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho))).
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
assert (A1 : ((alpha * h) + rho - (beta * rho)) <> 0).
{
assert (N0 : ((alpha * h) + rho - (beta * rho)) <> 0).
{
assert (sign : 0 < ((alpha * h) + rho - (beta * rho))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_lower _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ ((alpha * s_beta * h * s_rho) + (alpha * s_beta * h) + (alpha * h * s_rho) + (alpha * h) + s_rho) ((s_beta * s_rho) + s_beta + s_rho + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * h) + rho - (beta * rho))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (A2 : ((beta * rho) + 1 - beta) <> 0).
{
assert (N0 : ((beta * rho) + 1 - beta) <> 0).
{
assert (sign : 0 < ((beta * rho) + 1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_lower _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ ((s_beta * s_rho) + s_rho + 1) ((s_beta * s_rho) + s_beta + s_rho + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((beta * rho) + 1 - beta)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
assert (A3 : ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho) <> 0).
{
assert (N0 : ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho) <> 0).
{
assert (sign : 0 < ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho)).
{
apply (positive_multiple _ 1 ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho)); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A3); equal|].
assert (F_0 : ((alpha * h) + rho - (beta * rho)) <> 0).
{
assert (N0 : ((alpha * h) + rho - (beta * rho)) <> 0).
{
assert (sign : 0 < ((alpha * h) + rho - (beta * rho))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_lower _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ ((alpha * s_beta * h * s_rho) + (alpha * s_beta * h) + (alpha * h * s_rho) + (alpha * h) + s_rho) ((s_beta * s_rho) + s_beta + s_rho + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * h) + rho - (beta * rho))); [nonzero|equal].
}
assert (F_1 : ((beta * rho) + 1 - beta) <> 0).
{
assert (N0 : ((beta * rho) + 1 - beta) <> 0).
{
assert (sign : 0 < ((beta * rho) + 1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_lower _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ ((s_beta * s_rho) + s_rho + 1) ((s_beta * s_rho) + s_beta + s_rho + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((beta * rho) + 1 - beta)); [nonzero|equal].
}
assert (F_2 : ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho) <> 0).
{
assert (N0 : ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho) <> 0).
{
assert (sign : 0 < ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho)).
{
apply (positive_multiple _ 1 ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho)); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho)); [nonzero|equal].
}
assert (G_0 : ((alpha * h) + rho - (beta * rho)) <> 0).
{
assert (N0 : ((alpha * h) + rho - (beta * rho)) <> 0).
{
assert (sign : 0 < ((alpha * h) + rho - (beta * rho))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_lower _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ ((alpha * s_beta * h * s_rho) + (alpha * s_beta * h) + (alpha * h * s_rho) + (alpha * h) + s_rho) ((s_beta * s_rho) + s_beta + s_rho + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * h) + rho - (beta * rho))); [nonzero|equal].
}
assert (G_1 : ((beta * rho) + 1 - beta) <> 0).
{
assert (N0 : ((beta * rho) + 1 - beta) <> 0).
{
assert (sign : 0 < ((beta * rho) + 1 - beta)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside_lower _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ ((s_beta * s_rho) + s_rho + 1) ((s_beta * s_rho) + s_beta + s_rho + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((beta * rho) + 1 - beta)); [nonzero|equal].
}
assert (G_2 : ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho) <> 0).
{
assert (N0 : ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho) <> 0).
{
assert (sign : 0 < ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho)).
{
apply (positive_multiple _ 1 ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho)); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * beta) + 2 - (alpha * h) - (beta * rho) - rho)); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions library_decoupled_weight_decay_heavy_ball_steady_state.
