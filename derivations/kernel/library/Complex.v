(* Complex numbers as pairs of reals: a field, with the modulus squared. *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith.
Import BinPos.
Open Scope R_scope.

Record C : Type := complex { re : R; im : R }.
Declare Scope C_scope.
Delimit Scope C_scope with C.
Bind Scope C_scope with C.

Definition real (x : R) : C := complex x 0.
Definition Cplus (a b : C) : C := complex (re a + re b) (im a + im b).
Definition Copp (a : C) : C := complex (- re a) (- im a).
Definition Cminus (a b : C) : C := Cplus a (Copp b).
Definition Cmult (a b : C) : C := complex (re a * re b - im a * im b) (re a * im b + im a * re b).
Definition norm2 (a : C) : R := re a * re a + im a * im a.
Definition Cinv (a : C) : C := complex (re a / norm2 a) (- im a / norm2 a).
Definition Cdiv (a b : C) : C := Cmult a (Cinv b).
Fixpoint Cpow (a : C) (n : nat) : C := match n with O => real 1 | S k => Cmult a (Cpow a k) end.

Infix "+" := Cplus : C_scope.
Infix "-" := Cminus : C_scope.
Infix "*" := Cmult : C_scope.
Infix "/" := Cdiv : C_scope.
Infix "^" := Cpow : C_scope.
Notation "- a" := (Copp a) : C_scope.
Notation "/ a" := (Cinv a) : C_scope.

Lemma C_eq : forall a b : C, re a = re b -> im a = im b -> a = b.
Proof. intros [] [] H K; cbn in H, K; subst; reflexivity. Qed.

Lemma norm2_zero : forall a : C, norm2 a = 0 -> a = real 0.
Proof. intros [x y] H; unfold norm2 in H; cbn in H; apply C_eq; cbn; nra. Qed.

Lemma norm2_nonneg : forall a : C, 0 <= norm2 a.
Proof. intros [x y]; unfold norm2; cbn; nra. Qed.

Lemma norm2_mult : forall a b : C, norm2 (a * b)%C = norm2 a * norm2 b.
Proof. intros [] []; unfold norm2; cbn; ring. Qed.

Lemma C_field : field_theory (real 0) (real 1) Cplus Cmult Cminus Copp Cdiv Cinv eq.
Proof.
  constructor.
  - constructor; intros; repeat match goal with a : C |- _ => destruct a end; unfold Cminus; apply C_eq; cbn; ring.
  - intro H; apply (f_equal re) in H; cbn in H; lra.
  - reflexivity.
  - intros a H. assert (N : norm2 a <> 0) by (intro Z; apply H; apply norm2_zero; exact Z).
    destruct a as [x y]; unfold norm2 in *; cbn in N; apply C_eq; cbn; unfold norm2; cbn; field; exact N.
Qed.

Lemma Cpow_add : forall a m n, (a ^ (m + n) = a ^ m * a ^ n)%C.
Proof.
  intros a m n; induction m as [|m IH]; [apply C_eq; cbn; ring|].
  change (a ^ (S m + n))%C with (a * a ^ (m + n))%C. rewrite IH. change (a ^ S m)%C with (a * a ^ m)%C. apply C_eq; cbn; ring.
Qed.

Lemma C_power : power_theory (real 1) Cmult eq N.to_nat Cpow.
Proof.
  constructor. intros r n. destruct n as [|p]; [reflexivity|].
  change (N.to_nat (N.pos p)) with (Pos.to_nat p). change (pow_N (real 1) Cmult r (N.pos p)) with (pow_pos Cmult r p).
  induction p as [p IH|p IH|].
  - rewrite Pnat.Pos2Nat.inj_xI. change (pow_pos Cmult r p~1) with (r * (pow_pos Cmult r p * pow_pos Cmult r p))%C.
    rewrite <- IH, <- Cpow_add. replace (Pos.to_nat p + Pos.to_nat p)%nat with (2 * Pos.to_nat p)%nat by lia. reflexivity.
  - rewrite Pnat.Pos2Nat.inj_xO. change (pow_pos Cmult r p~0) with (pow_pos Cmult r p * pow_pos Cmult r p)%C.
    rewrite <- IH, <- Cpow_add. replace (Pos.to_nat p + Pos.to_nat p)%nat with (2 * Pos.to_nat p)%nat by lia. reflexivity.
  - change (Pos.to_nat 1) with 1%nat. change (r * real 1 = r)%C. apply C_eq; cbn; ring.
Qed.

Ltac C_constant x := match x with real 0 => constr:(0%Z) | real 1 => constr:(1%Z) | real (IZR ?z) => match isZcst z with true => z | _ => constr:(InitialRing.NotConstant) end | _ => constr:(InitialRing.NotConstant) end.

Lemma C_morphism : ring_morph (real 0) (real 1) Cplus Cmult Cminus Copp eq 0%Z 1%Z Z.add Z.mul Z.sub Z.opp Z.eqb (fun z => real (IZR z)).
Proof.
  constructor; try reflexivity; intros.
  - rewrite plus_IZR; apply C_eq; cbn; ring.
  - rewrite minus_IZR; apply C_eq; cbn; ring.
  - rewrite mult_IZR; apply C_eq; cbn; ring.
  - rewrite opp_IZR; apply C_eq; cbn; ring.
  - apply Z.eqb_eq in H; subst; reflexivity.
Qed.

Ltac C_power_constant x := match x with O => constr:(N0) | S _ => match isnatcst x with true => let n := eval compute in (N.of_nat x) in constr:(n) | _ => constr:(InitialRing.NotConstant) end | _ => constr:(InitialRing.NotConstant) end.

Add Field C_field_structure : C_field (morphism C_morphism, constants [C_constant], power_tac C_power [C_power_constant]).

Lemma real_plus : forall x y, real (x + y) = (real x + real y)%C. Proof. intros; apply C_eq; cbn; ring. Qed.
Lemma real_mult : forall x y, real (x * y) = (real x * real y)%C. Proof. intros; apply C_eq; cbn; ring. Qed.
Lemma real_opp : forall x, real (- x) = (- real x)%C. Proof. intros; apply C_eq; cbn; ring. Qed.
Lemma real_minus : forall x y, real (x - y) = (real x - real y)%C. Proof. intros; apply C_eq; cbn; ring. Qed.
Lemma real_pow : forall x n, real (x ^ n) = ((real x) ^ n)%C.
Proof. intros x n; induction n as [|n IH]; cbn; [reflexivity|]. rewrite real_mult, IH. reflexivity. Qed.
Lemma real_inv : forall x, x <> 0 -> real (/ x) = (/ real x)%C.
Proof. intros x H; apply C_eq; cbn; unfold norm2; cbn; replace (x * x + 0 * 0) with (x * x) by ring; field; exact H. Qed.
Lemma real_injective : forall x y, real x = real y -> x = y.
Proof. intros x y H; apply (f_equal re) in H; exact H. Qed.
Lemma real_nonzero : forall x, x <> 0 -> real x <> real 0.
Proof. intros x H K; apply H; apply real_injective; exact K. Qed.
