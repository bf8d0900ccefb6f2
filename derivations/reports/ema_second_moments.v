(* ema.second-moments: One step of the second moments (E theta^2, E w^2, E theta w), w = average/(1 - gamma)
   Zhang et al. 2019, appendix C, eq. 38 *)
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

Theorem ema_second_moments : forall (h : R) (alpha : R) (gamma : R),
    (0 < h) ->
    (0 < alpha) ->
    (0 <= gamma) ->
    (gamma < 1) ->
  (/ (1 - gamma)) <> 0 /\
    (1 - gamma) <> 0 /\
    second_moments (ema alpha gamma) h 1 (/ (1 - gamma)) (fun i j => match i with | 0%nat => match j with | 0%nat => ((1 - (alpha * h)) ^ 2) | 1%nat => 0 | 2%nat => 0 | _ => 0 end | 1%nat => match j with | 0%nat => ((1 - (alpha * h)) ^ 2) | 1%nat => (gamma ^ 2) | 2%nat => (2 * gamma * (1 - (alpha * h))) | _ => 0 end | 2%nat => match j with | 0%nat => ((1 - (alpha * h)) ^ 2) | 1%nat => 0 | 2%nat => (gamma * (1 - (alpha * h))) | _ => 0 end | _ => 0 end).
Proof.
intros h alpha gamma h_low alpha_low gamma_low gamma_high.
assert (N_0 : (1 - gamma) <> 0).
{
assert (N0 : (1 - gamma) <> 0).
{
assert (sign : 0 < (1 - gamma)).
{
destruct (inside_lower _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ 1 (s_gamma + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - gamma)); [nonzero|equal].
}
assert (X : (/ (1 - gamma)) <> 0).
{
apply (nonzero_same _ (/ (1 - gamma))); [nonzero|equal].
}
split; [exact X|]. clear X.
assert (X : (1 - gamma) <> 0).
{
assert (N0 : (1 - gamma) <> 0).
{
assert (sign : 0 < (1 - gamma)).
{
destruct (inside_lower _ _ _ gamma_low gamma_high) as [s_gamma [P_s_gamma E_s_gamma]]; try clear gamma_low gamma_high; subst gamma.
apply (positive_ratio _ 1 (s_gamma + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - gamma)); [nonzero|equal].
}
split; [exact X|]. clear X.
unfold second_moments, step, none, oracle; intro s; cbn; repeat split; equal.
Qed.
Print Assumptions ema_second_moments.
