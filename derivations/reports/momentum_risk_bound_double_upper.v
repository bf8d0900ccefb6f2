(* momentum.risk-bound-double-upper: Theorem 1 extends to the double root alpha h = (1 + sqrt(beta))^2
   Zhang et al. 2019, Theorem 1, its excluded case, sqrt(alpha h) = 1 + sqrt(beta) *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* heavy-ball: states theta, m *)
Definition heavy_ball (alpha beta : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => (0 * theta) | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((beta * (s 1%nat)) + (gradient 0%nat (s 0%nat))) in
    fun i => match i with | 0%nat => ((s 0%nat) - (alpha * u1)) | 1%nat => u1 | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma heavy_ball_linear : forall alpha beta h : R, linear (heavy_ball alpha beta) h.
Proof. intros. is_linear. Qed.
Lemma heavy_ball_invariant : forall alpha beta h : R, time_invariant (heavy_ball alpha beta) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem momentum_risk_bound_double_upper : forall (h : R) (c : R) (B : R) (ell_0 : R) (t : nat) (rho : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 <= ell_0) ->
    (0 < rho) ->
    (rho < 1) ->
  h <> 0 /\
    (- rho) <> 0 /\
    B <> 0 /\
    (1 - (rho ^ 2)) <> 0 /\
    ((2 * (rho ^ 2)) + 2 - ((rho + 1) ^ 2)) <> 0 /\
    (risk (heavy_ball (((rho + 1) ^ 2) / h) (rho ^ 2)) h c B ell_0 (t)%nat) <= ((ell_0 * (((((- rho) ^ (t)%nat) * ((INR t) + 1)) - ((rho ^ 2) * (INR t) * (((- rho) ^ (t)%nat) / (- rho) ^ 1%nat))) ^ 2)) + (c * ((rho + 1) ^ 2) * ((rho ^ 2) + 1) / (2 * B * h * (1 - (rho ^ 2)) * ((2 * (rho ^ 2)) + 2 - ((rho + 1) ^ 2))))).
Proof.
intros h c B ell_0 t rho h_low c_low B_low ell_0_low rho_low rho_high.
assert (L0 : linear (heavy_ball (((rho + 1) ^ 2) / h) (rho ^ 2)) h) by apply heavy_ball_linear.
assert (I0 : time_invariant (heavy_ball (((rho + 1) ^ 2) / h) (rho ^ 2)) h) by apply heavy_ball_invariant.
assert (Y0 : forall s, rec2 (2 * rho) (rho ^ 2) (fun t => read (heavy_ball (((rho + 1) ^ 2) / h) (rho ^ 2)) (run (heavy_ball (((rho + 1) ^ 2) / h) (rho ^ 2)) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (heavy_ball (((rho + 1) ^ 2) / h) (rho ^ 2)) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable2 (2 * rho) (rho ^ 2)).
{
assert (part0 : stable1 (- (- rho))).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (rho + 1)).
{
destruct (inside _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ ((2 * s_rho) + 1) (s_rho + 1)); [pos | pos | equal].
}
replace (rho + 1) with (1 + rho) in K0 by equal.
assert (K1 : 0 < (1 - rho)).
{
destruct (inside _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ 1 (s_rho + 1)); [pos | pos | equal].
}
replace (1 - rho) with (1 - rho) in K1 by equal.
repeat split; lra.
}
assert (part1 : stable1 (- (- rho))).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (rho + 1)).
{
destruct (inside _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ ((2 * s_rho) + 1) (s_rho + 1)); [pos | pos | equal].
}
replace (rho + 1) with (1 + rho) in K0 by equal.
assert (K1 : 0 < (1 - rho)).
{
destruct (inside _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ 1 (s_rho + 1)); [pos | pos | equal].
}
replace (1 - rho) with (1 - rho) in K1 by equal.
repeat split; lra.
}
apply (stable2_same _ _ _ _ (product11 (- rho) (- rho) part0 part1)); equal.
}
assert (N_0 : (1 - (rho ^ 2)) <> 0).
{
assert (N0 : (rho + 1) <> 0).
{
assert (sign : 0 < (rho + 1)).
{
destruct (inside _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ ((2 * s_rho) + 1) (s_rho + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : (1 - rho) <> 0).
{
assert (sign : 0 < (1 - rho)).
{
destruct (inside _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ 1 (s_rho + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((1 - rho) * (rho + 1))); [nonzero|equal].
}
assert (N_1 : ((2 * (rho ^ 2)) + 2 - ((rho + 1) ^ 2)) <> 0).
{
assert (N0 : (1 - rho) <> 0).
{
assert (sign : 0 < (1 - rho)).
{
destruct (inside _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ 1 (s_rho + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((1 - rho) ^ 2)); [nonzero|equal].
}
assert (YM : rec2 (2 * rho) (rho ^ 2) (mean_response (heavy_ball (((rho + 1) ^ 2) / h) (rho ^ 2)) h)) by apply Y0.
assert (M0 : forall n, (mean_response (heavy_ball (((rho + 1) ^ 2) / h) (rho ^ 2)) h) n = ((((- rho) ^ (n)%nat) * ((INR n) + 1)) - ((rho ^ 2) * (INR n) * (((- rho) ^ (n)%nat) / (- rho) ^ 1%nat)))).
{ set (F := fun n : nat => (((((- rho) ^ (n)%nat) * ((INR n) + 1)) - ((rho ^ 2) * (INR n) * (((- rho) ^ (n)%nat) / (- rho) ^ 1%nat)))) : R).
intro n. cut ((mean_response (heavy_ball (((rho + 1) ^ 2) / h) (rho ^ 2)) h) n = F n /\ (mean_response (heavy_ball (((rho + 1) ^ 2) / h) (rho ^ 2)) h) (S n) = F (S n)); [tauto|]. induction n as [|n [I J]].
{ split; unfold F; unfold mean_response, impulse_response, run, step, silence, none, unit, rest, oracle; cbn; powers; equal. }
split; [exact J|].
assert (E : (mean_response (heavy_ball (((rho + 1) ^ 2) / h) (rho ^ 2)) h) (S (S n)) = - (2 * rho) * (mean_response (heavy_ball (((rho + 1) ^ 2) / h) (rho ^ 2)) h) (S n) - (rho ^ 2) * (mean_response (heavy_ball (((rho + 1) ^ 2) / h) (rho ^ 2)) h) n) by apply YM.
rewrite E.  rewrite I, J. unfold F. rewrite ?S_INR. powers. equal. }
assert (exact : risk (heavy_ball (((rho + 1) ^ 2) / h) (rho ^ 2)) h c B ell_0 t = ell_0 * square (mean_response (heavy_ball (((rho + 1) ^ 2) / h) (rho ^ 2)) h t) + (h * c / (2 * B)) * sum_of_squares (impulse_response (heavy_ball (((rho + 1) ^ 2) / h) (rho ^ 2)) h 0) t) by (rewrite (risk_invariant _ _ L0 I0); change (minibatches (heavy_ball (((rho + 1) ^ 2) / h) (rho ^ 2))) with 1%nat; cbn [sum]; ring).
assert (Sm := proj2 (sum2 (2 * rho) (rho ^ 2) (impulse_response (heavy_ball (((rho + 1) ^ 2) / h) (rho ^ 2)) h 0) J0 (Y0 _)) t).
assert (U : risk (heavy_ball (((rho + 1) ^ 2) / h) (rho ^ 2)) h c B ell_0 t <= ell_0 * square (mean_response (heavy_ball (((rho + 1) ^ 2) / h) (rho ^ 2)) h t) + (h * c / (2 * B)) * total2 (2 * rho) (rho ^ 2) (impulse_response (heavy_ball (((rho + 1) ^ 2) / h) (rho ^ 2)) h 0 0%nat) (impulse_response (heavy_ball (((rho + 1) ^ 2) / h) (rho ^ 2)) h 0 1%nat)).
{ rewrite exact. apply Rplus_le_compat_l. apply Rmult_le_compat_l; [|exact Sm]. assert (0 < h) by pos. assert (0 <= c) by nonneg. assert (0 < B) by pos. nonneg. }
assert (E_0 : (1 - (rho ^ 2)) <> 0).
{
assert (N0 : (rho + 1) <> 0).
{
assert (sign : 0 < (rho + 1)).
{
destruct (inside _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ ((2 * s_rho) + 1) (s_rho + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : (1 - rho) <> 0).
{
assert (sign : 0 < (1 - rho)).
{
destruct (inside _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ 1 (s_rho + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((1 - rho) * (rho + 1))); [nonzero|equal].
}
assert (E_1 : ((2 * (rho ^ 2)) + 2 - ((rho + 1) ^ 2)) <> 0).
{
assert (N0 : (1 - rho) <> 0).
{
assert (sign : 0 < (1 - rho)).
{
destruct (inside _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ 1 (s_rho + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((1 - rho) ^ 2)); [nonzero|equal].
}
assert (T : (h * c / (2 * B)) * total2 (2 * rho) (rho ^ 2) (impulse_response (heavy_ball (((rho + 1) ^ 2) / h) (rho ^ 2)) h 0 0%nat) (impulse_response (heavy_ball (((rho + 1) ^ 2) / h) (rho ^ 2)) h 0 1%nat) = (c * ((rho + 1) ^ 2) * ((rho ^ 2) + 1) / (2 * B * h * (1 - (rho ^ 2)) * ((2 * (rho ^ 2)) + 2 - ((rho + 1) ^ 2))))).
{ assert (Jury := J0). destruct Jury as (jury0 & jury1 & jury2). assert (0 < 1 - (rho ^ 2)) by lra. unfold total2, bottom2, impulse_response, run, step, silence, none, unit, rest, oracle; cbn. powers. equal. }
assert (X : h <> 0).
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
split; [exact X|]. clear X.
assert (X : (- rho) <> 0).
{
assert (N0 : rho <> 0).
{
assert (sign : 0 < rho).
{
destruct (inside _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ s_rho (s_rho + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (- rho)); [nonzero|equal].
}
split; [exact X|]. clear X.
assert (X : B <> 0).
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
split; [exact X|]. clear X.
assert (X : (1 - (rho ^ 2)) <> 0).
{
assert (N0 : (rho + 1) <> 0).
{
assert (sign : 0 < (rho + 1)).
{
destruct (inside _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ ((2 * s_rho) + 1) (s_rho + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : (1 - rho) <> 0).
{
assert (sign : 0 < (1 - rho)).
{
destruct (inside _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ 1 (s_rho + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((1 - rho) * (rho + 1))); [nonzero|equal].
}
split; [exact X|]. clear X.
assert (X : ((2 * (rho ^ 2)) + 2 - ((rho + 1) ^ 2)) <> 0).
{
assert (N0 : (1 - rho) <> 0).
{
assert (sign : 0 < (1 - rho)).
{
destruct (inside _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ 1 (s_rho + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((1 - rho) ^ 2)); [nonzero|equal].
}
split; [exact X|]. clear X.
eapply Rle_trans; [exact U|]. right. rewrite T. unfold square. rewrite !M0. powers. equal.
Qed.
Print Assumptions momentum_risk_bound_double_upper.
