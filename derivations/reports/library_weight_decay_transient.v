(* library.weight-decay-transient: The transient of weight-decay(sgd): the generating function of its mean response
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

Theorem library_weight_decay_transient : forall (h : R) (alpha : R) (lambda : R) (z : R),
    (0 < h) ->
    (0 < alpha) ->
    (0 <= lambda) ->
    (0 < z) ->
    (z < 1) ->
    (0 < (2 - (alpha * h) - (alpha * lambda))) ->
  exists v1 : R, 
    Un_cv (power_sum (mean_response (weight_decay alpha lambda) h) z) v1 /\
    ((alpha * h * z) + (alpha * lambda * z) + 1 - z) <> 0 /\
    v1 = (/ ((alpha * h * z) + (alpha * lambda * z) + 1 - z)).
Proof.
intros h alpha lambda z h_low alpha_low lambda_low z_low z_high known_0.
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
assert (Z0 : ((alpha * h * z) + (alpha * lambda * z) + 1 - z) <> 0).
{ assert (sign := series_bottom1 ((alpha * h) + (alpha * lambda) - 1) z J0 z_low z_high).
match type of sign with 0 < ?e => apply (nonzero_same _ e); [lra|equal] end. }
assert (D0_0 : ((z * ((alpha * h) + (alpha * lambda) - 1)) + 1) <> 0).
{
assert (N0 : ((alpha * h * z) + (alpha * lambda * z) + 1 - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((alpha * h * z) + (alpha * lambda * z) + 1 - z)); [nonzero|equal].
}
assert (Qv1 : Un_cv (power_sum (mean_response (weight_decay alpha lambda) h) z) (/ ((z * ((alpha * h) + (alpha * lambda) - 1)) + 1))).
{
assert (Z := series1 ((alpha * h) + (alpha * lambda) - 1) (mean_response (weight_decay alpha lambda) h) z J0 (Y0 _) (conj z_low z_high)).
replace (/ ((z * ((alpha * h) + (alpha * lambda) - 1)) + 1)) with (mean_response (weight_decay alpha lambda) h 0%nat / (1 + ((alpha * h) + (alpha * lambda) - 1) * z)); [exact Z|].
unfold mean_response, run, step, silence, none, oracle. cbn. equal.
}
exists (/ ((z * ((alpha * h) + (alpha * lambda) - 1)) + 1)).
split; [exact Qv1|].
assert (A0 : ((alpha * h * z) + (alpha * lambda * z) + 1 - z) <> 0).
{
assert (N0 : ((alpha * h * z) + (alpha * lambda * z) + 1 - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((alpha * h * z) + (alpha * lambda * z) + 1 - z)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (F_0 : ((z * ((alpha * h) + (alpha * lambda) - 1)) + 1) <> 0).
{
assert (N0 : ((alpha * h * z) + (alpha * lambda * z) + 1 - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((alpha * h * z) + (alpha * lambda * z) + 1 - z)); [nonzero|equal].
}
assert (G_0 : ((alpha * h * z) + (alpha * lambda * z) + 1 - z) <> 0).
{
assert (N0 : ((alpha * h * z) + (alpha * lambda * z) + 1 - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ ((alpha * h * z) + (alpha * lambda * z) + 1 - z)); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions library_weight_decay_transient.
