(* information.maximum-likelihood: With C = H the maximum-likelihood estimate from N examples has risk 1/(2N) a coordinate, d/(2N) in all
   Zhang et al. 2019, section 3.6 *)
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

Theorem information_maximum_likelihood : forall (h : R) (N_ : nat),
    (0 < h) ->
    ((1 <= N_)%nat) ->
  exists v1 : R, 
    steady_state (sgd (/ h)) h h (INR N_) v1 /\
    h <> 0 /\
    (INR N_) <> 0 /\
    v1 = (1 / (2 * (INR N_))).
Proof.
intros h N_ h_low N__first.
assert (N__positive : 0 < INR N_) by (apply lt_0_INR; lia).
assert (L0 : linear (sgd (/ h)) h) by apply sgd_linear.
assert (I0 : time_invariant (sgd (/ h)) h) by apply sgd_invariant.
assert (Y0 : forall s, rec1 0 (fun t => read (sgd (/ h)) (run (sgd (/ h)) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (sgd (/ h)) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable1 0).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < 1).
{
lra.
}
replace 1 with (1 + 0) in K0 by equal.
assert (K1 : 0 < 1).
{
lra.
}
replace 1 with (1 - 0) in K1 by equal.
repeat split; lra.
}
assert (Qv1 : steady_state (sgd (/ h)) h h (INR N_) (1 / (2 * (INR N_)))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total1 0 (impulse_response (sgd (/ h)) h j 0%nat))); [exact L0|exact I0| | |].
{ apply (rec1_vanishes 0 _ J0). apply Y0. }
{ intros j _. apply (sum1 0 _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as [jury0 jury1]. assert (0 < 1 + 0) by lra. assert (0 < 1 - 0) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists (1 / (2 * (INR N_))).
split; [exact Qv1|].
assert (A0 : h <> 0).
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
split; [apply (nonzero_same _ _ A0); equal|].
assert (A1 : (INR N_) <> 0).
{
assert (N0 : (INR N_) <> 0).
{
assert (sign : 0 < (INR N_)).
{
assert (N__real : 1 <= INR N_) by (apply (le_INR 1) in N__first; cbn in N__first; lra).
destruct (at_least _ _ N__real) as [s_N_ [P_s_N_ E_s_N_]]; rewrite !E_s_N_.
apply (positive_ratio _ (s_N_ + 1) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (INR N_)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
powers. same_roots. equal.
Qed.
Print Assumptions information_maximum_likelihood.
