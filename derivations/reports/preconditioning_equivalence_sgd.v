(* preconditioning.equivalence-sgd: Preconditioned sgd is sgd on the transformed NQM h^(1-p), c h^(-p)
   Zhang et al. 2019, section 3.3, below eq. 8 *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* preconditioned(sgd): states theta *)
Definition preconditioned (alpha p : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    fun i => match i with | 0%nat => ((s 0%nat) - (alpha * ((Rpower curvature (- p)) * (gradient 0%nat (s 0%nat))))) | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma preconditioned_linear : forall alpha p h : R, linear (preconditioned alpha p) h.
Proof. intros. is_linear. Qed.
Lemma preconditioned_invariant : forall alpha p h : R, time_invariant (preconditioned alpha p) h.
Proof. intros; intros k noise s. reflexivity. Qed.

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

Theorem preconditioning_equivalence_sgd : forall (h : R) (c : R) (B : R) (ell_0 : R) (t : nat) (p : R) (alpha : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 <= ell_0) ->
    (0 <= p) ->
    (p <= 1) ->
    (0 < alpha) ->
  0 < h /\
    (risk (preconditioned alpha p) h c B ell_0 (t)%nat) = (risk (sgd alpha) (Rpower h (1 - p)) (c * (Rpower h (- p))) B ell_0 (t)%nat).
Proof.
intros h c B ell_0 t p alpha h_low c_low B_low ell_0_low p_low p_high alpha_low.
assert (A0 : 0 < h).
{
apply (positive_ratio _ h 1); [pos | pos | equal].
}
split; [apply (positive_same _ _ A0); equal|].
assert (L0 : linear (preconditioned alpha p) h) by apply preconditioned_linear.
assert (I0 : time_invariant (preconditioned alpha p) h) by apply preconditioned_invariant.
assert (L1 : linear (sgd alpha) (Rpower h (1 - p))) by apply sgd_linear.
assert (I1 : time_invariant (sgd alpha) (Rpower h (1 - p))) by apply sgd_invariant.
apply (same_risk _ _ _ _ _ _ _ _ _ (Rpower h (- p)) L0 L1 I0 I1); [reflexivity|reflexivity| | | | |].
{ intros k s. apply functional_extensionality; intro i; destruct i as [|i]; unfold step, oracle, none, unit, rest; cbn; real_powers; equal. }
{ intro s. cbn. equal. }
{ apply functional_extensionality; intro i; destruct i as [|i]; unfold step, oracle, none, unit, rest; cbn; real_powers; equal. }
{ apply functional_extensionality; intro i; destruct i as [|i]; unfold step, oracle, none, unit, rest; cbn; real_powers; equal. }
{ real_powers. equal. }
Qed.
Print Assumptions preconditioning_equivalence_sgd.
