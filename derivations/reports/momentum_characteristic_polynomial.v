(* momentum.characteristic-polynomial: The characteristic polynomial of momentum SGD
   Zhang et al. 2019, Theorem 1 *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

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

Theorem momentum_characteristic_polynomial : forall (h : R) (alpha : R) (beta : R) (z : R),
    (0 < h) ->
    (0 < alpha) ->
    (0 <= beta) ->
    (beta < 1) ->
  (characteristic2 (heavy_ball alpha beta) h z) = (beta + (z ^ 2) - (z * (beta + 1 - (alpha * h)))).
Proof.
intros h alpha beta z h_low alpha_low beta_low beta_high.
unfold characteristic2, det2, det3, entry, step, none, unit, oracle. cbn.
powers. same_roots. equal.
Qed.
Print Assumptions momentum_characteristic_polynomial.
