(* delay.characteristic-polynomial: The characteristic polynomial of SGD with delay tau
   Stich and Karimireddy 2020, section 3, on a quadratic *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* delayed-sgd: states theta, past *)
Definition delayed_sgd (tau : nat) (alpha : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | S i1 => if Nat.ltb i1 (tau)%nat then theta else 0 end;
  update := fun k gradient curvature s =>
    fun i => match i with | 0%nat => ((s 0%nat) - (alpha * (gradient 0%nat match (tau)%nat with O => (s 0%nat) | S i2 => s (1 + i2)%nat end))) | S i1 => if Nat.ltb i1 (tau)%nat then match i1 with O => (s 0%nat) | S i2 => s (1 + i2)%nat end else 0 end;
  read := fun s => (s 0%nat)
|}.

Theorem delay_characteristic_polynomial : forall (h : R) (alpha : R) (tau : nat) (z : R),
    (0 < h) ->
    (0 < alpha) ->
    (0 < z) ->
  (characteristic ((tau + 1))%nat (delayed_sgd (tau)%nat alpha) h z) = ((alpha * h) + (z ^ ((tau + 1))%nat) - (z ^ (tau)%nat)).
Proof.
intros h alpha tau z h_low alpha_low z_low. replace (tau + 1)%nat with (S tau) by lia. unfold characteristic.
destruct tau as [|n]; [unfold entry, step, oracle, none, unit; cbn; ring|].
rewrite (det_shift n _ z (alpha * h)); [cbn [pow]; ring|entries|entries|intros; entries|..].
all: intros [|i] *; intros; entries.
Qed.
Print Assumptions delay_characteristic_polynomial.
