(* momentum.mean-response: Mean response for distinct roots
   Zhang et al. 2019, Theorem 1, the bracket of eq. 5 *)
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

Theorem momentum_mean_response : forall (h : R) (t : nat) (beta : R) (alpha : R) (r_1 : C) (r_2 : C),
    (0 < h) ->
    (0 <= beta) ->
    (beta < 1) ->
    (0 < alpha) ->
    (((beta + 1 - (alpha * h)) ^ 2) <> (4 * beta)) ->
    ((real alpha) = (((real 1) - r_1) * ((real 1) - r_2) / (real h))%C) ->
    ((real beta) = (r_1 * r_2)%C) ->
  exists v1 : R, 
    real v1 = (((r_1 ^ ((t + 1))%nat) - ((real beta) * ((r_1 ^ (t)%nat) - (r_2 ^ (t)%nat))) - (r_2 ^ ((t + 1))%nat)) / (r_1 - r_2))%C /\
    roots2_of (heavy_ball alpha beta) h r_1 r_2 /\
    ((r_1 - r_2) <> real 0)%C /\
    (mean_response (heavy_ball alpha beta) h (t)%nat) = v1.
Proof.
intros h t beta alpha r_1 r_2 h_low beta_low beta_high alpha_low apart_0 tied_0 tied_1.
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
assert (P_1 : (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta)) <> 0).
{
assert (N0 : (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta)) <> 0).
{
intro Z; apply apart_0; apply Rminus_diag_uniq; transitivity (1 * (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta))); [equal|rewrite Z; ring].
}
apply (nonzero_same _ (((alpha ^ 2) * (h ^ 2)) + (beta ^ 2) + 1 - (2 * alpha * beta * h) - (2 * alpha * h) - (2 * beta))); [nonzero|equal].
}
assert (PC_1 := real_nonzero _ P_1).
assert (P_2 : (alpha * h) <> 0).
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
assert (PC_2 := real_nonzero _ P_2).
assert (P_3 : (1 - beta) <> 0).
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
assert (PC_3 := real_nonzero _ P_3).
assert (A_0 : ((r_1 - r_2) <> real 0)%C).
{ apply (factor_nonzero_C _ (r_1 - r_2)%C _ PC_0). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_6 : (((real 1) - (r_1 * r_2)) <> real 0)%C).
{ apply (factor_nonzero_C _ (real 1)%C _ PC_3). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_9 : (((real 1) - r_1) <> real 0)%C).
{ apply (factor_nonzero_C _ ((real 1) - r_2)%C _ PC_2). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (A_10 : (((real 1) - r_2) <> real 0)%C).
{ apply (factor_nonzero_C _ ((real 1) - r_1)%C _ PC_2). to_C. rewrite ?tied_0. rewrite ?tied_1. equal_C. }
assert (YM : rec2 ((alpha * h) - beta - 1) beta (mean_response (heavy_ball alpha beta) h)) by apply Y0.
assert (M0 : forall n, real ((mean_response (heavy_ball alpha beta) h) n) = (((r_1 ^ ((n + 1))%nat) - ((real beta) * ((r_1 ^ (n)%nat) - (r_2 ^ (n)%nat))) - (r_2 ^ ((n + 1))%nat)) / (r_1 - r_2))%C).
{ set (F := fun n : nat => ((((r_1 ^ ((n + 1))%nat) - ((real beta) * ((r_1 ^ (n)%nat) - (r_2 ^ (n)%nat))) - (r_2 ^ ((n + 1))%nat)) / (r_1 - r_2)))%C : C).
intro n. cut (real ((mean_response (heavy_ball alpha beta) h) n) = F n /\ real ((mean_response (heavy_ball alpha beta) h) (S n)) = F (S n)); [tauto|]. induction n as [|n [I J]].
{ split; unfold F; unfold mean_response, impulse_response, run, step, silence, none, unit, rest, oracle; cbn; to_C; rewrite ?tied_0; rewrite ?tied_1; powers_C; equal_C. }
split; [exact J|].
assert (E : (mean_response (heavy_ball alpha beta) h) (S (S n)) = - ((alpha * h) - beta - 1) * (mean_response (heavy_ball alpha beta) h) (S n) - beta * (mean_response (heavy_ball alpha beta) h) n) by apply YM.
rewrite E. to_C. rewrite I, J. unfold F. rewrite ?S_INR. to_C. rewrite ?tied_0. rewrite ?tied_1. powers_C. equal_C. }
exists (mean_response (heavy_ball alpha beta) h (t)%nat).
split; [apply M0|].
split; [unfold roots2_of, trace2, determinant2, det2, entry, step, none, unit, oracle; cbn; split; to_C; rewrite ?tied_0; rewrite ?tied_1; equal_C|].
split; [nonzero_C|].
reflexivity.
Qed.
Print Assumptions momentum_mean_response.
