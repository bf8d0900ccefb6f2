(* library.weight-decay-steady-state: The steady-state risk of weight-decay(sgd)
   derived from the rule *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* weight-decay(sgd): states theta *)
Definition weight_decay (alpha lambda : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    fun i => match i with | 0%nat => ((s 0%nat) - (alpha * ((gradient 0%nat (s 0%nat)) + (lambda * (s 0%nat))))) | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma weight_decay_linear : forall alpha lambda h : R, linear (weight_decay alpha lambda) h.
Proof. intros. is_linear. Qed.
Lemma weight_decay_invariant : forall alpha lambda h : R, time_invariant (weight_decay alpha lambda) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem library_weight_decay_steady_state : forall (h : R) (c : R) (B : R) (alpha : R) (lambda : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 < alpha) ->
    (0 <= lambda) ->
    (0 < (2 - (alpha * h) - (alpha * lambda))) ->
  exists v1 : R, 
    steady_state (weight_decay alpha lambda) h c B v1 /\
    B <> 0 /\
    (h + lambda) <> 0 /\
    (2 - (alpha * h) - (alpha * lambda)) <> 0 /\
    v1 = (alpha * c * h / (2 * B * (h + lambda) * (2 - (alpha * h) - (alpha * lambda)))).
Proof.
intros h c B alpha lambda h_low c_low B_low alpha_low lambda_low known_0.
assert (L0 : linear (weight_decay alpha lambda) h) by apply weight_decay_linear.
assert (I0 : time_invariant (weight_decay alpha lambda) h) by apply weight_decay_invariant.
assert (Y0 : forall s, rec1 ((alpha * h) + (alpha * lambda) - 1) (fun t => read (weight_decay alpha lambda) (run (weight_decay alpha lambda) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (weight_decay alpha lambda) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable1 ((alpha * h) + (alpha * lambda) - 1)).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * (h + lambda))).
{
apply (positive_ratio _ ((alpha * h) + (alpha * lambda)) 1); [pos | pos | equal].
}
replace (alpha * (h + lambda)) with (1 + ((alpha * h) + (alpha * lambda) - 1)) in K0 by equal.
assert (K1 : 0 < (2 - (alpha * h) - (alpha * lambda))).
{
apply (positive_multiple _ 1 (2 - (alpha * h) - (alpha * lambda))); [|exact known_0|equal].
lra.
}
replace (2 - (alpha * h) - (alpha * lambda)) with (1 - ((alpha * h) + (alpha * lambda) - 1)) in K1 by equal.
repeat split; lra.
}
assert (D0_0 : (2 - (alpha * h) - (alpha * lambda)) <> 0).
{
assert (N0 : (2 - (alpha * h) - (alpha * lambda)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h) - (alpha * lambda))).
{
apply (positive_multiple _ 1 (2 - (alpha * h) - (alpha * lambda))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h) - (alpha * lambda))); [nonzero|equal].
}
assert (Qv1 : steady_state (weight_decay alpha lambda) h c B (alpha * c * h / (2 * B * (h + lambda) * (2 - (alpha * h) - (alpha * lambda))))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total1 ((alpha * h) + (alpha * lambda) - 1) (impulse_response (weight_decay alpha lambda) h j 0%nat))); [exact L0|exact I0| | |].
{ apply (rec1_vanishes ((alpha * h) + (alpha * lambda) - 1) _ J0). apply Y0. }
{ intros j _. apply (sum1 ((alpha * h) + (alpha * lambda) - 1) _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as [jury0 jury1]. assert (0 < 1 + ((alpha * h) + (alpha * lambda) - 1)) by lra. assert (0 < 1 - ((alpha * h) + (alpha * lambda) - 1)) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists (alpha * c * h / (2 * B * (h + lambda) * (2 - (alpha * h) - (alpha * lambda)))).
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
assert (A1 : (h + lambda) <> 0).
{
assert (N0 : (h + lambda) <> 0).
{
assert (sign : 0 < (h + lambda)).
{
apply (positive_ratio _ (h + lambda) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (h + lambda)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (A2 : (2 - (alpha * h) - (alpha * lambda)) <> 0).
{
assert (N0 : (2 - (alpha * h) - (alpha * lambda)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h) - (alpha * lambda))).
{
apply (positive_multiple _ 1 (2 - (alpha * h) - (alpha * lambda))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h) - (alpha * lambda))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
assert (F_0 : (2 - (alpha * h) - (alpha * lambda)) <> 0).
{
assert (N0 : (2 - (alpha * h) - (alpha * lambda)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h) - (alpha * lambda))).
{
apply (positive_multiple _ 1 (2 - (alpha * h) - (alpha * lambda))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h) - (alpha * lambda))); [nonzero|equal].
}
assert (G_0 : (2 - (alpha * h) - (alpha * lambda)) <> 0).
{
assert (N0 : (2 - (alpha * h) - (alpha * lambda)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h) - (alpha * lambda))).
{
apply (positive_multiple _ 1 (2 - (alpha * h) - (alpha * lambda))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h) - (alpha * lambda))); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions library_weight_decay_steady_state.
