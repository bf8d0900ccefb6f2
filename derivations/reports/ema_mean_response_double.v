(* ema.mean-response-double: Mean response of the average at gamma = 1 - alpha h
   Zhang et al. 2019, Theorem 2, an excluded case that it does not name *)
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

Theorem ema_mean_response_double : forall (h : R) (t : nat) (gamma : R),
    (0 < h) ->
    (0 < gamma) ->
    (gamma < 1) ->
  h <> 0 /\
    (mean_response (ema ((1 - gamma) / h) gamma) h (t)%nat) = ((gamma ^ (t)%nat) * (((INR t) * (1 - gamma)) + 1)).
Proof.
intros h t gamma h_low gamma_low gamma_high.
assert (L0 : linear (ema ((1 - gamma) / h) gamma) h) by apply ema_linear.
assert (I0 : time_invariant (ema ((1 - gamma) / h) gamma) h) by apply ema_invariant.
assert (Y0 : forall s, rec2 (- (2 * gamma)) (gamma ^ 2) (fun t => read (ema ((1 - gamma) / h) gamma) (run (ema ((1 - gamma) / h) gamma) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (ema ((1 - gamma) / h) gamma) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (YM : rec2 (- (2 * gamma)) (gamma ^ 2) (mean_response (ema ((1 - gamma) / h) gamma) h)) by apply Y0.
assert (M0 : forall n, (mean_response (ema ((1 - gamma) / h) gamma) h) n = ((gamma ^ (n)%nat) * (((INR n) * (1 - gamma)) + 1))).
{ set (F := fun n : nat => (((gamma ^ (n)%nat) * (((INR n) * (1 - gamma)) + 1))) : R).
intro n. cut ((mean_response (ema ((1 - gamma) / h) gamma) h) n = F n /\ (mean_response (ema ((1 - gamma) / h) gamma) h) (S n) = F (S n)); [tauto|]. induction n as [|n [I J]].
{ split; unfold F; unfold mean_response, impulse_response, run, step, silence, none, unit, rest, oracle; cbn; powers; equal. }
split; [exact J|].
assert (E : (mean_response (ema ((1 - gamma) / h) gamma) h) (S (S n)) = - (- (2 * gamma)) * (mean_response (ema ((1 - gamma) / h) gamma) h) (S n) - (gamma ^ 2) * (mean_response (ema ((1 - gamma) / h) gamma) h) n) by apply YM.
rewrite E.  rewrite I, J. unfold F. rewrite ?S_INR. powers. equal. }
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
apply M0.
Qed.
Print Assumptions ema_mean_response_double.
