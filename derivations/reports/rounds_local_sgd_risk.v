(* rounds.local-sgd-risk: Local SGD at its meetings has the risk of minibatch SGD: t rounds are tK steps at batch size MB
   a known result, e.g. Woodworth et al. 2020, for quadratics *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* local-sgd: states theta *)
Definition local_sgd (M K : nat) (alpha : R) : rule := {|
  minibatches := (K * M)%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    fun i => match i with | 0%nat => ((repeated (M)%nat (fun j1 x1 => (x1 + (repeated (K)%nat (fun j2 x2 => (x2 - (alpha * (gradient ((j2 + j1 * K))%nat x2)))) (s 0%nat)))) 0) / (INR (M)%nat)) | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
(* local-sgd: states theta *)
Definition local_sgd_ (alpha : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    fun i => match i with | 0%nat => ((0 + ((s 0%nat) - (alpha * (gradient 0%nat (s 0%nat))))) / 1) | _ => 0 end;
  read := fun s => (s 0%nat)
|}.
Lemma local_sgd__linear : forall alpha h : R, linear (local_sgd_ alpha) h.
Proof. intros. is_linear. Qed.
Lemma local_sgd__invariant : forall alpha h : R, time_invariant (local_sgd_ alpha) h.
Proof. intros; intros k noise s. reflexivity. Qed.
Lemma local_sgd_round : forall (M : nat) (K : nat) (alpha : R) (h : R), alpha <> 0 -> (INR M) <> 0 -> forall k noise s, step (local_sgd (M)%nat (K)%nat alpha) h k noise s
  = step (local_sgd_ alpha) ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha) k (fun _ => sum (minibatches (local_sgd (M)%nat (K)%nat alpha)) (fun j => (fun j => left_of (1 - (alpha * h)) (K)%nat j / (INR M)) j * noise j)) s.
Proof.
intros. apply functional_extensionality; intro i. destruct i as [|i]; unfold step, oracle; cbn - [repeated sum left_of pow];
rewrite ?workers_steps; [..|reflexivity];
try rewrite (sum_ext _ (fun j => left_of _ _ j / (INR M) * noise j) (fun j => / (INR M) * (left_of (1 - (alpha * h)) (K)%nat j * noise j)))
by (intros; field; assumption);
rewrite ?sum_scale; field; repeat split; assumption.
Qed.

Lemma rounds_local_sgd_risk_once : forall (c : R) (B : R) (ell_0 : R) (t : nat) (alpha : R) (w : R),
    (0 <= c) ->
    (0 < B) ->
    (0 <= ell_0) ->
    (0 < alpha) ->
    ((- 1) < w) ->
    (w < 1) ->
  alpha <> 0 /\
    B <> 0 /\
    (1 - (w ^ 2)) <> 0 /\
    (risk (local_sgd_ alpha) ((1 - w) / alpha) c B ell_0 (t)%nat) = ((ell_0 * (w ^ (2 * t)%nat)) + (alpha * c * (1 - w) * (1 - (w ^ (2 * t)%nat)) / (2 * B * (1 - (w ^ 2))))).
Proof.
intros c B ell_0 t alpha w c_low B_low ell_0_low alpha_low w_low w_high.
assert (L0 : linear (local_sgd_ alpha) ((1 - w) / alpha)) by apply local_sgd__linear.
assert (R0 : forall n0, (0 <= n0)%nat -> risk (local_sgd_ alpha) ((1 - w) / alpha) c B ell_0 n0 = ((ell_0 * (w ^ (2 * n0)%nat)) + (alpha * c * (1 - w) * (1 - (w ^ (2 * n0)%nat)) / (2 * B * (1 - (w ^ 2)))))).
{ intros n0 n0_first. induction n0 as [|n0 IH].
{ clear n0_first.
assert (C0_ : (1 - (w ^ 2)) <> 0).
{
assert (N0 : (w + 1) <> 0).
{
assert (sign : 0 < (w + 1)).
{
destruct (inside _ _ _ w_low w_high) as [s_w [P_s_w E_s_w]]; try clear w_low w_high; subst w.
apply (positive_ratio _ (2 * s_w) (s_w + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : (1 - w) <> 0).
{
assert (sign : 0 < (1 - w)).
{
destruct (inside _ _ _ w_low w_high) as [s_w [P_s_w E_s_w]]; try clear w_low w_high; subst w.
apply (positive_ratio _ 2 (s_w + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((1 - w) * (w + 1))); [nonzero|equal].
}
rewrite risk_start. unfold square. cbn. equal.
}
{ specialize (IH (Nat.le_0_l _)). clear n0_first; assert (n0_first := Nat.le_0_l n0).
assert (N0_0 : (1 - (w ^ 2)) <> 0).
{
assert (N0 : (w + 1) <> 0).
{
assert (sign : 0 < (w + 1)).
{
destruct (inside _ _ _ w_low w_high) as [s_w [P_s_w E_s_w]]; try clear w_low w_high; subst w.
apply (positive_ratio _ (2 * s_w) (s_w + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : (1 - w) <> 0).
{
assert (sign : 0 < (1 - w)).
{
destruct (inside _ _ _ w_low w_high) as [s_w [P_s_w E_s_w]]; try clear w_low w_high; subst w.
apply (positive_ratio _ 2 (s_w + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((1 - w) * (w + 1))); [nonzero|equal].
}
assert (M : forall s, read (local_sgd_ alpha) (step (local_sgd_ alpha) ((1 - w) / alpha) n0 none s) = w * read (local_sgd_ alpha) s) by (intro s; unfold step, oracle, none; cbn; equal).
rewrite (risk_next _ _ L0 _ _ _ _ _ M), IH. rewrite ?S_INR. cbn [sum minibatches]. unfold step, oracle, none, rest, unit, square. cbn. rewrite ?S_INR in *. powers. equal.
} }
assert (A0 : alpha <> 0).
{
assert (N0 : alpha <> 0).
{
assert (sign : 0 < alpha).
{
apply (positive_ratio _ alpha 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ alpha); [nonzero|equal].
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
assert (A2 : (1 - (w ^ 2)) <> 0).
{
assert (N0 : (w + 1) <> 0).
{
assert (sign : 0 < (w + 1)).
{
destruct (inside _ _ _ w_low w_high) as [s_w [P_s_w E_s_w]]; try clear w_low w_high; subst w.
apply (positive_ratio _ (2 * s_w) (s_w + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : (1 - w) <> 0).
{
assert (sign : 0 < (1 - w)).
{
destruct (inside _ _ _ w_low w_high) as [s_w [P_s_w E_s_w]]; try clear w_low w_high; subst w.
apply (positive_ratio _ 2 (s_w + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((1 - w) * (w + 1))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
apply R0. apply Nat.le_0_l.
Qed.

Theorem rounds_local_sgd_risk : forall (h : R) (c : R) (B : R) (ell_0 : R) (alpha : R) (K : nat) (M : nat) (t : nat),
    (0 < h) ->
    (0 <= c) ->
    (0 < B) ->
    (0 <= ell_0) ->
    (0 < alpha) ->
    (alpha < (2 / h)) ->
    ((1 <= K)%nat) ->
    ((1 <= M)%nat) ->
  h <> 0 /\
    B <> 0 /\
    (INR M) <> 0 /\
    (2 - (alpha * h)) <> 0 /\
    (risk (local_sgd (M)%nat (K)%nat alpha) h c B ell_0 (t)%nat) = ((ell_0 * ((1 - (alpha * h)) ^ (2 * t * K)%nat)) + (alpha * c * (1 - ((1 - (alpha * h)) ^ (2 * t * K)%nat)) / (2 * B * (INR M) * (2 - (alpha * h))))).
Proof.
intros h c B ell_0 alpha K M t h_low c_low B_low ell_0_low alpha_low alpha_high K_first M_first.
assert (M_positive : 0 < INR M) by (apply lt_0_INR; lia).
assert (K_positive : 0 < INR K) by (apply lt_0_INR; lia).
assert (inner : 0 < alpha * h) by (apply Rmult_lt_0_compat; assumption).
assert (below : alpha * h < 2) by (apply below_two; assumption).
destruct (round_power (1 - (alpha * h)) K K_first) as [round_low round_high]; [lra|lra|].
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
assert (A2 : (INR M) <> 0) by lra.
assert (A3 : (2 - (alpha * h)) <> 0).
{
assert (N0 : (2 - (alpha * h)) <> 0).
{
assert (sign : 0 < (2 - (alpha * h))).
{
destruct (inside _ _ _ alpha_low alpha_high) as [s_alpha [P_s_alpha E_s_alpha]]; try clear alpha_low alpha_high; subst alpha.
apply (positive_ratio _ 2 (s_alpha + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (2 - (alpha * h))); [nonzero|equal].
}
assert (L := local_sgd__linear alpha ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha)).
assert (I := local_sgd__invariant alpha ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha)).
assert (R := local_sgd_round M K alpha h ltac:(lra) ltac:(lra)).
assert (noise_low : 0 <= (c * (1 + ((1 - (alpha * h)) ^ (K)%nat)) / ((2 - alpha * h) * (INR M)))).
{ apply Rmult_le_pos; [apply Rmult_le_pos; lra|left; apply Rinv_0_lt_compat; apply Rmult_lt_0_compat; lra]. }
assert (E := rounds_local_sgd_risk_once (c * (1 + ((1 - (alpha * h)) ^ (K)%nat)) / ((2 - alpha * h) * (INR M))) B ell_0 t alpha ((1 - (alpha * h)) ^ (K)%nat)).
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact noise_low); specialize (E X); clear X end.
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact B_low); specialize (E X); clear X end.
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact ell_0_low); specialize (E X); clear X end.
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact alpha_low); specialize (E X); clear X end.
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact round_low); specialize (E X); clear X end.
match type of E with ?P -> _ => let X := fresh in assert (X : P) by (exact round_high); specialize (E X); clear X end.
destruct E as (side0 & side1 & side2 & V).
assert (N : h * c / (2 * B) * sum (minibatches (local_sgd (M)%nat (K)%nat alpha)) (fun j => square ((fun j => left_of (1 - (alpha * h)) (K)%nat j / (INR M)) j))
  = ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha) * (c * (1 + ((1 - (alpha * h)) ^ (K)%nat)) / ((2 - alpha * h) * (INR M))) / (2 * B)).
{ apply (workers_noise alpha h c B K M); lra. }
split; [exact A0|]. split; [exact A1|]. split; [exact A2|]. split; [exact A3|]. rewrite (round_risk (local_sgd (M)%nat (K)%nat alpha) (local_sgd_ alpha) h ((1 - ((1 - (alpha * h)) ^ (K)%nat)) / alpha) (fun j => left_of (1 - (alpha * h)) (K)%nat j / (INR M)) L I eq_refl R (fun s => eq_refl) (fun x => eq_refl) c (c * (1 + ((1 - (alpha * h)) ^ (K)%nat)) / ((2 - alpha * h) * (INR M))) B B _ N), V.
replace (2 * t * K)%nat with (K * (2 * t)%nat)%nat by ring. rewrite (pow_mult _ K). powers. equal.
Qed.
Print Assumptions rounds_local_sgd_risk.
