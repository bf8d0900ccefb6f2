(* information.lower-bound: No optimizer has risk below 1/(2N) a coordinate after N = tB examples (here: SGD, theta_0 ~ N(0, 1), C = H)
   Zhang et al. 2019, section 3.6: 'the risk obtained by any optimizer can be bounded below by the risk of the maximum likelihood estimator' *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* sgd: states theta *)
Definition sgd (alpha : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    fun i => match i with | 0%nat => ((s 0%nat) - (alpha * (gradient 0%nat (s 0%nat)))) | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma sgd_linear : forall alpha h : R, linear (sgd alpha) h.
Proof. intros. is_linear. Qed.
Lemma sgd_invariant : forall alpha h : R, time_invariant (sgd alpha) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem information_lower_bound : exists h : R, exists B : R, exists t : nat, exists alpha : R, 
    (0 < h) /\
    (0 < B) /\
    ((1 <= t)%nat) /\
    (0 < alpha) /\
    (alpha < (2 / h)) /\
    h <> 0 /\
    B <> 0 /\
    (INR t) <> 0 /\
    ~ ((risk (sgd alpha) h h B (h / 2) (t)%nat) >= (1 / (2 * B * (INR t)))).
Proof.
exists 1.
exists 1.
exists 1%nat.
exists (1 / 2).
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [numeric|].
split; [beside|].
split; [beside|].
split; [beside|].
fails.
Qed.
Print Assumptions information_lower_bound.
