(* preconditioning.equivalence-momentum: Preconditioned heavy-ball is heavy-ball on the transformed NQM h^(1-p), c h^(-p)
   Zhang et al. 2019, section 3.3, below eq. 8 (carried over) *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* preconditioned(heavy-ball): states theta, m *)
Definition preconditioned (alpha beta p : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => (0 * theta) | _ => 0 end;
  update := fun k gradient curvature s =>
    let u1 := ((beta * (s 1%nat)) + ((Rpower curvature (- p)) * (gradient 0%nat (s 0%nat)))) in
    fun i => match i with | 0%nat => ((s 0%nat) - (alpha * u1)) | 1%nat => u1 | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma preconditioned_linear : forall alpha beta p h : R, linear (preconditioned alpha beta p) h.
Proof. intros. is_linear. Qed.
Lemma preconditioned_invariant : forall alpha beta p h : R, time_invariant (preconditioned alpha beta p) h.
Proof. intros; intros k noise s. reflexivity. Qed.

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

Theorem preconditioning_equivalence_momentum : forall (h : R) (c : R) (B : R) (ell_0 : R) (t : nat) (p : R) (alpha : R) (beta : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 <= ell_0) ->
    (0 <= p) ->
    (p <= 1) ->
    (0 < alpha) ->
    (0 <= beta) ->
    (beta < 1) ->
  0 < h /\
    (risk (preconditioned alpha beta p) h c B ell_0 (t)%nat) = (risk (heavy_ball alpha beta) (Rpower h (1 - p)) (c * (Rpower h (- p))) B ell_0 (t)%nat).
Proof.
intros h c B ell_0 t p alpha beta h_low c_low B_low ell_0_low p_low p_high alpha_low beta_low beta_high.
assert (A0 : 0 < h).
{
apply (positive_ratio _ h 1); [pos | pos | equal].
}
split; [apply (positive_same _ _ A0); equal|].
assert (L0 : linear (preconditioned alpha beta p) h) by apply preconditioned_linear.
assert (I0 : time_invariant (preconditioned alpha beta p) h) by apply preconditioned_invariant.
assert (L1 : linear (heavy_ball alpha beta) (Rpower h (1 - p))) by apply heavy_ball_linear.
assert (I1 : time_invariant (heavy_ball alpha beta) (Rpower h (1 - p))) by apply heavy_ball_invariant.
apply (same_risk _ _ _ _ _ _ _ _ _ (Rpower h (- p)) L0 L1 I0 I1); [reflexivity|reflexivity| | | | |].
{ intros k s. apply functional_extensionality; intro i; destruct i as [|[|i]]; unfold step, oracle, none, unit, rest; cbn; real_powers; equal. }
{ intro s. cbn. equal. }
{ apply functional_extensionality; intro i; destruct i as [|[|i]]; unfold step, oracle, none, unit, rest; cbn; real_powers; equal. }
{ apply functional_extensionality; intro i; destruct i as [|[|i]]; unfold step, oracle, none, unit, rest; cbn; real_powers; equal. }
{ real_powers. equal. }
Qed.
Print Assumptions preconditioning_equivalence_momentum.
