(* sgd.exact-risk: The expected risk of SGD after t steps (an equality)
   Zhang et al. 2019, eq. 4 *)
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

Theorem sgd_exact_risk : forall (h : R) (c : R) (B : R) (ell_0 : R) (t : nat) (alpha : R),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 <= ell_0) ->
    (0 < alpha) ->
    (alpha <= (2 / h)) ->
    ((alpha * h) <> 2) ->
  h <> 0 /\
    B <> 0 /\
    (2 - (alpha * h)) <> 0 /\
    (risk (sgd alpha) h c B ell_0 (t)%nat) = ((ell_0 * ((1 - (alpha * h)) ^ (2 * t)%nat)) + (alpha * c * (1 - ((1 - (alpha * h)) ^ (2 * t)%nat)) / (2 * B * (2 - (alpha * h))))).
Proof.
intros h c B ell_0 t alpha h_low c_low B_low ell_0_low alpha_low alpha_high apart_0.
assert (L0 : linear (sgd alpha) h) by apply sgd_linear.
assert (R0 : forall n0, (0 <= n0)%nat -> risk (sgd alpha) h c B ell_0 n0 = ((ell_0 * ((1 - (alpha * h)) ^ (2 * n0)%nat)) + (alpha * c * (1 - ((1 - (alpha * h)) ^ (2 * n0)%nat)) / (2 * B * (2 - (alpha * h)))))).
{ intros n0 n0_first. induction n0 as [|n0 IH].
{ clear n0_first.
assert (C0_ : (2 - (alpha * h)) <> 0).
{
assert (N0 : (2 - (alpha * h)) <> 0).
{
intro Z; apply apart_0; apply Rminus_diag_uniq; transitivity ((- 1) * (2 - (alpha * h))); [equal|rewrite Z; ring].
}
apply (nonzero_same _ (2 - (alpha * h))); [nonzero|equal].
}
rewrite risk_start. unfold square. cbn. equal.
}
{ specialize (IH (Nat.le_0_l _)). clear n0_first; assert (n0_first := Nat.le_0_l n0).
assert (N0_0 : (2 - (alpha * h)) <> 0).
{
assert (N0 : (2 - (alpha * h)) <> 0).
{
intro Z; apply apart_0; apply Rminus_diag_uniq; transitivity ((- 1) * (2 - (alpha * h))); [equal|rewrite Z; ring].
}
apply (nonzero_same _ (2 - (alpha * h))); [nonzero|equal].
}
assert (M : forall s, read (sgd alpha) (step (sgd alpha) h n0 none s) = (1 - (alpha * h)) * read (sgd alpha) s) by (intro s; unfold step, oracle, none; cbn; equal).
rewrite (risk_next _ _ L0 _ _ _ _ _ M), IH. rewrite ?S_INR. cbn [sum minibatches]. unfold step, oracle, none, rest, unit, square. cbn. rewrite ?S_INR in *. powers. equal.
} }
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
assert (A1 : B <> 0).
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
split; [apply (nonzero_same _ _ A1); equal|].
assert (A2 : (2 - (alpha * h)) <> 0).
{
assert (N0 : (2 - (alpha * h)) <> 0).
{
intro Z; apply apart_0; apply Rminus_diag_uniq; transitivity ((- 1) * (2 - (alpha * h))); [equal|rewrite Z; ring].
}
apply (nonzero_same _ (2 - (alpha * h))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
apply R0. apply Nat.le_0_l.
Qed.
Print Assumptions sgd_exact_risk.
