(* momentum.exact-risk: The exact risk behind Theorem 1, stable or not
   Zhang et al. 2019, Theorem 1, as an equality *)
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

Theorem momentum_exact_risk : forall (h : R) (c : R) (B : R) (ell_0 : R) (t : nat) (beta : R) (alpha : R) (r_1 : C) (r_2 : C),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 <= ell_0) ->
    (0 <= beta) ->
    (beta < 1) ->
    (0 < alpha) ->
    (((beta + 1 - (alpha * h)) ^ 2) <> (4 * beta)) ->
    ((alpha * h) <> ((2 * beta) + 2)) ->
    ((real alpha) = (((real 1) - r_1) * ((real 1) - r_2) / (real h))%C) ->
    ((real beta) = (r_1 * r_2)%C) ->
  exists v1 : R, 
    real v1 = (((real ell_0) * (((r_1 ^ ((t + 1))%nat) - ((real beta) * ((r_1 ^ (t)%nat) - (r_2 ^ (t)%nat))) - (r_2 ^ ((t + 1))%nat)) ^ 2) / ((r_1 - r_2) ^ 2)) + ((real alpha) * (real c) * ((real beta) + (real 1)) / ((real 2) * (real B) * ((real 1) - (real beta)) * (((real 2) * (real beta)) + (real 2) - ((real alpha) * (real h))))) - (((real alpha) ^ 2) * (real c) * (real h) * (((r_1 ^ ((2 * t + 2))%nat) / ((real 1) - (r_1 ^ 2))) + ((r_2 ^ ((2 * t + 2))%nat) / ((real 1) - (r_2 ^ 2))) - ((real 2) * ((r_1 * r_2) ^ ((t + 1))%nat) / ((real 1) - (r_1 * r_2)))) / ((real 2) * (real B) * ((r_1 - r_2) ^ 2))))%C /\
    roots2_of (heavy_ball alpha beta) h r_1 r_2 /\
    ((r_1 - r_2) <> real 0)%C /\
    (((real 1) - (r_1 ^ 2)) <> real 0)%C /\
    (((real 1) - (r_2 ^ 2)) <> real 0)%C /\
    (((real 1) - (r_1 * r_2)) <> real 0)%C /\
    B <> 0 /\
    (1 - beta) <> 0 /\
    ((2 * beta) + 2 - (alpha * h)) <> 0 /\
    (risk (heavy_ball alpha beta) h c B ell_0 (t)%nat) = v1.
Proof.
intros h c B ell_0 t beta alpha r_1 r_2 h_low c_low B_low ell_0_low beta_low beta_high alpha_low apart_0 apart_1 tied_0 tied_1.
assert (L0 : linear (heavy_ball alpha beta) h) by apply heavy_ball_linear.
assert (I0 : time_invariant (heavy_ball alpha beta) h) by apply heavy_ball_invariant.
assert (Y0 : forall s, rec2 ((alpha * h) - beta - 1) beta (fun t => read (heavy_ball alpha beta) (run (heavy_ball alpha beta) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (heavy_ball alpha beta) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (P_0 : (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta)) <> 0).
{
assert (N0 : (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta)) <> 0).
{
intro Z; apply apart_0; apply Rminus_diag_uniq; transitivity (1 * (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta))); [equal|rewrite Z; ring].
}
apply (nonzero_same _ (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta))); [nonzero|equal].
}
assert (PC_0 := real_nonzero _ P_0).
assert (P_1 : ((alpha * h) - (2 * beta) - 2) <> 0).
{
assert (N0 : ((alpha * h) - (2 * beta) - 2) <> 0).
{
intro Z; apply apart_1; apply Rminus_diag_uniq; transitivity (1 * ((alpha * h) - (2 * beta) - 2)); [equal|rewrite Z; ring].
}
apply (nonzero_same _ ((alpha * h) - (2 * beta) - 2)); [nonzero|equal].
}
assert (PC_1 := real_nonzero _ P_1).
assert (P_2 : (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta)) <> 0).
{
assert (N0 : (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta)) <> 0).
{
intro Z; apply apart_0; apply Rminus_diag_uniq; transitivity (1 * (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta))); [equal|rewrite Z; ring].
}
apply (nonzero_same _ (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta))); [nonzero|equal].
}
assert (PC_2 := real_nonzero _ P_2).
assert (P_3 : (alpha * h) <> 0).
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
apply (nonzero_same _ (alpha * h)); [nonzero|equal].
}
assert (PC_3 := real_nonzero _ P_3).
assert (P_4 : ((2 * beta) + 2 - (alpha * h)) <> 0).
{
assert (N0 : ((2 * beta) + 2 - (alpha * h)) <> 0).
{
intro Z; apply apart_1; apply Rminus_diag_uniq; transitivity ((- 1) * ((2 * beta) + 2 - (alpha * h))); [equal|rewrite Z; ring].
}
apply (nonzero_same _ ((2 * beta) + 2 - (alpha * h))); [nonzero|equal].
}
assert (PC_4 := real_nonzero _ P_4).
assert (P_5 : (alpha * h * ((2 * beta) + 2 - (alpha * h))) <> 0).
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
assert (N2 : ((2 * beta) + 2 - (alpha * h)) <> 0).
{
intro Z; apply apart_1; apply Rminus_diag_uniq; transitivity ((- 1) * ((2 * beta) + 2 - (alpha * h))); [equal|rewrite Z; ring].
}
apply (nonzero_same _ (alpha * h * ((2 * beta) + 2 - (alpha * h)))); [nonzero|equal].
}
assert (PC_5 := real_nonzero _ P_5).
assert (P_6 : (1 - beta) <> 0).
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
assert (PC_6 := real_nonzero _ P_6).
assert (A_0 : (((real 1) - (r_1 ^ 2)) <> real 0)%C).
{ apply (factor_nonzero_C _ (((real 1) - r_2) * (r_2 + (real 1)))%C _ PC_5). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_1 : (((real 1) - (r_2 ^ 2)) <> real 0)%C).
{ apply (factor_nonzero_C _ (((real 1) - r_1) * (r_1 + (real 1)))%C _ PC_5). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_2 : ((r_1 - r_2) <> real 0)%C).
{ apply (factor_nonzero_C _ (r_1 - r_2)%C _ PC_0). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_3 : (((real 1) - (r_1 * r_2)) <> real 0)%C).
{ apply (factor_nonzero_C _ (real 1)%C _ PC_6). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_4 : (((r_1 + (real 1)) * (r_2 + (real 1))) <> real 0)%C).
{ apply (factor_nonzero_C _ (real (- 1))%C _ PC_1). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_5 : ((r_1 + (real 1)) <> real 0)%C).
{ apply (factor_nonzero_C _ ((- r_2) - (real 1))%C _ PC_1). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_6 : ((r_2 + (real 1)) <> real 0)%C).
{ apply (factor_nonzero_C _ ((- r_1) - (real 1))%C _ PC_1). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_9 : (((real 1) - r_1) <> real 0)%C).
{ apply (factor_nonzero_C _ ((real 1) - r_2)%C _ PC_3). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_10 : (((real 1) - r_2) <> real 0)%C).
{ apply (factor_nonzero_C _ ((real 1) - r_1)%C _ PC_3). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (YM : rec2 ((alpha * h) - beta - 1) beta (mean_response (heavy_ball alpha beta) h)) by apply Y0.
assert (M0 : forall n, real ((mean_response (heavy_ball alpha beta) h) n) = (((r_1 ^ ((n + 1))%nat) - ((real beta) * ((r_1 ^ (n)%nat) - (r_2 ^ (n)%nat))) - (r_2 ^ ((n + 1))%nat)) / (r_1 - r_2))%C).
{ set (F := fun n : nat => ((((r_1 ^ ((n + 1))%nat) - ((real beta) * ((r_1 ^ (n)%nat) - (r_2 ^ (n)%nat))) - (r_2 ^ ((n + 1))%nat)) / (r_1 - r_2)))%C : C).
intro n. cut (real ((mean_response (heavy_ball alpha beta) h) n) = F n /\ real ((mean_response (heavy_ball alpha beta) h) (S n)) = F (S n)); [tauto|]. induction n as [|n [I J]].
{ split; unfold F; unfold mean_response, impulse_response, run, step, silence, none, unit, rest, oracle; cbn; to_C; rewrite ?tied_0; rewrite ?tied_1; powers_C; equal_C. }
split; [exact J|].
assert (E : (mean_response (heavy_ball alpha beta) h) (S (S n)) = - ((alpha * h) - beta - 1) * (mean_response (heavy_ball alpha beta) h) (S n) - beta * (mean_response (heavy_ball alpha beta) h) n) by apply YM.
rewrite E. to_C. rewrite I, J. unfold F. rewrite ?S_INR. to_C. rewrite ?tied_0. rewrite ?tied_1. powers_C. equal_C. }
assert (exact : risk (heavy_ball alpha beta) h c B ell_0 t = ell_0 * square (mean_response (heavy_ball alpha beta) h t) + (h * c / (2 * B)) * sum_of_squares (impulse_response (heavy_ball alpha beta) h 0) t) by (rewrite (risk_invariant _ _ L0 I0); change (minibatches (heavy_ball alpha beta)) with 1%nat; cbn [sum]; ring).
assert (YG : rec2 ((alpha * h) - beta - 1) beta (impulse_response (heavy_ball alpha beta) h 0)) by apply Y0.
assert (G0 : forall n, real ((impulse_response (heavy_ball alpha beta) h 0) n) = ((- ((real alpha) * r_1 * (r_1 ^ (n)%nat) / (r_1 - r_2))) - ((real alpha) * r_2 * (r_2 ^ (n)%nat) / (r_2 - r_1)))%C).
{ set (F := fun n : nat => (((- ((real alpha) * r_1 * (r_1 ^ (n)%nat) / (r_1 - r_2))) - ((real alpha) * r_2 * (r_2 ^ (n)%nat) / (r_2 - r_1))))%C : C).
intro n. cut (real ((impulse_response (heavy_ball alpha beta) h 0) n) = F n /\ real ((impulse_response (heavy_ball alpha beta) h 0) (S n)) = F (S n)); [tauto|]. induction n as [|n [I J]].
{ split; unfold F; unfold mean_response, impulse_response, run, step, silence, none, unit, rest, oracle; cbn; to_C; rewrite ?tied_0; rewrite ?tied_1; powers_C; equal_C. }
split; [exact J|].
assert (E : (impulse_response (heavy_ball alpha beta) h 0) (S (S n)) = - ((alpha * h) - beta - 1) * (impulse_response (heavy_ball alpha beta) h 0) (S n) - beta * (impulse_response (heavy_ball alpha beta) h 0) n) by apply YG.
rewrite E. to_C. rewrite I, J. unfold F. rewrite ?S_INR. to_C. rewrite ?tied_0. rewrite ?tied_1. powers_C. equal_C. }
assert (W : forall n, (real ((h * c / (2 * B)) * sum_of_squares (impulse_response (heavy_ball alpha beta) h 0) n) = (((real alpha) * (real c) * ((real beta) + (real 1)) / ((real 2) * (real B) * ((real 1) - (real beta)) * (((real 2) * (real beta)) + (real 2) - ((real alpha) * (real h))))) - (((real alpha) ^ 2) * (real c) * (real h) * (((r_1 ^ ((2 * n + 2))%nat) / ((real 1) - (r_1 ^ 2))) + ((r_2 ^ ((2 * n + 2))%nat) / ((real 1) - (r_2 ^ 2))) - ((real 2) * ((r_1 * r_2) ^ ((n + 1))%nat) / ((real 1) - (r_1 * r_2)))) / ((real 2) * (real B) * ((r_1 - r_2) ^ 2)))))%C).
{ induction n as [|n IH].
{ unfold sum_of_squares; cbn. to_C. rewrite ?tied_0. rewrite ?tied_1. powers_C. equal_C. }
change (sum_of_squares (impulse_response (heavy_ball alpha beta) h 0) (S n)) with (sum_of_squares (impulse_response (heavy_ball alpha beta) h 0) n + square (impulse_response (heavy_ball alpha beta) h 0 n)). rewrite Rmult_plus_distr_l.
rewrite real_plus. rewrite IH. unfold square. to_C. rewrite !G0. to_C. rewrite ?tied_0. rewrite ?tied_1. powers_C. equal_C. }
exists (risk (heavy_ball alpha beta) h c B ell_0 (t)%nat).
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
assert (X : (1 - beta) <> 0).
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
split; [exact X|]. clear X.
assert (X : ((2 * beta) + 2 - (alpha * h)) <> 0).
{
assert (N0 : ((2 * beta) + 2 - (alpha * h)) <> 0).
{
intro Z; apply apart_1; apply Rminus_diag_uniq; transitivity ((- 1) * ((2 * beta) + 2 - (alpha * h))); [equal|rewrite Z; ring].
}
apply (nonzero_same _ ((2 * beta) + 2 - (alpha * h))); [nonzero|equal].
}
split; [exact X|]. clear X.
reflexivity.
Qed.
Print Assumptions momentum_exact_risk.
