(* library.diloco-nesterov-steady-state: The steady-state risk of diloco-nesterov with workers = 2, local_steps = 2
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

Theorem library_diloco_nesterov_steady_state : forall (h : R) (c : R) (B : R) (alpha : R) (eta : R) (mu : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 < alpha) ->
    (0 < eta) ->
    (0 <= mu) ->
    (mu < 1) ->
    (0 < ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h))) ->
    (0 < ((4 * alpha * eta * h * mu) + 2 - (2 * (alpha ^ 2) * eta * (h ^ 2) * mu) - (2 * mu))) ->
    (0 < (2 - (alpha * h))) ->
  exists v1 : R, 
    steady_state (diloco_nesterov alpha eta mu) h c B v1 /\
    B <> 0 /\
    (2 - (alpha * h)) <> 0 /\
    ((2 * alpha * eta * h * mu) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu) - mu) <> 0 /\
    ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h)) <> 0 /\
    v1 = (alpha * c * eta * (((alpha ^ 2) * (h ^ 2)) + 2 - (2 * alpha * h)) * ((4 * alpha * eta * h * (mu ^ 2)) + (2 * alpha * eta * h * mu) + mu + 1 - (2 * (alpha ^ 2) * eta * (h ^ 2) * (mu ^ 2)) - ((alpha ^ 2) * eta * (h ^ 2) * mu)) / (4 * B * (2 - (alpha * h)) * ((2 * alpha * eta * h * mu) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu) - mu) * ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h)))).
Proof.
intros h c B alpha eta mu h_low c_low B_low alpha_low eta_low mu_low mu_high known_0 known_1 known_2.
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
assert (D0_0 : (2 - (alpha * h)) <> 0).
{
assert (N0 : (2 - (alpha * h)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h))).
{
apply (positive_multiple _ 1 (2 - (alpha * h))); [|exact known_2|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h))); [nonzero|equal].
}
assert (D0_1 : ((2 * alpha * eta * h * mu) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu) - mu) <> 0).
{
assert (N0 : ((2 * alpha * eta * h * mu) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu) - mu) <> 0).
{
assert (sign : 0 < ((2 * alpha * eta * h * mu) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu) - mu)).
{
apply (positive_multiple _ (1 / 2) ((4 * alpha * eta * h * mu) + 2 - (2 * (alpha ^ 2) * eta * (h ^ 2) * mu) - (2 * mu))); [|exact known_1|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * alpha * eta * h * mu) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu) - mu)); [nonzero|equal].
}
assert (D0_2 : ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h)) <> 0).
{
assert (N0 : ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h)) <> 0).
{
assert (sign : 0 < ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h))).
{
apply (positive_multiple _ 1 ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h))); [nonzero|equal].
}
assert (Qv1 : steady_state (diloco_nesterov alpha eta mu) h c B (alpha * c * eta * (((alpha ^ 2) * (h ^ 2)) + 2 - (2 * alpha * h)) * ((4 * alpha * eta * h * (mu ^ 2)) + (2 * alpha * eta * h * mu) + mu + 1 - (2 * (alpha ^ 2) * eta * (h ^ 2) * (mu ^ 2)) - ((alpha ^ 2) * eta * (h ^ 2) * mu)) / (4 * B * (2 - (alpha * h)) * ((2 * alpha * eta * h * mu) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu) - mu) * ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h))))).
{
apply (steady_by_totals _ _ _ _ _ (fun j => total2 (- ((mu + 1) * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) (mu * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h))) (impulse_response (diloco_nesterov alpha eta mu) h j 0%nat) (impulse_response (diloco_nesterov alpha eta mu) h j 1%nat))); [exact L0|exact I0| | |].
{ apply (rec2_vanishes (- ((mu + 1) * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) (mu * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h))) _ J0). apply Y0. }
{ intros j _. apply (sum2 (- ((mu + 1) * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) (mu * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h))) _ J0). apply Y0. }
{ assert (Jury := J0). destruct Jury as (jury0 & jury1 & jury2). assert (0 < 1 - (mu * (((alpha ^ 2) * eta * (h ^ 2)) + 1 - (2 * alpha * eta * h)))) by lra. unfold total1, total2, total3, bottom2, bottom3, impulse_response, run, step, silence, none, unit, rest, oracle. cbn. equal. }
}
exists (alpha * c * eta * (((alpha ^ 2) * (h ^ 2)) + 2 - (2 * alpha * h)) * ((4 * alpha * eta * h * (mu ^ 2)) + (2 * alpha * eta * h * mu) + mu + 1 - (2 * (alpha ^ 2) * eta * (h ^ 2) * (mu ^ 2)) - ((alpha ^ 2) * eta * (h ^ 2) * mu)) / (4 * B * (2 - (alpha * h)) * ((2 * alpha * eta * h * mu) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu) - mu) * ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h)))).
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
assert (A1 : (2 - (alpha * h)) <> 0).
{
assert (N0 : (2 - (alpha * h)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h))).
{
apply (positive_multiple _ 1 (2 - (alpha * h))); [|exact known_2|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (A2 : ((2 * alpha * eta * h * mu) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu) - mu) <> 0).
{
assert (N0 : ((2 * alpha * eta * h * mu) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu) - mu) <> 0).
{
assert (sign : 0 < ((2 * alpha * eta * h * mu) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu) - mu)).
{
apply (positive_multiple _ (1 / 2) ((4 * alpha * eta * h * mu) + 2 - (2 * (alpha ^ 2) * eta * (h ^ 2) * mu) - (2 * mu))); [|exact known_1|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * alpha * eta * h * mu) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu) - mu)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
assert (A3 : ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h)) <> 0).
{
assert (N0 : ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h)) <> 0).
{
assert (sign : 0 < ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h))).
{
apply (positive_multiple _ 1 ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A3); equal|].
assert (F_0 : (2 - (alpha * h)) <> 0).
{
assert (N0 : (2 - (alpha * h)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h))).
{
apply (positive_multiple _ 1 (2 - (alpha * h))); [|exact known_2|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h))); [nonzero|equal].
}
assert (F_1 : ((2 * alpha * eta * h * mu) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu) - mu) <> 0).
{
assert (N0 : ((2 * alpha * eta * h * mu) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu) - mu) <> 0).
{
assert (sign : 0 < ((2 * alpha * eta * h * mu) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu) - mu)).
{
apply (positive_multiple _ (1 / 2) ((4 * alpha * eta * h * mu) + 2 - (2 * (alpha ^ 2) * eta * (h ^ 2) * mu) - (2 * mu))); [|exact known_1|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * alpha * eta * h * mu) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu) - mu)); [nonzero|equal].
}
assert (F_2 : ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h)) <> 0).
{
assert (N0 : ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h)) <> 0).
{
assert (sign : 0 < ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h))).
{
apply (positive_multiple _ 1 ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h))); [nonzero|equal].
}
assert (G_0 : (2 - (alpha * h)) <> 0).
{
assert (N0 : (2 - (alpha * h)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h))).
{
apply (positive_multiple _ 1 (2 - (alpha * h))); [|exact known_2|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h))); [nonzero|equal].
}
assert (G_1 : ((2 * alpha * eta * h * mu) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu) - mu) <> 0).
{
assert (N0 : ((2 * alpha * eta * h * mu) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu) - mu) <> 0).
{
assert (sign : 0 < ((2 * alpha * eta * h * mu) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu) - mu)).
{
apply (positive_multiple _ (1 / 2) ((4 * alpha * eta * h * mu) + 2 - (2 * (alpha ^ 2) * eta * (h ^ 2) * mu) - (2 * mu))); [|exact known_1|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * alpha * eta * h * mu) + 1 - ((alpha ^ 2) * eta * (h ^ 2) * mu) - mu)); [nonzero|equal].
}
assert (G_2 : ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h)) <> 0).
{
assert (N0 : ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h)) <> 0).
{
assert (sign : 0 < ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h))).
{
apply (positive_multiple _ 1 ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h))); [|exact known_0|equal].
lra.
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((2 * (alpha ^ 2) * eta * (h ^ 2) * mu) + ((alpha ^ 2) * eta * (h ^ 2)) + (2 * mu) + 2 - (4 * alpha * eta * h * mu) - (2 * alpha * eta * h))); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions library_diloco_nesterov_steady_state.
