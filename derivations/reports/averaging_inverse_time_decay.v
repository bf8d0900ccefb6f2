(* averaging.inverse-time-decay: SGD at the learning rate 1/(h(t+1)) has the risk c/(2Bth) of maximum likelihood after t steps, whatever the start
   Robbins and Monro 1951, on a quadratic *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* inverse-time-decay(sgd): states theta *)
Definition inverse_time_decay (alpha rho : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    fun i => match i with | 0%nat => ((s 0%nat) - ((alpha / (1 + (rho * (INR k)))) * (gradient 0%nat (s 0%nat)))) | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma inverse_time_decay_linear : forall alpha rho h : R, linear (inverse_time_decay alpha rho) h.
Proof. intros. is_linear. Qed.

Theorem averaging_inverse_time_decay : forall (h : R) (c : R) (B : R) (ell_0 : R) (t : nat),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 <= ell_0) ->
    ((1 <= t)%nat) ->
  h <> 0 /\
    B <> 0 /\
    (INR t) <> 0 /\
    (risk (inverse_time_decay (/ h) 1) h c B ell_0 (t)%nat) = (c / (2 * B * h * (INR t))).
Proof.
intros h c B ell_0 t h_low c_low B_low ell_0_low t_first.
assert (t_positive : 0 < INR t) by (apply lt_0_INR; lia).
assert (L0 : linear (inverse_time_decay (/ h) 1) h) by apply inverse_time_decay_linear.
assert (R0 : forall n0, (1 <= n0)%nat -> risk (inverse_time_decay (/ h) 1) h c B ell_0 n0 = (c / (2 * B * h * (INR n0)))).
{ intros n0 n0_first. induction n0 as [|n0 IH].
{ lia. }
destruct (Nat.eq_dec n0 0) as [at_first|later].
{ subst n0. clear IH n0_first.
assert (M : forall s, read (inverse_time_decay (/ h) 1) (step (inverse_time_decay (/ h) 1) h 0 none s) = 0 * read (inverse_time_decay (/ h) 1) s) by (intro s; unfold step, oracle, none; cbn; equal).
rewrite (risk_next _ _ L0 _ _ _ _ _ M), risk_start. rewrite ?S_INR; unfold step, oracle, none, rest, unit, square; cbn [sum minibatches]; cbn; powers; equal.
}
{ assert (n0_now : (1 <= n0)%nat) by lia. specialize (IH n0_now). clear n0_first later; rename n0_now into n0_first.
assert (N0_0 : (INR n0) <> 0).
{
assert (N0 : (INR n0) <> 0).
{
assert (sign : 0 < (INR n0)).
{
assert (n0_real : 1 <= INR n0) by (apply (le_INR 1) in n0_first; cbn in n0_first; lra).
destruct (at_least _ _ n0_real) as [s_n0 [P_s_n0 E_s_n0]]; rewrite !E_s_n0.
apply (positive_ratio _ (s_n0 + 1) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (INR n0)); [nonzero|equal].
}
assert (M : forall s, read (inverse_time_decay (/ h) 1) (step (inverse_time_decay (/ h) 1) h n0 none s) = ((INR n0) / ((INR n0) + 1)) * read (inverse_time_decay (/ h) 1) s) by (intro s; unfold step, oracle, none; cbn; equal).
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
assert (A2 : (INR t) <> 0).
{
assert (N0 : (INR t) <> 0).
{
assert (sign : 0 < (INR t)).
{
assert (t_real : 1 <= INR t) by (apply (le_INR 1) in t_first; cbn in t_first; lra).
destruct (at_least _ _ t_real) as [s_t [P_s_t E_s_t]]; rewrite !E_s_t.
apply (positive_ratio _ (s_t + 1) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (INR t)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
apply R0. exact t_first.
Qed.
Print Assumptions averaging_inverse_time_decay.
