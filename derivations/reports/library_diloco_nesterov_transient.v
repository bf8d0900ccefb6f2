(* library.diloco-nesterov-transient: The transient of diloco-nesterov with workers = 2, local_steps = 2: the generating function of its mean response
   derived from the rule *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* diloco-nesterov: states theta, m *)
Definition diloco_nesterov (alpha eta mu : R) : rule := {|
  minibatches := 4%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => (0 * theta) | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((s 0%nat) - (alpha * (gradient 0%nat (s 0%nat)))) in
    let u2 := ((s 0%nat) - (alpha * (gradient 2%nat (s 0%nat)))) in
    let u3 := ((s 0%nat) - (((0 + (u1 - (alpha * (gradient 1%nat u1)))) + (u2 - (alpha * (gradient 3%nat u2)))) / 2)) in
    let u4 := ((mu * (s 1%nat)) + u3) in
    fun i => match i with | 0%nat => ((s 0%nat) - (eta * (u3 + (mu * u4)))) | 1%nat => u4 | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma diloco_nesterov_linear : forall alpha eta mu h : R, linear (diloco_nesterov alpha eta mu) h.
Proof. intros. is_linear. Qed.
Lemma diloco_nesterov_invariant : forall alpha eta mu h : R, time_invariant (diloco_nesterov alpha eta mu) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem library_diloco_nesterov_transient : forall (h : R) (alpha : R) (eta : R) (mu : R) (z : R),
    (0 < h) ->
    (0 < alpha) ->
    (0 < eta) ->
    (0 <= mu) ->
    (mu < 1) ->
    (0 < z) ->
    (z < 1) ->
    (0 < ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h))) ->
    (0 < ((4 * alpha * eta * h * mu) + 2 - (2 * (alpha ^ 2) * eta * (h ^ 2) * mu) - (2 * mu))) ->
    (0 < (2 - (alpha * h))) ->
  exists v1 : R, 
    Un_cv (power_sum (mean_response (diloco_nesterov alpha eta mu) h) z) v1 /\
    (((alpha ^ 2) * eta * (h ^ 2) * mu * (z ^ 2)) + (2 * alpha * eta * h * mu * z) + (2 * alpha * eta * h * z) + (mu * (z ^ 2)) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu * z) - ((alpha ^ 2) * eta * (h ^ 2) * z) - (2 * alpha * eta * h * mu * (z ^ 2)) - (mu * z) - z) <> 0 /\
    v1 = ((1 - (mu * z)) / (((alpha ^ 2) * eta * (h ^ 2) * mu * (z ^ 2)) + (2 * alpha * eta * h * mu * z) + (2 * alpha * eta * h * z) + (mu * (z ^ 2)) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu * z) - ((alpha ^ 2) * eta * (h ^ 2) * z) - (2 * alpha * eta * h * mu * (z ^ 2)) - (mu * z) - z)).
Proof.
intros h alpha eta mu z h_low alpha_low eta_low mu_low mu_high z_low z_high known_0 known_1 known_2.
assert (L0 : linear (diloco_nesterov alpha eta mu) h) by apply diloco_nesterov_linear.
assert (I0 : time_invariant (diloco_nesterov alpha eta mu) h) by apply diloco_nesterov_invariant.
assert (Y0 : forall s, rec2 (- ((mu + 1) * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) (mu * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h))) (fun t => read (diloco_nesterov alpha eta mu) (run (diloco_nesterov alpha eta mu) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (diloco_nesterov alpha eta mu) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (J0 : stable2 (- ((mu + 1) * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) (mu * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))).
{
unfold stable1, stable2, stable3.
assert (K0 : 0 < (alpha * eta * h * (2 - (alpha * h)))).
{
apply (positive_multiple _ (alpha * eta * h) (2 - (alpha * h))); [|exact known_2|equal].
apply (positive_ratio _ (alpha * eta * h) 1); [pos | pos | equal].
}
replace (alpha * eta * h * (2 - (alpha * h))) with (1 + (- ((mu + 1) * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) + (mu * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) in K0 by equal.
assert (K1 : 0 < ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h))).
{
apply (positive_multiple _ 1 ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h))); [|exact known_0|equal].
lra.
}
replace ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h)) with (1 - (- ((mu + 1) * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) + (mu * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) in K1 by equal.
assert (K2 : 0 < ((2 * alpha * eta * h * mu) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu) - mu)).
{
apply (positive_multiple _ (1 / 2) ((4 * alpha * eta * h * mu) + 2 - (2 * (alpha ^ 2) * eta * (h ^ 2) * mu) - (2 * mu))); [|exact known_1|equal].
lra.
}
replace ((2 * alpha * eta * h * mu) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu) - mu) with (1 - (mu * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) in K2 by equal.
repeat split; lra.
}
assert (Z0 : (((alpha ^ 2) * eta * (h ^ 2) * mu * (z ^ 2)) + (2 * alpha * eta * h * mu * z) + (2 * alpha * eta * h * z) + (mu * (z ^ 2)) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu * z) - ((alpha ^ 2) * eta * (h ^ 2) * z) - (2 * alpha * eta * h * mu * (z ^ 2)) - (mu * z) - z) <> 0).
{ assert (sign := series_bottom2 (- ((mu + 1) * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) (mu * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h))) z J0 z_low z_high).
match type of sign with 0 < ?e => apply (nonzero_same _ e); [lra|equal] end. }
assert (D0_0 : (((z ^ 2) * (((alpha ^ 2) * eta * (h ^ 2) * mu) + mu - (2 * alpha * eta * h * mu))) + (z * ((2 * alpha * eta * h * mu) + (2 * alpha * eta * h) - ((alpha ^ 2) * eta * (h ^ 2) * mu) - ((alpha ^ 2) * eta * (h ^ 2)) - mu - 1)) + 1) <> 0).
{
assert (N0 : (((alpha ^ 2) * eta * (h ^ 2) * mu * (z ^ 2)) + (2 * alpha * eta * h * mu * z) + (2 * alpha * eta * h * z) + (mu * (z ^ 2)) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu * z) - ((alpha ^ 2) * eta * (h ^ 2) * z) - (2 * alpha * eta * h * mu * (z ^ 2)) - (mu * z) - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ (((alpha ^ 2) * eta * (h ^ 2) * mu * (z ^ 2)) + (2 * alpha * eta * h * mu * z) + (2 * alpha * eta * h * z) + (mu * (z ^ 2)) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu * z) - ((alpha ^ 2) * eta * (h ^ 2) * z) - (2 * alpha * eta * h * mu * (z ^ 2)) - (mu * z) - z)); [nonzero|equal].
}
assert (Qv1 : Un_cv (power_sum (mean_response (diloco_nesterov alpha eta mu) h) z) ((1 - (mu * z)) / (((z ^ 2) * (((alpha ^ 2) * eta * (h ^ 2) * mu) + mu - (2 * alpha * eta * h * mu))) + (z * ((2 * alpha * eta * h * mu) + (2 * alpha * eta * h) - ((alpha ^ 2) * eta * (h ^ 2) * mu) - ((alpha ^ 2) * eta * (h ^ 2)) - mu - 1)) + 1))).
{
assert (Z := series2 (- ((mu + 1) * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) (mu * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h))) (mean_response (diloco_nesterov alpha eta mu) h) z J0 (Y0 _) (conj z_low z_high)).
replace ((1 - (mu * z)) / (((z ^ 2) * (((alpha ^ 2) * eta * (h ^ 2) * mu) + mu - (2 * alpha * eta * h * mu))) + (z * ((2 * alpha * eta * h * mu) + (2 * alpha * eta * h) - ((alpha ^ 2) * eta * (h ^ 2) * mu) - ((alpha ^ 2) * eta * (h ^ 2)) - mu - 1)) + 1)) with ((mean_response (diloco_nesterov alpha eta mu) h 0%nat + (mean_response (diloco_nesterov alpha eta mu) h 1%nat + (- ((mu + 1) * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) * mean_response (diloco_nesterov alpha eta mu) h 0%nat) * z) / (1 + (- ((mu + 1) * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) * z + (mu * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h))) * (z * z))); [exact Z|].
unfold mean_response, run, step, silence, none, oracle. cbn. equal.
}
exists ((1 - (mu * z)) / (((z ^ 2) * (((alpha ^ 2) * eta * (h ^ 2) * mu) + mu - (2 * alpha * eta * h * mu))) + (z * ((2 * alpha * eta * h * mu) + (2 * alpha * eta * h) - ((alpha ^ 2) * eta * (h ^ 2) * mu) - ((alpha ^ 2) * eta * (h ^ 2)) - mu - 1)) + 1)).
split; [exact Qv1|].
assert (A0 : (((alpha ^ 2) * eta * (h ^ 2) * mu * (z ^ 2)) + (2 * alpha * eta * h * mu * z) + (2 * alpha * eta * h * z) + (mu * (z ^ 2)) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu * z) - ((alpha ^ 2) * eta * (h ^ 2) * z) - (2 * alpha * eta * h * mu * (z ^ 2)) - (mu * z) - z) <> 0).
{
assert (N0 : (((alpha ^ 2) * eta * (h ^ 2) * mu * (z ^ 2)) + (2 * alpha * eta * h * mu * z) + (2 * alpha * eta * h * z) + (mu * (z ^ 2)) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu * z) - ((alpha ^ 2) * eta * (h ^ 2) * z) - (2 * alpha * eta * h * mu * (z ^ 2)) - (mu * z) - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ (((alpha ^ 2) * eta * (h ^ 2) * mu * (z ^ 2)) + (2 * alpha * eta * h * mu * z) + (2 * alpha * eta * h * z) + (mu * (z ^ 2)) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu * z) - ((alpha ^ 2) * eta * (h ^ 2) * z) - (2 * alpha * eta * h * mu * (z ^ 2)) - (mu * z) - z)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (F_0 : (((z ^ 2) * (((alpha ^ 2) * eta * (h ^ 2) * mu) + mu - (2 * alpha * eta * h * mu))) + (z * ((2 * alpha * eta * h * mu) + (2 * alpha * eta * h) - ((alpha ^ 2) * eta * (h ^ 2) * mu) - ((alpha ^ 2) * eta * (h ^ 2)) - mu - 1)) + 1) <> 0).
{
assert (N0 : (((alpha ^ 2) * eta * (h ^ 2) * mu * (z ^ 2)) + (2 * alpha * eta * h * mu * z) + (2 * alpha * eta * h * z) + (mu * (z ^ 2)) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu * z) - ((alpha ^ 2) * eta * (h ^ 2) * z) - (2 * alpha * eta * h * mu * (z ^ 2)) - (mu * z) - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ (((alpha ^ 2) * eta * (h ^ 2) * mu * (z ^ 2)) + (2 * alpha * eta * h * mu * z) + (2 * alpha * eta * h * z) + (mu * (z ^ 2)) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu * z) - ((alpha ^ 2) * eta * (h ^ 2) * z) - (2 * alpha * eta * h * mu * (z ^ 2)) - (mu * z) - z)); [nonzero|equal].
}
assert (G_0 : (((alpha ^ 2) * eta * (h ^ 2) * mu * (z ^ 2)) + (2 * alpha * eta * h * mu * z) + (2 * alpha * eta * h * z) + (mu * (z ^ 2)) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu * z) - ((alpha ^ 2) * eta * (h ^ 2) * z) - (2 * alpha * eta * h * mu * (z ^ 2)) - (mu * z) - z) <> 0).
{
assert (N0 : (((alpha ^ 2) * eta * (h ^ 2) * mu * (z ^ 2)) + (2 * alpha * eta * h * mu * z) + (2 * alpha * eta * h * z) + (mu * (z ^ 2)) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu * z) - ((alpha ^ 2) * eta * (h ^ 2) * z) - (2 * alpha * eta * h * mu * (z ^ 2)) - (mu * z) - z) <> 0).
{
apply (factor_nonzero _ 1 _ Z0); equal.
}
apply (nonzero_same _ (((alpha ^ 2) * eta * (h ^ 2) * mu * (z ^ 2)) + (2 * alpha * eta * h * mu * z) + (2 * alpha * eta * h * z) + (mu * (z ^ 2)) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu * z) - ((alpha ^ 2) * eta * (h ^ 2) * z) - (2 * alpha * eta * h * mu * (z ^ 2)) - (mu * z) - z)); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions library_diloco_nesterov_transient.
