(* Rules of any number of states: the determinant, and the characteristic polynomial of a rule that looks some steps back. *)
From Coq Require Import Reals Lra Lia Psatz Field Arith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics.
Open Scope R_scope.

(* The matrix without its first row and its column j; the determinant by expansion along the first row. *)
Definition without (m : nat -> nat -> R) (j : nat) : nat -> nat -> R := fun a b => m (S a) (if Nat.ltb b j then b else S b).
Fixpoint det (n : nat) (m : nat -> nat -> R) : R :=
  match n with O => 1 | S k => sum (S k) (fun j => (-1) ^ j * m 0%nat j * det k (without m j)) end.
(* det(z I - A) for the matrix A of an update, of n states. *)
Definition characteristic (n : nat) (r : rule) (h z : R) : R := det n (fun i j => (if Nat.eqb i j then z else 0) - entry r h i j).

Lemma det_ext : forall n m m', (forall i j, (i < n)%nat -> (j < n)%nat -> m i j = m' i j) -> det n m = det n m'.
Proof.
  induction n as [|n IH]; intros m m' E; [reflexivity|]. cbn [det]. apply sum_ext. intros j Hj. rewrite (E 0%nat j) by lia. f_equal.
  apply IH. intros a b Ha Hb. unfold without. destruct (Nat.ltb b j); apply E; lia.
Qed.

Lemma sum_only : forall n i (f : nat -> R), (i < n)%nat -> (forall j, (j < n)%nat -> j <> i -> f j = 0) -> sum n f = f i.
Proof.
  induction n as [|n IH]; intros i f H Z; [lia|]. cbn. destruct (Nat.eq_dec i n) as [E|E].
  - subst. rewrite (sum_ext n f (fun _ => 0)) by (intros k Hk; apply Z; lia). rewrite sum_zero. ring.
  - rewrite (IH i f) by (try lia; intros; apply Z; lia). rewrite (Z n) by lia. ring.
Qed.

(* A first column of zeros. *)
Lemma det_column : forall n m, (forall i, (i < S n)%nat -> m i 0%nat = 0) -> det (S n) m = 0.
Proof.
  induction n as [|n IH]; intros m Z; [cbn; rewrite Z by lia; ring|].
  change (det (S (S n)) m) with (sum (S (S n)) (fun j => (-1) ^ j * m 0%nat j * det (S n) (without m j))).
  rewrite (sum_ext (S (S n)) _ (fun _ => 0)); [apply sum_zero|]. intros [|j] Hj.
  - rewrite Z by lia. ring.
  - rewrite IH; [ring|]. intros i Hi. unfold without. cbn. apply Z. lia.
Qed.

(* Zeros above the diagonal. *)
Lemma det_lower : forall n m d, (forall i, (i < n)%nat -> m i i = d) -> (forall i j, (i < j)%nat -> (j < n)%nat -> m i j = 0) -> det n m = d ^ n.
Proof.
  induction n as [|n IH]; intros m d D Z; [reflexivity|].
  change (det (S n) m) with (sum (S n) (fun j => (-1) ^ j * m 0%nat j * det n (without m j))).
  rewrite (sum_only (S n) 0); [|lia|intros j Hj N; rewrite Z by lia; ring].
  rewrite (IH (without m 0) d), D by (try lia; intros; unfold without; cbn; first [apply D; lia | apply Z; lia]). cbn. ring.
Qed.

(* Zeros below the diagonal. *)
Lemma det_upper : forall n m d, (forall i, (i < n)%nat -> m i i = d) -> (forall i j, (j < i)%nat -> (i < n)%nat -> m i j = 0) -> det n m = d ^ n.
Proof.
  induction n as [|n IH]; intros m d D Z; [reflexivity|].
  change (det (S n) m) with (sum (S n) (fun j => (-1) ^ j * m 0%nat j * det n (without m j))).
  rewrite (sum_only (S n) 0); [|lia|].
  - rewrite (IH (without m 0) d), D by (try lia; intros; unfold without; cbn; first [apply D; lia | apply Z; lia]). cbn. ring.
  - intros j Hj N. destruct n as [|n]; [lia|]. rewrite det_column; [ring|]. intros i Hi. unfold without.
    replace (Nat.ltb 0 j) with true by (symmetry; apply Nat.ltb_lt; lia). apply Z; lia.
Qed.

Lemma signs : forall n, (-1) ^ n * (-1) ^ n = 1.
Proof. intro n. rewrite <- Rpow_mult_distr. replace (-1 * -1) with 1 by ring. apply pow1. Qed.

(* A shift with a first row of two entries: z - 1 at the start and x at the end. *)
Lemma det_shift : forall n m z x, m 0%nat 0%nat = z - 1 -> m 0%nat (S n) = x -> (forall j, (0 < j)%nat -> (j < S n)%nat -> m 0%nat j = 0) ->
  (forall i, (i < S n)%nat -> m (S i) (S i) = z) -> (forall i, (i < S n)%nat -> m (S i) i = -1) ->
  (forall i j, (i < S n)%nat -> (j < S (S n))%nat -> j <> i -> j <> S i -> m (S i) j = 0) ->
  det (S (S n)) m = z ^ S (S n) - z ^ S n + x.
Proof.
  intros n m z x F X M D B Z.
  change (det (S (S n)) m) with (sum (S (S n)) (fun j => (-1) ^ j * m 0%nat j * det (S n) (without m j))).
  rewrite sum_first. cbn [sum]. rewrite (sum_ext n _ (fun _ => 0)) by (intros k Hk; rewrite M by lia; ring). rewrite sum_zero, F, X.
  rewrite (det_lower (S n) (without m 0) z); [|intros i Hi; apply D; exact Hi|intros i j Hi Hj; unfold without; cbn; apply Z; lia].
  rewrite (det_upper (S n) (without m (S n)) (-1)).
  - replace ((-1) ^ S n * x * (-1) ^ S n) with (((-1) ^ S n * (-1) ^ S n) * x) by ring. rewrite signs. cbn. ring.
  - intros i Hi. unfold without. replace (Nat.ltb i (S n)) with true by (symmetry; apply Nat.ltb_lt; exact Hi). apply B. exact Hi.
  - intros i j Hi Hj. unfold without. replace (Nat.ltb j (S n)) with true by (symmetry; apply Nat.ltb_lt; lia). apply Z; lia.
Qed.

(* Entries of an update, place by place. *)
Ltac entries := unfold entry, step, oracle, none, unit; cbn - [Nat.ltb Nat.eqb];
  repeat (match goal with
  | |- context [Nat.eqb ?a ?b] => destruct (Nat.eqb_spec a b)
  | |- context [Nat.ltb ?a ?b] => destruct (Nat.ltb_spec a b) end; try lia); try ring.
