(* preconditioning.equivalence-ema-momentum: Preconditioned ema(heavy-ball) is ema(heavy-ball) on the transformed NQM h^(1-p), c h^(-p)
   Zhang et al. 2019, section 3.3, below eq. 8 (carried over) *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* preconditioned(ema(heavy-ball)): states inner.theta, inner.m, average *)
Definition preconditioned (alpha beta gamma p : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => (0 * theta) | 2%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((beta * (s 1%nat)) + ((Rpower curvature (- p)) * (gradient 0%nat (s 0%nat)))) in
    let u2 := ((s 0%nat) - (alpha * u1)) in
    fun i => match i with | 0%nat => u2 | 1%nat => u1 | 2%nat => ((gamma * (s 2%nat)) + ((1 - gamma) * u2)) | _ => 0 end;
  read := fun s => (s 2%nat)
|}.
Lemma preconditioned_linear : forall alpha beta gamma p h : R, linear (preconditioned alpha beta gamma p) h.
Proof. intros. is_linear. Qed.
Lemma preconditioned_invariant : forall alpha beta gamma p h : R, time_invariant (preconditioned alpha beta gamma p) h.
Proof. intros; intros k noise s. reflexivity. Qed.

(* ema(heavy-ball): states inner.theta, inner.m, average *)
Definition ema (alpha beta gamma : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => (0 * theta) | 2%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((beta * (s 1%nat)) + (gradient 0%nat (s 0%nat))) in
    let u2 := ((s 0%nat) - (alpha * u1)) in
    fun i => match i with | 0%nat => u2 | 1%nat => u1 | 2%nat => ((gamma * (s 2%nat)) + ((1 - gamma) * u2)) | _ => 0 end;
  read := fun s => (s 2%nat)
|}.
Lemma ema_linear : forall alpha beta gamma h : R, linear (ema alpha beta gamma) h.
Proof. intros. is_linear. Qed.
Lemma ema_invariant : forall alpha beta gamma h : R, time_invariant (ema alpha beta gamma) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem preconditioning_equivalence_ema_momentum : forall (h : R) (c : R) (B : R) (ell_0 : R) (t : nat) (p : R) (alpha : R) (beta : R) (gamma : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 <= ell_0) ->
    (0 <= p) ->
    (p <= 1) ->
    (0 < alpha) ->
    (0 <= beta) ->
    (beta < 1) ->
    (0 <= gamma) ->
    (gamma < 1) ->
  0 < h /\
    (risk (preconditioned alpha beta gamma p) h c B ell_0 (t)%nat) = (risk (ema alpha beta gamma) (Rpower h (1 - p)) (c * (Rpower h (- p))) B ell_0 (t)%nat).
Proof.
intros h c B ell_0 t p alpha beta gamma h_low c_low B_low ell_0_low p_low p_high alpha_low beta_low beta_high gamma_low gamma_high.
assert (A0 : 0 < h).
{
apply (positive_ratio _ h 1); [pos | pos | equal].
}
split; [apply (positive_same _ _ A0); equal|].
assert (L0 : linear (preconditioned alpha beta gamma p) h) by apply preconditioned_linear.
assert (I0 : time_invariant (preconditioned alpha beta gamma p) h) by apply preconditioned_invariant.
assert (L1 : linear (ema alpha beta gamma) (Rpower h (1 - p))) by apply ema_linear.
assert (I1 : time_invariant (ema alpha beta gamma) (Rpower h (1 - p))) by apply ema_invariant.
apply (same_risk _ _ _ _ _ _ _ _ _ (Rpower h (- p)) L0 L1 I0 I1); [reflexivity|reflexivity| | | | |].
{ intros k s. apply functional_extensionality; intro i; destruct i as [|[|[|i]]]; unfold step, oracle, none, unit, rest; cbn; real_powers; equal. }
{ intro s. cbn. equal. }
{ apply functional_extensionality; intro i; destruct i as [|[|[|i]]]; unfold step, oracle, none, unit, rest; cbn; real_powers; equal. }
{ apply functional_extensionality; intro i; destruct i as [|[|[|i]]]; unfold step, oracle, none, unit, rest; cbn; real_powers; equal. }
{ real_powers. equal. }
Qed.
Print Assumptions preconditioning_equivalence_ema_momentum.
