(* nesterov.exact-risk: The exact risk of Nesterov's momentum: Theorem 1's with momentum beta (1 - alpha h)
   derived here *)
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

Theorem nesterov_exact_risk : forall (h : R) (c : R) (B : R) (ell_0 : R) (t : nat) (beta : R) (alpha : R) (r_1 : C) (r_2 : C),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 <= ell_0) ->
    (0 <= beta) ->
    (beta < 1) ->
    (0 < alpha) ->
    (alpha < (((2 * beta) + 2) / (h * ((2 * beta) + 1)))) ->
    ((alpha * h) <> 1) ->
    ((((beta + 1) ^ 2) * (1 - (alpha * h))) <> (4 * beta)) ->
    ((real alpha) = (((real 1) - r_1) * ((real 1) - r_2) / (real h))%C) ->
    ((real beta) = (r_1 * r_2 / (r_1 + r_2 - (r_1 * r_2)))%C) ->
  exists v1 : R, 
    real v1 = (((real ell_0) * (((r_1 ^ ((t + 1))%nat) - ((real beta) * ((r_1 ^ (t)%nat) - (r_2 ^ (t)%nat)) * ((real 1) - ((real alpha) * (real h)))) - (r_2 ^ ((t + 1))%nat)) ^ 2) / ((r_1 - r_2) ^ 2)) + ((real alpha) * (real c) * (((real beta) * ((real 1) - ((real alpha) * (real h)))) + (real 1)) / ((real 2) * (real B) * ((real 1) - ((real beta) * ((real 1) - ((real alpha) * (real h))))) * (((real 2) * (real beta) * ((real 1) - ((real alpha) * (real h)))) + (real 2) - ((real alpha) * (real h))))) - (((real alpha) ^ 2) * (real c) * (real h) * (((r_1 ^ ((2 * t + 2))%nat) / ((real 1) - (r_1 ^ 2))) + ((r_2 ^ ((2 * t + 2))%nat) / ((real 1) - (r_2 ^ 2))) - ((real 2) * ((r_1 * r_2) ^ ((t + 1))%nat) / ((real 1) - (r_1 * r_2)))) / ((real 2) * (real B) * ((r_1 - r_2) ^ 2))))%C /\
    ((r_1 + r_2 - (r_1 * r_2)) <> real 0)%C /\
    roots2_of (nesterov alpha beta) h r_1 r_2 /\
    ((r_1 - r_2) <> real 0)%C /\
    (((real 1) - (r_1 ^ 2)) <> real 0)%C /\
    (((real 1) - (r_2 ^ 2)) <> real 0)%C /\
    (((real 1) - (r_1 * r_2)) <> real 0)%C /\
    h <> 0 /\
    ((2 * beta) + 1) <> 0 /\
    B <> 0 /\
    (1 - (beta * (1 - (alpha * h)))) <> 0 /\
    ((2 * beta * (1 - (alpha * h))) + 2 - (alpha * h)) <> 0 /\
    (risk (nesterov alpha beta) h c B ell_0 (t)%nat) = v1.
Proof.
intros h c B ell_0 t beta alpha r_1 r_2 h_low c_low B_low ell_0_low beta_low beta_high alpha_low alpha_high apart_0 apart_1 tied_0 tied_1.
assert (L0 : linear (nesterov alpha beta) h) by apply nesterov_linear.
assert (I0 : time_invariant (nesterov alpha beta) h) by apply nesterov_invariant.
assert (Y0 : forall s, rec2 (- ((beta + 1) * (1 - (alpha * h)))) (beta * (1 - (alpha * h))) (fun t => read (nesterov alpha beta) (run (nesterov alpha beta) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (nesterov alpha beta) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (P_0 : ((alpha * h) - 1) <> 0).
{
assert (N0 : ((alpha * h) - 1) <> 0).
{
intro Z; apply apart_0; apply Rminus_diag_uniq; transitivity (1 * ((alpha * h) - 1)); [equal|rewrite Z; ring].
}
apply (nonzero_same _ ((alpha * h) - 1)); [nonzero|equal].
}
assert (PC_0 := real_nonzero _ P_0).
assert (P_1 : ((beta ^ 2) + 1 - (alpha * (beta ^ 2) * h) - (2 * alpha * beta * h) - (alpha * h) - (2 * beta)) <> 0).
{
assert (N0 : ((beta ^ 2) + 1 - (alpha * (beta ^ 2) * h) - (2 * alpha * beta * h) - (alpha * h) - (2 * beta)) <> 0).
{
intro Z; apply apart_1; apply Rminus_diag_uniq; transitivity (1 * ((beta ^ 2) + 1 - (alpha * (beta ^ 2) * h) - (2 * alpha * beta * h) - (alpha * h) - (2 * beta))); [equal|rewrite Z; ring].
}
apply (nonzero_same _ ((beta ^ 2) + 1 - (alpha * (beta ^ 2) * h) - (2 * alpha * beta * h) - (alpha * h) - (2 * beta))); [nonzero|equal].
}
assert (PC_1 := real_nonzero _ P_1).
assert (P_2 : ((1 - (alpha * h)) * ((beta ^ 2) + 1 - (alpha * (beta ^ 2) * h) - (2 * alpha * beta * h) - (alpha * h) - (2 * beta))) <> 0).
{
assert (N0 : (1 - (alpha * h)) <> 0).
{
intro Z; apply apart_0; apply Rminus_diag_uniq; transitivity ((- 1) * (1 - (alpha * h))); [equal|rewrite Z; ring].
}
assert (N1 : ((beta ^ 2) + 1 - (alpha * (beta ^ 2) * h) - (2 * alpha * beta * h) - (alpha * h) - (2 * beta)) <> 0).
{
intro Z; apply apart_1; apply Rminus_diag_uniq; transitivity (1 * ((beta ^ 2) + 1 - (alpha * (beta ^ 2) * h) - (2 * alpha * beta * h) - (alpha * h) - (2 * beta))); [equal|rewrite Z; ring].
}
apply (nonzero_same _ ((1 - (alpha * h)) * ((beta ^ 2) + 1 - (alpha * (beta ^ 2) * h) - (2 * alpha * beta * h) - (alpha * h) - (2 * beta)))); [nonzero|equal].
}
assert (PC_2 := real_nonzero _ P_2).
assert (P_3 : (alpha * h) <> 0).
{
assert (N0 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_alpha * s_beta) + (2 * s_alpha)) ((3 * s_alpha * s_beta * h) + (s_alpha * h) + (3 * s_beta * h) + h)); [pos | pos | equal].
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
assert (P_4 : ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h)) <> 0).
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
assert (PC_4 := real_nonzero _ P_4).
assert (P_5 : (alpha * h * ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h))) <> 0).
{
assert (N0 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_alpha * s_beta) + (2 * s_alpha)) ((3 * s_alpha * s_beta * h) + (s_alpha * h) + (3 * s_beta * h) + h)); [pos | pos | equal].
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
assert (N2 : ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h)) <> 0).
{
assert (sign : 0 < ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h))).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ ((4 * s_beta) + 2) ((s_alpha * s_beta) + s_alpha + s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (alpha * h * ((2 * beta) + 2 - (2 * alpha * beta * h) - (alpha * h)))); [nonzero|equal].
}
assert (PC_5 := real_nonzero _ P_5).
assert (P_6 : ((alpha * beta * h) + 1 - beta) <> 0).
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
assert (PC_6 := real_nonzero _ P_6).
assert (P_7 : (- ((beta + 1) * (1 - (alpha * h)))) <> 0).
{
assert (N0 : (beta + 1) <> 0).
{
assert (sign : 0 < (beta + 1)).
{
destruct (inside_lower _ _ _ beta_low beta_high) as [s_beta [P_s_beta E_s_beta]]; try clear beta_low beta_high; subst beta.
apply (positive_ratio _ ((2 * s_beta) + 1) (s_beta + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : (1 - (alpha * h)) <> 0).
{
intro Z; apply apart_0; apply Rminus_diag_uniq; transitivity ((- 1) * (1 - (alpha * h))); [equal|rewrite Z; ring].
}
apply (nonzero_same _ (- ((beta + 1) * (1 - (alpha * h))))); [nonzero|equal].
}
assert (PC_7 := real_nonzero _ P_7).
assert (A_0 : ((r_1 + r_2 - (r_1 * r_2)) <> real 0)%C).
{ apply (factor_nonzero_C _ (real (- 1))%C _ PC_0). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_1 : (((real 1) - (r_1 ^ 2)) <> real 0)%C).
{ apply (factor_nonzero_C _ (((real 1) - r_2) * (r_2 + (real 1)))%C _ PC_5). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_2 : (((real 1) - (r_2 ^ 2)) <> real 0)%C).
{ apply (factor_nonzero_C _ (((real 1) - r_1) * (r_1 + (real 1)))%C _ PC_5). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_3 : ((r_1 - r_2) <> real 0)%C).
{ apply (factor_nonzero_C _ (r_1 - r_2)%C _ PC_2). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_4 : (((real 1) - (r_1 * r_2)) <> real 0)%C).
{ apply (factor_nonzero_C _ (real 1)%C _ PC_6). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_5 : (((r_1 + (real 1)) * (r_2 + (real 1))) <> real 0)%C).
{ apply (factor_nonzero_C _ (real 1)%C _ PC_4). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_6 : ((r_1 + (real 1)) <> real 0)%C).
{ apply (factor_nonzero_C _ (r_2 + (real 1))%C _ PC_4). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_7 : ((r_2 + (real 1)) <> real 0)%C).
{ apply (factor_nonzero_C _ (r_1 + (real 1))%C _ PC_4). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_10 : (((real 1) - r_1) <> real 0)%C).
{ apply (factor_nonzero_C _ ((real 1) - r_2)%C _ PC_3). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_11 : (((real 1) - r_2) <> real 0)%C).
{ apply (factor_nonzero_C _ ((real 1) - r_1)%C _ PC_3). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (YM : rec2 (- ((beta + 1) * (1 - (alpha * h)))) (beta * (1 - (alpha * h))) (mean_response (nesterov alpha beta) h)) by apply Y0.
assert (M0 : forall n, real ((mean_response (nesterov alpha beta) h) n) = (((r_1 ^ ((n + 1))%nat) - ((real beta) * ((r_1 ^ (n)%nat) - (r_2 ^ (n)%nat)) * ((real 1) - ((real alpha) * (real h)))) - (r_2 ^ ((n + 1))%nat)) / (r_1 - r_2))%C).
{ set (F := fun n : nat => ((((r_1 ^ ((n + 1))%nat) - ((real beta) * ((r_1 ^ (n)%nat) - (r_2 ^ (n)%nat)) * ((real 1) - ((real alpha) * (real h)))) - (r_2 ^ ((n + 1))%nat)) / (r_1 - r_2)))%C : C).
intro n. cut (real ((mean_response (nesterov alpha beta) h) n) = F n /\ real ((mean_response (nesterov alpha beta) h) (S n)) = F (S n)); [tauto|]. induction n as [|n [I J]].
{ split; unfold F; unfold mean_response, impulse_response, run, step, silence, none, unit, rest, oracle; cbn; to_C; rewrite ?tied_0; rewrite ?tied_1; powers_C; equal_C. }
split; [exact J|].
assert (E : (mean_response (nesterov alpha beta) h) (S (S n)) = - (- ((beta + 1) * (1 - (alpha * h)))) * (mean_response (nesterov alpha beta) h) (S n) - (beta * (1 - (alpha * h))) * (mean_response (nesterov alpha beta) h) n) by apply YM.
rewrite E. to_C. rewrite I, J. unfold F. rewrite ?S_INR. to_C. rewrite ?tied_0. rewrite ?tied_1. powers_C. equal_C. }
assert (exact : risk (nesterov alpha beta) h c B ell_0 t = ell_0 * square (mean_response (nesterov alpha beta) h t) + (h * c / (2 * B)) * sum_of_squares (impulse_response (nesterov alpha beta) h 0) t) by (rewrite (risk_invariant _ _ L0 I0); change (minibatches (nesterov alpha beta)) with 1%nat; cbn [sum]; ring).
assert (YG : rec2 (- ((beta + 1) * (1 - (alpha * h)))) (beta * (1 - (alpha * h))) (impulse_response (nesterov alpha beta) h 0)) by apply Y0.
assert (G0 : forall n, real ((impulse_response (nesterov alpha beta) h 0) n) = ((- ((real alpha) * r_1 * (r_1 ^ (n)%nat) / (r_1 - r_2))) - ((real alpha) * r_2 * (r_2 ^ (n)%nat) / (r_2 - r_1)))%C).
{ set (F := fun n : nat => (((- ((real alpha) * r_1 * (r_1 ^ (n)%nat) / (r_1 - r_2))) - ((real alpha) * r_2 * (r_2 ^ (n)%nat) / (r_2 - r_1))))%C : C).
intro n. cut (real ((impulse_response (nesterov alpha beta) h 0) n) = F n /\ real ((impulse_response (nesterov alpha beta) h 0) (S n)) = F (S n)); [tauto|]. induction n as [|n [I J]].
{ split; unfold F; unfold mean_response, impulse_response, run, step, silence, none, unit, rest, oracle; cbn; to_C; rewrite ?tied_0; rewrite ?tied_1; powers_C; equal_C. }
split; [exact J|].
assert (E : (impulse_response (nesterov alpha beta) h 0) (S (S n)) = - (- ((beta + 1) * (1 - (alpha * h)))) * (impulse_response (nesterov alpha beta) h 0) (S n) - (beta * (1 - (alpha * h))) * (impulse_response (nesterov alpha beta) h 0) n) by apply YG.
rewrite E. to_C. rewrite I, J. unfold F. rewrite ?S_INR. to_C. rewrite ?tied_0. rewrite ?tied_1. powers_C. equal_C. }
assert (W : forall n, (real ((h * c / (2 * B)) * sum_of_squares (impulse_response (nesterov alpha beta) h 0) n) = (((real alpha) * (real c) * (((real beta) * ((real 1) - ((real alpha) * (real h)))) + (real 1)) / ((real 2) * (real B) * ((real 1) - ((real beta) * ((real 1) - ((real alpha) * (real h))))) * (((real 2) * (real beta) * ((real 1) - ((real alpha) * (real h)))) + (real 2) - ((real alpha) * (real h))))) - (((real alpha) ^ 2) * (real c) * (real h) * (((r_1 ^ ((2 * n + 2))%nat) / ((real 1) - (r_1 ^ 2))) + ((r_2 ^ ((2 * n + 2))%nat) / ((real 1) - (r_2 ^ 2))) - ((real 2) * ((r_1 * r_2) ^ ((n + 1))%nat) / ((real 1) - (r_1 * r_2)))) / ((real 2) * (real B) * ((r_1 - r_2) ^ 2)))))%C).
{ induction n as [|n IH].
{ unfold sum_of_squares; cbn. to_C. rewrite ?tied_0. rewrite ?tied_1. powers_C. equal_C. }
change (sum_of_squares (impulse_response (nesterov alpha beta) h 0) (S n)) with (sum_of_squares (impulse_response (nesterov alpha beta) h 0) n + square (impulse_response (nesterov alpha beta) h 0 n)). rewrite Rmult_plus_distr_l.
rewrite real_plus. rewrite IH. unfold square. to_C. rewrite !G0. to_C. rewrite ?tied_0. rewrite ?tied_1. powers_C. equal_C. }
exists (risk (nesterov alpha beta) h c B ell_0 (t)%nat).
split.
{
rewrite exact. unfold square. rewrite real_plus, W. to_C. rewrite !M0. to_C. rewrite ?tied_0. rewrite ?tied_1. powers_C. equal_C.
}
split; [nonzero_C|].
split; [unfold roots2_of, trace2, determinant2, det2, entry, step, none, unit, oracle; cbn; split; to_C; rewrite ?tied_0; rewrite ?tied_1; equal_C|].
split; [nonzero_C|].
split; [nonzero_C|].
split; [nonzero_C|].
split; [nonzero_C|].
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
assert (X : ((2 * beta) + 1) <> 0).
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
assert (X : (1 - (beta * (1 - (alpha * h)))) <> 0).
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
split; [exact X|]. clear X.
assert (X : ((2 * beta * (1 - (alpha * h))) + 2 - (alpha * h)) <> 0).
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
split; [exact X|]. clear X.
reflexivity.
Qed.
Print Assumptions nesterov_exact_risk.
