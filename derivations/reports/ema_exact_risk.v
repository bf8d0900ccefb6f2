(* ema.exact-risk: The exact risk behind Theorem 2, stable or not
   Zhang et al. 2019, Theorem 2, as an equality *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* ema(sgd): states inner.theta, average *)
Definition ema (alpha gamma : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((s 0%nat) - (alpha * (gradient 0%nat (s 0%nat)))) in
    fun i => match i with | 0%nat => u1 | 1%nat => ((gamma * (s 1%nat)) + ((1 - gamma) * u1)) | _ => 0 end;
  read := fun s => (s 1%nat)
|}.
Lemma ema_linear : forall alpha gamma h : R, linear (ema alpha gamma) h.
Proof. intros. is_linear. Qed.
Lemma ema_invariant : forall alpha gamma h : R, time_invariant (ema alpha gamma) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem ema_exact_risk : forall (h : R) (c : R) (B : R) (ell_0 : R) (t : nat) (gamma : R) (alpha : R) (r_1 : C) (r_2 : C),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 <= ell_0) ->
    (0 <= gamma) ->
    (gamma < 1) ->
    (0 < alpha) ->
    (gamma <> (1 - (alpha * h))) ->
    ((alpha * h) <> 2) ->
    ((real alpha) = (((real 1) - r_1) / (real h))%C) ->
    ((real gamma) = r_2%C) ->
  exists v1 : R, 
    real v1 = (((real ell_0) * (((r_1 ^ ((t + 1))%nat) - ((real gamma) * ((r_1 ^ (t)%nat) - (r_2 ^ (t)%nat)) * ((real 1) - ((real alpha) * (real h)))) - (r_2 ^ ((t + 1))%nat)) ^ 2) / ((r_1 - r_2) ^ 2)) + ((real alpha) * (real c) * ((real 1) - (real gamma)) * (((real gamma) * ((real 1) - ((real alpha) * (real h)))) + (real 1)) / ((real 2) * (real B) * ((real gamma) + (real 1)) * ((real 2) - ((real alpha) * (real h))) * ((real 1) - ((real gamma) * ((real 1) - ((real alpha) * (real h))))))) - (((real alpha) ^ 2) * (real c) * (real h) * (((real 1) - (real gamma)) ^ 2) * (((r_1 ^ ((2 * t + 2))%nat) / ((real 1) - (r_1 ^ 2))) + ((r_2 ^ ((2 * t + 2))%nat) / ((real 1) - ((real gamma) ^ 2))) - ((real 2) * ((r_1 * r_2) ^ ((t + 1))%nat) / ((real 1) - ((real gamma) * r_1)))) / ((real 2) * (real B) * ((r_1 - (real gamma)) ^ 2))))%C /\
    roots2_of (ema alpha gamma) h r_1 r_2 /\
    ((r_1 - r_2) <> real 0)%C /\
    ((r_1 - (real gamma)) <> real 0)%C /\
    (((real 1) - (r_1 ^ 2)) <> real 0)%C /\
    (((real 1) - ((real gamma) * r_1)) <> real 0)%C /\
    B <> 0 /\
    (gamma + 1) <> 0 /\
    (2 - (alpha * h)) <> 0 /\
    (1 - (gamma * (1 - (alpha * h)))) <> 0 /\
    (1 - (gamma ^ 2)) <> 0 /\
    (risk (ema alpha gamma) h c B ell_0 (t)%nat) = v1.
Proof.
intros h c B ell_0 t gamma alpha r_1 r_2 h_low c_low B_low ell_0_low gamma_low gamma_high alpha_low apart_0 apart_1 tied_0 tied_1.
assert (L0 : linear (ema alpha gamma) h) by apply ema_linear.
assert (I0 : time_invariant (ema alpha gamma) h) by apply ema_invariant.
assert (Y0 : forall s, rec2 ((alpha * h) - gamma - 1) (gamma * (1 - (alpha * h))) (fun t => read (ema alpha gamma) (run (ema alpha gamma) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (ema alpha gamma) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (P_0 : ((alpha * h) + gamma - 1) <> 0).
{
assert (N0 : ((alpha * h) + gamma - 1) <> 0).
{
intro Z; apply apart_0; apply Rminus_diag_uniq; transitivity (1 * ((alpha * h) + gamma - 1)); [equal|rewrite Z; ring].
}
apply (nonzero_same _ ((alpha * h) + gamma - 1)); [nonzero|equal].
}
assert (PC_0 := real_nonzero _ P_0).
assert (P_1 : ((alpha * h) - 2) <> 0).
{
assert (N0 : ((alpha * h) - 2) <> 0).
{
intro Z; apply apart_1; apply Rminus_diag_uniq; transitivity (1 * ((alpha * h) - 2)); [equal|rewrite Z; ring].
}
apply (nonzero_same _ ((alpha * h) - 2)); [nonzero|equal].
}
assert (PC_1 := real_nonzero _ P_1).
assert (P_2 : ((1 - (alpha * h) - gamma) ^ 2) <> 0).
{
assert (N0 : (1 - (alpha * h) - gamma) <> 0).
{
intro Z; apply apart_0; apply Rminus_diag_uniq; transitivity ((- 1) * (1 - (alpha * h) - gamma)); [equal|rewrite Z; ring].
}
apply (nonzero_same _ ((1 - (alpha * h) - gamma) ^ 2)); [nonzero|equal].
}
assert (PC_2 := real_nonzero _ P_2).
assert (P_3 : (alpha * h * (1 - gamma)) <> 0).
{
assert (N0 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
apply (positive_ratio _ alpha 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : h <> 0).
{
assert (sign : 0 < h).
{
apply (positive_ratio _ h 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N2 : (1 - gamma) <> 0).
{
assert (sign : 0 < (1 - gamma)).
{
destruct (inside_lower _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ 1 (s_gamma + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (alpha * h * (1 - gamma))); [nonzero|equal].
}
assert (PC_3 := real_nonzero _ P_3).
assert (P_4 : ((gamma + 1) * (2 - (alpha * h))) <> 0).
{
assert (N0 : (gamma + 1) <> 0).
{
assert (sign : 0 < (gamma + 1)).
{
destruct (inside_lower _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ ((2 * s_gamma) + 1) (s_gamma + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : (2 - (alpha * h)) <> 0).
{
intro Z; apply apart_1; apply Rminus_diag_uniq; transitivity ((- 1) * (2 - (alpha * h))); [equal|rewrite Z; ring].
}
apply (nonzero_same _ ((gamma + 1) * (2 - (alpha * h)))); [nonzero|equal].
}
assert (PC_4 := real_nonzero _ P_4).
assert (P_5 : (alpha * h * (1 - gamma) * (gamma + 1) * (2 - (alpha * h))) <> 0).
{
assert (N0 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
apply (positive_ratio _ alpha 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : h <> 0).
{
assert (sign : 0 < h).
{
apply (positive_ratio _ h 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N2 : (gamma + 1) <> 0).
{
assert (sign : 0 < (gamma + 1)).
{
destruct (inside_lower _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ ((2 * s_gamma) + 1) (s_gamma + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N3 : (1 - gamma) <> 0).
{
assert (sign : 0 < (1 - gamma)).
{
destruct (inside_lower _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ 1 (s_gamma + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N4 : (2 - (alpha * h)) <> 0).
{
intro Z; apply apart_1; apply Rminus_diag_uniq; transitivity ((- 1) * (2 - (alpha * h))); [equal|rewrite Z; ring].
}
apply (nonzero_same _ (alpha * h * (1 - gamma) * (gamma + 1) * (2 - (alpha * h)))); [nonzero|equal].
}
assert (PC_5 := real_nonzero _ P_5).
assert (P_6 : ((alpha * gamma * h) + 1 - gamma) <> 0).
{
assert (N0 : ((alpha * gamma * h) + 1 - gamma) <> 0).
{
assert (sign : 0 < ((alpha * gamma * h) + 1 - gamma)).
{
destruct (inside_lower _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ ((alpha * s_gamma * h) + 1) (s_gamma + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * gamma * h) + 1 - gamma)); [nonzero|equal].
}
assert (PC_6 := real_nonzero _ P_6).
assert (A_0 : (((real 1) - (r_1 ^ 2)) <> real 0)%C).
{ apply (factor_nonzero_C _ (((real 1) - r_2) * (r_2 + (real 1)))%C _ PC_5). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_1 : ((r_1 - (real gamma)) <> real 0)%C).
{ apply (factor_nonzero_C _ (real (- 1))%C _ PC_0). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_2 : ((r_1 - r_2) <> real 0)%C).
{ apply (factor_nonzero_C _ (real (- 1))%C _ PC_0). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_3 : (((real 1) - ((real gamma) * r_1)) <> real 0)%C).
{ apply (factor_nonzero_C _ (real 1)%C _ PC_6). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_4 : (((r_1 + (real 1)) * (r_2 + (real 1))) <> real 0)%C).
{ apply (factor_nonzero_C _ (real 1)%C _ PC_4). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_5 : ((r_1 + (real 1)) <> real 0)%C).
{ apply (factor_nonzero_C _ (real (- 1))%C _ PC_1). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_6 : ((r_2 + (real 1)) <> real 0)%C).
{ apply (factor_nonzero_C _ (r_1 + (real 1))%C _ PC_4). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_7 : (((real 1) - (r_2 ^ 2)) <> real 0)%C).
{ apply (factor_nonzero_C _ (((real 1) - r_1) * (r_1 + (real 1)))%C _ PC_5). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_8 : (((real 1) - (r_1 * r_2)) <> real 0)%C).
{ apply (factor_nonzero_C _ (real 1)%C _ PC_6). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_11 : (((real 1) - r_1) <> real 0)%C).
{ apply (factor_nonzero_C _ ((real 1) - r_2)%C _ PC_3). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_12 : (((real 1) - r_2) <> real 0)%C).
{ apply (factor_nonzero_C _ ((real 1) - r_1)%C _ PC_3). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (YM : rec2 ((alpha * h) - gamma - 1) (gamma * (1 - (alpha * h))) (mean_response (ema alpha gamma) h)) by apply Y0.
assert (M0 : forall n, real ((mean_response (ema alpha gamma) h) n) = (((r_1 ^ ((n + 1))%nat) - ((real gamma) * ((r_1 ^ (n)%nat) - (r_2 ^ (n)%nat)) * ((real 1) - ((real alpha) * (real h)))) - (r_2 ^ ((n + 1))%nat)) / (r_1 - r_2))%C).
{ set (F := fun n : nat => ((((r_1 ^ ((n + 1))%nat) - ((real gamma) * ((r_1 ^ (n)%nat) - (r_2 ^ (n)%nat)) * ((real 1) - ((real alpha) * (real h)))) - (r_2 ^ ((n + 1))%nat)) / (r_1 - r_2)))%C : C).
intro n. cut (real ((mean_response (ema alpha gamma) h) n) = F n /\ real ((mean_response (ema alpha gamma) h) (S n)) = F (S n)); [tauto|]. induction n as [|n [I J]].
{ split; unfold F; unfold mean_response, impulse_response, run, step, silence, none, unit, rest, oracle; cbn; to_C; rewrite ?tied_0; rewrite ?tied_1; powers_C; equal_C. }
split; [exact J|].
assert (E : (mean_response (ema alpha gamma) h) (S (S n)) = - ((alpha * h) - gamma - 1) * (mean_response (ema alpha gamma) h) (S n) - (gamma * (1 - (alpha * h))) * (mean_response (ema alpha gamma) h) n) by apply YM.
rewrite E. to_C. rewrite I, J. unfold F. rewrite ?S_INR. to_C. rewrite ?tied_0. rewrite ?tied_1. powers_C. equal_C. }
assert (exact : risk (ema alpha gamma) h c B ell_0 t = ell_0 * square (mean_response (ema alpha gamma) h t) + (h * c / (2 * B)) * sum_of_squares (impulse_response (ema alpha gamma) h 0) t) by (rewrite (risk_invariant _ _ L0 I0); change (minibatches (ema alpha gamma)) with 1%nat; cbn [sum]; ring).
assert (YG : rec2 ((alpha * h) - gamma - 1) (gamma * (1 - (alpha * h))) (impulse_response (ema alpha gamma) h 0)) by apply Y0.
assert (G0 : forall n, real ((impulse_response (ema alpha gamma) h 0) n) = ((- ((real alpha) * r_1 * (r_1 ^ (n)%nat) * ((real 1) - (real gamma)) / (r_1 - r_2))) - ((real alpha) * r_2 * (r_2 ^ (n)%nat) * ((real 1) - (real gamma)) / (r_2 - r_1)))%C).
{ set (F := fun n : nat => (((- ((real alpha) * r_1 * (r_1 ^ (n)%nat) * ((real 1) - (real gamma)) / (r_1 - r_2))) - ((real alpha) * r_2 * (r_2 ^ (n)%nat) * ((real 1) - (real gamma)) / (r_2 - r_1))))%C : C).
intro n. cut (real ((impulse_response (ema alpha gamma) h 0) n) = F n /\ real ((impulse_response (ema alpha gamma) h 0) (S n)) = F (S n)); [tauto|]. induction n as [|n [I J]].
{ split; unfold F; unfold mean_response, impulse_response, run, step, silence, none, unit, rest, oracle; cbn; to_C; rewrite ?tied_0; rewrite ?tied_1; powers_C; equal_C. }
split; [exact J|].
assert (E : (impulse_response (ema alpha gamma) h 0) (S (S n)) = - ((alpha * h) - gamma - 1) * (impulse_response (ema alpha gamma) h 0) (S n) - (gamma * (1 - (alpha * h))) * (impulse_response (ema alpha gamma) h 0) n) by apply YG.
rewrite E. to_C. rewrite I, J. unfold F. rewrite ?S_INR. to_C. rewrite ?tied_0. rewrite ?tied_1. powers_C. equal_C. }
assert (W : forall n, (real ((h * c / (2 * B)) * sum_of_squares (impulse_response (ema alpha gamma) h 0) n) = (((real alpha) * (real c) * ((real 1) - (real gamma)) * (((real gamma) * ((real 1) - ((real alpha) * (real h)))) + (real 1)) / ((real 2) * (real B) * ((real gamma) + (real 1)) * ((real 2) - ((real alpha) * (real h))) * ((real 1) - ((real gamma) * ((real 1) - ((real alpha) * (real h))))))) - (((real alpha) ^ 2) * (real c) * (real h) * (((real 1) - (real gamma)) ^ 2) * (((r_1 ^ ((2 * n + 2))%nat) / ((real 1) - (r_1 ^ 2))) + ((r_2 ^ ((2 * n + 2))%nat) / ((real 1) - ((real gamma) ^ 2))) - ((real 2) * ((r_1 * r_2) ^ ((n + 1))%nat) / ((real 1) - ((real gamma) * r_1)))) / ((real 2) * (real B) * ((r_1 - (real gamma)) ^ 2)))))%C).
{ induction n as [|n IH].
{ unfold sum_of_squares; cbn. to_C. rewrite ?tied_0. rewrite ?tied_1. powers_C. equal_C. }
change (sum_of_squares (impulse_response (ema alpha gamma) h 0) (S n)) with (sum_of_squares (impulse_response (ema alpha gamma) h 0) n + square (impulse_response (ema alpha gamma) h 0 n)). rewrite Rmult_plus_distr_l.
rewrite real_plus. rewrite IH. unfold square. to_C. rewrite !G0. to_C. rewrite ?tied_0. rewrite ?tied_1. powers_C. equal_C. }
exists (risk (ema alpha gamma) h c B ell_0 (t)%nat).
split.
{
rewrite exact. unfold square. rewrite real_plus, W. to_C. rewrite !M0. to_C. rewrite ?tied_0. rewrite ?tied_1. powers_C. equal_C.
}
split; [unfold roots2_of, trace2, determinant2, det2, entry, step, none, unit, oracle; cbn; split; to_C; rewrite ?tied_0; rewrite ?tied_1; equal_C|].
split; [nonzero_C|].
split; [nonzero_C|].
split; [nonzero_C|].
split; [nonzero_C|].
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
assert (X : (gamma + 1) <> 0).
{
assert (N0 : (gamma + 1) <> 0).
{
assert (sign : 0 < (gamma + 1)).
{
destruct (inside_lower _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ ((2 * s_gamma) + 1) (s_gamma + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (gamma + 1)); [nonzero|equal].
}
split; [exact X|]. clear X.
assert (X : (2 - (alpha * h)) <> 0).
{
assert (N0 : (2 - (alpha * h)) <> 0).
{
intro Z; apply apart_1; apply Rminus_diag_uniq; transitivity ((- 1) * (2 - (alpha * h))); [equal|rewrite Z; ring].
}
apply (nonzero_same _ (2 - (alpha * h))); [nonzero|equal].
}
split; [exact X|]. clear X.
assert (X : (1 - (gamma * (1 - (alpha * h)))) <> 0).
{
assert (N0 : ((alpha * gamma * h) + 1 - gamma) <> 0).
{
assert (sign : 0 < ((alpha * gamma * h) + 1 - gamma)).
{
destruct (inside_lower _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ ((alpha * s_gamma * h) + 1) (s_gamma + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((alpha * gamma * h) + 1 - gamma)); [nonzero|equal].
}
split; [exact X|]. clear X.
assert (X : (1 - (gamma ^ 2)) <> 0).
{
assert (N0 : (gamma + 1) <> 0).
{
assert (sign : 0 < (gamma + 1)).
{
destruct (inside_lower _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ ((2 * s_gamma) + 1) (s_gamma + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : (1 - gamma) <> 0).
{
assert (sign : 0 < (1 - gamma)).
{
destruct (inside_lower _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ 1 (s_gamma + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((1 - gamma) * (gamma + 1))); [nonzero|equal].
}
split; [exact X|]. clear X.
reflexivity.
Qed.
Print Assumptions ema_exact_risk.
