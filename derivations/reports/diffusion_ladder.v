(* diffusion.ladder: On curvatures 1 - q^(2^k) (log-uniform at the flat end) the squared displacement grows by nearly the same amount each time that the time doubles: a logarithmic law, until the flattest coordinate has moved (4 coordinates)
   derived here *)
From Coq Require Import Reals Lra Lia Psatz Field ZArith FunctionalExtensionality.
From Nqm Require Import Complex Sequences Rules Tactics Rounds Delay.
Open Scope R_scope.

(* displacement(sgd): states inner.theta, start *)
Definition displacement (alpha : R) : rule := {|
  minibatches := 1%nat;
  init := fun theta => fun i => match i with | 0%nat => theta | 1%nat => theta | _ => 0 end;
  update := fun k gradient curvature s =>
    fun i => match i with | 0%nat => ((s 0%nat) - (alpha * (gradient 0%nat (s 0%nat)))) | 1%nat => (s 1%nat) | _ => 0 end;
  read := fun s => ((s 0%nat) - (s 1%nat))
|}.
Lemma displacement_linear : forall alpha h : R, linear (displacement alpha) h.
Proof. intros. is_linear. Qed.
Lemma displacement_invariant : forall alpha h : R, time_invariant (displacement alpha) h.
Proof. intros; intros k noise s. reflexivity. Qed.

Theorem diffusion_ladder : forall (q : R) (t : nat),
    (0 < q) ->
    (q < 1) ->
  (1 - (q ^ 8)) <> 0 /\
    (1 - (q ^ 4)) <> 0 /\
    (1 - (q ^ 2)) <> 0 /\
    (1 - q) <> 0 /\
    ((2 * ((risk (displacement 1) (1 - (q ^ 8)) 0 1 ((1 / 2) - ((q ^ 8) / 2)) (2 * t)%nat) - (risk (displacement 1) (1 - (q ^ 8)) 0 1 ((1 / 2) - ((q ^ 8) / 2)) (t)%nat)) / (1 - (q ^ 8))) + (2 * ((risk (displacement 1) (1 - (q ^ 4)) 0 1 ((1 / 2) - ((q ^ 4) / 2)) (2 * t)%nat) - (risk (displacement 1) (1 - (q ^ 4)) 0 1 ((1 / 2) - ((q ^ 4) / 2)) (t)%nat)) / (1 - (q ^ 4))) + (2 * ((risk (displacement 1) (1 - (q ^ 2)) 0 1 ((1 / 2) - ((q ^ 2) / 2)) (2 * t)%nat) - (risk (displacement 1) (1 - (q ^ 2)) 0 1 ((1 / 2) - ((q ^ 2) / 2)) (t)%nat)) / (1 - (q ^ 2))) + (2 * ((risk (displacement 1) (1 - q) 0 1 ((1 / 2) - (q / 2)) (2 * t)%nat) - (risk (displacement 1) (1 - q) 0 1 ((1 / 2) - (q / 2)) (t)%nat)) / (1 - q))) = (((1 - (q ^ (16 * t)%nat)) ^ 2) - ((1 - (q ^ (t)%nat)) ^ 2)).
Proof.
intros q t q_low q_high.
assert (L0 : linear (displacement 1) (1 - q)) by apply displacement_linear.
assert (M0 : forall n0, (0 <= n0)%nat -> run (displacement 1) (1 - q) silence (init (displacement 1) 1) n0 0%nat = (q ^ (n0)%nat) /\ run (displacement 1) (1 - q) silence (init (displacement 1) 1) n0 1%nat = 1 /\ (0 / 1) * built (displacement 1) (1 - q) (place 0) (place 0) n0 = 0 /\ (0 / 1) * built (displacement 1) (1 - q) (place 0) (place 1) n0 = 0 /\ (0 / 1) * built (displacement 1) (1 - q) (place 1) (place 1) n0 = 0).
{ intros n0 n0_first. induction n0 as [|n0 IH].
{ clear n0_first.
repeat split; unfold built; cbn; equal.
}
{ specialize (IH (Nat.le_0_l _)). clear n0_first; assert (n0_first := Nat.le_0_l n0).
destruct IH as (I0 & I1 & I2 & I3 & I4).
repeat split.
{ change (run (displacement 1) (1 - q) silence (init (displacement 1) 1) (S n0)) with (step (displacement 1) (1 - q) n0 none (run (displacement 1) (1 - q) silence (init (displacement 1) 1) n0)). rewrite ?S_INR. unfold step, oracle, none; cbn - [run init INR pow Nat.mul Nat.add]. rewrite ?I0, ?I1. powers. equal. }
{ change (run (displacement 1) (1 - q) silence (init (displacement 1) 1) (S n0)) with (step (displacement 1) (1 - q) n0 none (run (displacement 1) (1 - q) silence (init (displacement 1) 1) n0)). rewrite ?S_INR. unfold step, oracle, none; cbn - [run init INR pow Nat.mul Nat.add]. rewrite ?I0, ?I1. powers. equal. }
{ rewrite (built_next _ _ L0 (place 0) (place 0)), (built_two _ _ _ _ q 0 q 0 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity ((q ^ 2) * ((0 / 1) * built (displacement 1) (1 - q) (place 0) (place 0) n0) + 0 * ((0 / 1) * built (displacement 1) (1 - q) (place 0) (place 1) n0) + 0 * ((0 / 1) * built (displacement 1) (1 - q) (place 1) (place 1) n0) + (0 / 1) * 1).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
{ rewrite (built_next _ _ L0 (place 0) (place 1)), (built_two _ _ _ _ q 0 0 1 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity (0 * ((0 / 1) * built (displacement 1) (1 - q) (place 0) (place 0) n0) + q * ((0 / 1) * built (displacement 1) (1 - q) (place 0) (place 1) n0) + 0 * ((0 / 1) * built (displacement 1) (1 - q) (place 1) (place 1) n0) + (0 / 1) * 0).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
{ rewrite (built_next _ _ L0 (place 1) (place 1)), (built_two _ _ _ _ 0 1 0 1 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity (0 * ((0 / 1) * built (displacement 1) (1 - q) (place 0) (place 0) n0) + 0 * ((0 / 1) * built (displacement 1) (1 - q) (place 0) (place 1) n0) + 1 * ((0 / 1) * built (displacement 1) (1 - q) (place 1) (place 1) n0) + (0 / 1) * 0).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
} }
assert (V0 : (risk (displacement 1) (1 - q) 0 1 ((1 / 2) - (q / 2)) (t)%nat) = (((1 / 2) - (q / 2)) * (((q ^ (t)%nat) - 1) ^ 2))).
{ destruct (M0 (t)%nat (Nat.le_0_l _)) as (I0 & I1 & I2 & I3 & I4).
rewrite risk_built, (built_two _ _ _ _ 1 (- 1) 1 (- 1) (place 0) (place 1)) by (intro; unfold place; cbn; equal).
transitivity (((1 / 2) - (q / 2)) * square (mean_response (displacement 1) (1 - q) (t)%nat) + (1 - q) / 2 * (1 * ((0 / 1) * built (displacement 1) (1 - q) (place 0) (place 0) (t)%nat) + (- 2) * ((0 / 1) * built (displacement 1) (1 - q) (place 0) (place 1) (t)%nat) + 1 * ((0 / 1) * built (displacement 1) (1 - q) (place 1) (place 1) (t)%nat))); [unfold square; equal|].
unfold mean_response. replace (read (displacement 1) (run (displacement 1) (1 - q) silence (init (displacement 1) 1) (t)%nat)) with (1 * run (displacement 1) (1 - q) silence (init (displacement 1) 1) (t)%nat 0%nat + (- 1) * run (displacement 1) (1 - q) silence (init (displacement 1) 1) (t)%nat 1%nat) by (cbn - [run]; equal). rewrite I0, I1, I2, I3, I4. unfold square. powers. equal. }
rewrite V0.
assert (L1 : linear (displacement 1) (1 - (q ^ 2))) by apply displacement_linear.
assert (M1 : forall n1, (0 <= n1)%nat -> run (displacement 1) (1 - (q ^ 2)) silence (init (displacement 1) 1) n1 0%nat = (q ^ (2 * n1)%nat) /\ run (displacement 1) (1 - (q ^ 2)) silence (init (displacement 1) 1) n1 1%nat = 1 /\ (0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 0) (place 0) n1 = 0 /\ (0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 0) (place 1) n1 = 0 /\ (0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 1) (place 1) n1 = 0).
{ intros n1 n1_first. induction n1 as [|n1 IH].
{ clear n1_first.
repeat split; unfold built; cbn; equal.
}
{ specialize (IH (Nat.le_0_l _)). clear n1_first; assert (n1_first := Nat.le_0_l n1).
destruct IH as (I0 & I1 & I2 & I3 & I4).
repeat split.
{ change (run (displacement 1) (1 - (q ^ 2)) silence (init (displacement 1) 1) (S n1)) with (step (displacement 1) (1 - (q ^ 2)) n1 none (run (displacement 1) (1 - (q ^ 2)) silence (init (displacement 1) 1) n1)). rewrite ?S_INR. unfold step, oracle, none; cbn - [run init INR pow Nat.mul Nat.add]. rewrite ?I0, ?I1. powers. equal. }
{ change (run (displacement 1) (1 - (q ^ 2)) silence (init (displacement 1) 1) (S n1)) with (step (displacement 1) (1 - (q ^ 2)) n1 none (run (displacement 1) (1 - (q ^ 2)) silence (init (displacement 1) 1) n1)). rewrite ?S_INR. unfold step, oracle, none; cbn - [run init INR pow Nat.mul Nat.add]. rewrite ?I0, ?I1. powers. equal. }
{ rewrite (built_next _ _ L1 (place 0) (place 0)), (built_two _ _ _ _ (q ^ 2) 0 (q ^ 2) 0 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity ((q ^ 4) * ((0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 0) (place 0) n1) + 0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 0) (place 1) n1) + 0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 1) (place 1) n1) + (0 / 1) * 1).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
{ rewrite (built_next _ _ L1 (place 0) (place 1)), (built_two _ _ _ _ (q ^ 2) 0 0 1 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity (0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 0) (place 0) n1) + (q ^ 2) * ((0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 0) (place 1) n1) + 0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 1) (place 1) n1) + (0 / 1) * 0).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
{ rewrite (built_next _ _ L1 (place 1) (place 1)), (built_two _ _ _ _ 0 1 0 1 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity (0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 0) (place 0) n1) + 0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 0) (place 1) n1) + 1 * ((0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 1) (place 1) n1) + (0 / 1) * 0).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
} }
assert (V1 : (risk (displacement 1) (1 - (q ^ 2)) 0 1 ((1 / 2) - ((q ^ 2) / 2)) (t)%nat) = (((1 / 2) - ((q ^ 2) / 2)) * (((q ^ (2 * t)%nat) - 1) ^ 2))).
{ destruct (M1 (t)%nat (Nat.le_0_l _)) as (I0 & I1 & I2 & I3 & I4).
rewrite risk_built, (built_two _ _ _ _ 1 (- 1) 1 (- 1) (place 0) (place 1)) by (intro; unfold place; cbn; equal).
transitivity (((1 / 2) - ((q ^ 2) / 2)) * square (mean_response (displacement 1) (1 - (q ^ 2)) (t)%nat) + (1 - (q ^ 2)) / 2 * (1 * ((0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 0) (place 0) (t)%nat) + (- 2) * ((0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 0) (place 1) (t)%nat) + 1 * ((0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 1) (place 1) (t)%nat))); [unfold square; equal|].
unfold mean_response. replace (read (displacement 1) (run (displacement 1) (1 - (q ^ 2)) silence (init (displacement 1) 1) (t)%nat)) with (1 * run (displacement 1) (1 - (q ^ 2)) silence (init (displacement 1) 1) (t)%nat 0%nat + (- 1) * run (displacement 1) (1 - (q ^ 2)) silence (init (displacement 1) 1) (t)%nat 1%nat) by (cbn - [run]; equal). rewrite I0, I1, I2, I3, I4. unfold square. powers. equal. }
rewrite V1.
assert (L2 : linear (displacement 1) (1 - (q ^ 4))) by apply displacement_linear.
assert (M2 : forall n2, (0 <= n2)%nat -> run (displacement 1) (1 - (q ^ 4)) silence (init (displacement 1) 1) n2 0%nat = (q ^ (4 * n2)%nat) /\ run (displacement 1) (1 - (q ^ 4)) silence (init (displacement 1) 1) n2 1%nat = 1 /\ (0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 0) (place 0) n2 = 0 /\ (0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 0) (place 1) n2 = 0 /\ (0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 1) (place 1) n2 = 0).
{ intros n2 n2_first. induction n2 as [|n2 IH].
{ clear n2_first.
repeat split; unfold built; cbn; equal.
}
{ specialize (IH (Nat.le_0_l _)). clear n2_first; assert (n2_first := Nat.le_0_l n2).
destruct IH as (I0 & I1 & I2 & I3 & I4).
repeat split.
{ change (run (displacement 1) (1 - (q ^ 4)) silence (init (displacement 1) 1) (S n2)) with (step (displacement 1) (1 - (q ^ 4)) n2 none (run (displacement 1) (1 - (q ^ 4)) silence (init (displacement 1) 1) n2)). rewrite ?S_INR. unfold step, oracle, none; cbn - [run init INR pow Nat.mul Nat.add]. rewrite ?I0, ?I1. powers. equal. }
{ change (run (displacement 1) (1 - (q ^ 4)) silence (init (displacement 1) 1) (S n2)) with (step (displacement 1) (1 - (q ^ 4)) n2 none (run (displacement 1) (1 - (q ^ 4)) silence (init (displacement 1) 1) n2)). rewrite ?S_INR. unfold step, oracle, none; cbn - [run init INR pow Nat.mul Nat.add]. rewrite ?I0, ?I1. powers. equal. }
{ rewrite (built_next _ _ L2 (place 0) (place 0)), (built_two _ _ _ _ (q ^ 4) 0 (q ^ 4) 0 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity ((q ^ 8) * ((0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 0) (place 0) n2) + 0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 0) (place 1) n2) + 0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 1) (place 1) n2) + (0 / 1) * 1).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
{ rewrite (built_next _ _ L2 (place 0) (place 1)), (built_two _ _ _ _ (q ^ 4) 0 0 1 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity (0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 0) (place 0) n2) + (q ^ 4) * ((0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 0) (place 1) n2) + 0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 1) (place 1) n2) + (0 / 1) * 0).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
{ rewrite (built_next _ _ L2 (place 1) (place 1)), (built_two _ _ _ _ 0 1 0 1 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity (0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 0) (place 0) n2) + 0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 0) (place 1) n2) + 1 * ((0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 1) (place 1) n2) + (0 / 1) * 0).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
} }
assert (V2 : (risk (displacement 1) (1 - (q ^ 4)) 0 1 ((1 / 2) - ((q ^ 4) / 2)) (t)%nat) = (((1 / 2) - ((q ^ 4) / 2)) * (((q ^ (4 * t)%nat) - 1) ^ 2))).
{ destruct (M2 (t)%nat (Nat.le_0_l _)) as (I0 & I1 & I2 & I3 & I4).
rewrite risk_built, (built_two _ _ _ _ 1 (- 1) 1 (- 1) (place 0) (place 1)) by (intro; unfold place; cbn; equal).
transitivity (((1 / 2) - ((q ^ 4) / 2)) * square (mean_response (displacement 1) (1 - (q ^ 4)) (t)%nat) + (1 - (q ^ 4)) / 2 * (1 * ((0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 0) (place 0) (t)%nat) + (- 2) * ((0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 0) (place 1) (t)%nat) + 1 * ((0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 1) (place 1) (t)%nat))); [unfold square; equal|].
unfold mean_response. replace (read (displacement 1) (run (displacement 1) (1 - (q ^ 4)) silence (init (displacement 1) 1) (t)%nat)) with (1 * run (displacement 1) (1 - (q ^ 4)) silence (init (displacement 1) 1) (t)%nat 0%nat + (- 1) * run (displacement 1) (1 - (q ^ 4)) silence (init (displacement 1) 1) (t)%nat 1%nat) by (cbn - [run]; equal). rewrite I0, I1, I2, I3, I4. unfold square. powers. equal. }
rewrite V2.
assert (L3 : linear (displacement 1) (1 - (q ^ 8))) by apply displacement_linear.
assert (M3 : forall n3, (0 <= n3)%nat -> run (displacement 1) (1 - (q ^ 8)) silence (init (displacement 1) 1) n3 0%nat = (q ^ (8 * n3)%nat) /\ run (displacement 1) (1 - (q ^ 8)) silence (init (displacement 1) 1) n3 1%nat = 1 /\ (0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 0) (place 0) n3 = 0 /\ (0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 0) (place 1) n3 = 0 /\ (0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 1) (place 1) n3 = 0).
{ intros n3 n3_first. induction n3 as [|n3 IH].
{ clear n3_first.
repeat split; unfold built; cbn; equal.
}
{ specialize (IH (Nat.le_0_l _)). clear n3_first; assert (n3_first := Nat.le_0_l n3).
destruct IH as (I0 & I1 & I2 & I3 & I4).
repeat split.
{ change (run (displacement 1) (1 - (q ^ 8)) silence (init (displacement 1) 1) (S n3)) with (step (displacement 1) (1 - (q ^ 8)) n3 none (run (displacement 1) (1 - (q ^ 8)) silence (init (displacement 1) 1) n3)). rewrite ?S_INR. unfold step, oracle, none; cbn - [run init INR pow Nat.mul Nat.add]. rewrite ?I0, ?I1. powers. equal. }
{ change (run (displacement 1) (1 - (q ^ 8)) silence (init (displacement 1) 1) (S n3)) with (step (displacement 1) (1 - (q ^ 8)) n3 none (run (displacement 1) (1 - (q ^ 8)) silence (init (displacement 1) 1) n3)). rewrite ?S_INR. unfold step, oracle, none; cbn - [run init INR pow Nat.mul Nat.add]. rewrite ?I0, ?I1. powers. equal. }
{ rewrite (built_next _ _ L3 (place 0) (place 0)), (built_two _ _ _ _ (q ^ 8) 0 (q ^ 8) 0 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity ((q ^ 16) * ((0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 0) (place 0) n3) + 0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 0) (place 1) n3) + 0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 1) (place 1) n3) + (0 / 1) * 1).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
{ rewrite (built_next _ _ L3 (place 0) (place 1)), (built_two _ _ _ _ (q ^ 8) 0 0 1 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity (0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 0) (place 0) n3) + (q ^ 8) * ((0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 0) (place 1) n3) + 0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 1) (place 1) n3) + (0 / 1) * 0).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
{ rewrite (built_next _ _ L3 (place 1) (place 1)), (built_two _ _ _ _ 0 1 0 1 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity (0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 0) (place 0) n3) + 0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 0) (place 1) n3) + 1 * ((0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 1) (place 1) n3) + (0 / 1) * 0).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
} }
assert (V3 : (risk (displacement 1) (1 - (q ^ 8)) 0 1 ((1 / 2) - ((q ^ 8) / 2)) (t)%nat) = (((1 / 2) - ((q ^ 8) / 2)) * (((q ^ (8 * t)%nat) - 1) ^ 2))).
{ destruct (M3 (t)%nat (Nat.le_0_l _)) as (I0 & I1 & I2 & I3 & I4).
rewrite risk_built, (built_two _ _ _ _ 1 (- 1) 1 (- 1) (place 0) (place 1)) by (intro; unfold place; cbn; equal).
transitivity (((1 / 2) - ((q ^ 8) / 2)) * square (mean_response (displacement 1) (1 - (q ^ 8)) (t)%nat) + (1 - (q ^ 8)) / 2 * (1 * ((0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 0) (place 0) (t)%nat) + (- 2) * ((0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 0) (place 1) (t)%nat) + 1 * ((0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 1) (place 1) (t)%nat))); [unfold square; equal|].
unfold mean_response. replace (read (displacement 1) (run (displacement 1) (1 - (q ^ 8)) silence (init (displacement 1) 1) (t)%nat)) with (1 * run (displacement 1) (1 - (q ^ 8)) silence (init (displacement 1) 1) (t)%nat 0%nat + (- 1) * run (displacement 1) (1 - (q ^ 8)) silence (init (displacement 1) 1) (t)%nat 1%nat) by (cbn - [run]; equal). rewrite I0, I1, I2, I3, I4. unfold square. powers. equal. }
rewrite V3.
assert (L4 : linear (displacement 1) (1 - q)) by apply displacement_linear.
assert (M4 : forall n4, (0 <= n4)%nat -> run (displacement 1) (1 - q) silence (init (displacement 1) 1) n4 0%nat = (q ^ (n4)%nat) /\ run (displacement 1) (1 - q) silence (init (displacement 1) 1) n4 1%nat = 1 /\ (0 / 1) * built (displacement 1) (1 - q) (place 0) (place 0) n4 = 0 /\ (0 / 1) * built (displacement 1) (1 - q) (place 0) (place 1) n4 = 0 /\ (0 / 1) * built (displacement 1) (1 - q) (place 1) (place 1) n4 = 0).
{ intros n4 n4_first. induction n4 as [|n4 IH].
{ clear n4_first.
repeat split; unfold built; cbn; equal.
}
{ specialize (IH (Nat.le_0_l _)). clear n4_first; assert (n4_first := Nat.le_0_l n4).
destruct IH as (I0 & I1 & I2 & I3 & I4).
repeat split.
{ change (run (displacement 1) (1 - q) silence (init (displacement 1) 1) (S n4)) with (step (displacement 1) (1 - q) n4 none (run (displacement 1) (1 - q) silence (init (displacement 1) 1) n4)). rewrite ?S_INR. unfold step, oracle, none; cbn - [run init INR pow Nat.mul Nat.add]. rewrite ?I0, ?I1. powers. equal. }
{ change (run (displacement 1) (1 - q) silence (init (displacement 1) 1) (S n4)) with (step (displacement 1) (1 - q) n4 none (run (displacement 1) (1 - q) silence (init (displacement 1) 1) n4)). rewrite ?S_INR. unfold step, oracle, none; cbn - [run init INR pow Nat.mul Nat.add]. rewrite ?I0, ?I1. powers. equal. }
{ rewrite (built_next _ _ L4 (place 0) (place 0)), (built_two _ _ _ _ q 0 q 0 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity ((q ^ 2) * ((0 / 1) * built (displacement 1) (1 - q) (place 0) (place 0) n4) + 0 * ((0 / 1) * built (displacement 1) (1 - q) (place 0) (place 1) n4) + 0 * ((0 / 1) * built (displacement 1) (1 - q) (place 1) (place 1) n4) + (0 / 1) * 1).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
{ rewrite (built_next _ _ L4 (place 0) (place 1)), (built_two _ _ _ _ q 0 0 1 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity (0 * ((0 / 1) * built (displacement 1) (1 - q) (place 0) (place 0) n4) + q * ((0 / 1) * built (displacement 1) (1 - q) (place 0) (place 1) n4) + 0 * ((0 / 1) * built (displacement 1) (1 - q) (place 1) (place 1) n4) + (0 / 1) * 0).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
{ rewrite (built_next _ _ L4 (place 1) (place 1)), (built_two _ _ _ _ 0 1 0 1 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity (0 * ((0 / 1) * built (displacement 1) (1 - q) (place 0) (place 0) n4) + 0 * ((0 / 1) * built (displacement 1) (1 - q) (place 0) (place 1) n4) + 1 * ((0 / 1) * built (displacement 1) (1 - q) (place 1) (place 1) n4) + (0 / 1) * 0).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
} }
assert (V4 : (risk (displacement 1) (1 - q) 0 1 ((1 / 2) - (q / 2)) (2 * t)%nat) = (((1 / 2) - (q / 2)) * (((q ^ (2 * t)%nat) - 1) ^ 2))).
{ destruct (M4 (2 * t)%nat (Nat.le_0_l _)) as (I0 & I1 & I2 & I3 & I4).
rewrite risk_built, (built_two _ _ _ _ 1 (- 1) 1 (- 1) (place 0) (place 1)) by (intro; unfold place; cbn; equal).
transitivity (((1 / 2) - (q / 2)) * square (mean_response (displacement 1) (1 - q) (2 * t)%nat) + (1 - q) / 2 * (1 * ((0 / 1) * built (displacement 1) (1 - q) (place 0) (place 0) (2 * t)%nat) + (- 2) * ((0 / 1) * built (displacement 1) (1 - q) (place 0) (place 1) (2 * t)%nat) + 1 * ((0 / 1) * built (displacement 1) (1 - q) (place 1) (place 1) (2 * t)%nat))); [unfold square; equal|].
unfold mean_response. replace (read (displacement 1) (run (displacement 1) (1 - q) silence (init (displacement 1) 1) (2 * t)%nat)) with (1 * run (displacement 1) (1 - q) silence (init (displacement 1) 1) (2 * t)%nat 0%nat + (- 1) * run (displacement 1) (1 - q) silence (init (displacement 1) 1) (2 * t)%nat 1%nat) by (cbn - [run]; equal). rewrite I0, I1, I2, I3, I4. unfold square. powers. equal. }
rewrite V4.
assert (L5 : linear (displacement 1) (1 - (q ^ 2))) by apply displacement_linear.
assert (M5 : forall n5, (0 <= n5)%nat -> run (displacement 1) (1 - (q ^ 2)) silence (init (displacement 1) 1) n5 0%nat = (q ^ (2 * n5)%nat) /\ run (displacement 1) (1 - (q ^ 2)) silence (init (displacement 1) 1) n5 1%nat = 1 /\ (0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 0) (place 0) n5 = 0 /\ (0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 0) (place 1) n5 = 0 /\ (0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 1) (place 1) n5 = 0).
{ intros n5 n5_first. induction n5 as [|n5 IH].
{ clear n5_first.
repeat split; unfold built; cbn; equal.
}
{ specialize (IH (Nat.le_0_l _)). clear n5_first; assert (n5_first := Nat.le_0_l n5).
destruct IH as (I0 & I1 & I2 & I3 & I4).
repeat split.
{ change (run (displacement 1) (1 - (q ^ 2)) silence (init (displacement 1) 1) (S n5)) with (step (displacement 1) (1 - (q ^ 2)) n5 none (run (displacement 1) (1 - (q ^ 2)) silence (init (displacement 1) 1) n5)). rewrite ?S_INR. unfold step, oracle, none; cbn - [run init INR pow Nat.mul Nat.add]. rewrite ?I0, ?I1. powers. equal. }
{ change (run (displacement 1) (1 - (q ^ 2)) silence (init (displacement 1) 1) (S n5)) with (step (displacement 1) (1 - (q ^ 2)) n5 none (run (displacement 1) (1 - (q ^ 2)) silence (init (displacement 1) 1) n5)). rewrite ?S_INR. unfold step, oracle, none; cbn - [run init INR pow Nat.mul Nat.add]. rewrite ?I0, ?I1. powers. equal. }
{ rewrite (built_next _ _ L5 (place 0) (place 0)), (built_two _ _ _ _ (q ^ 2) 0 (q ^ 2) 0 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity ((q ^ 4) * ((0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 0) (place 0) n5) + 0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 0) (place 1) n5) + 0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 1) (place 1) n5) + (0 / 1) * 1).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
{ rewrite (built_next _ _ L5 (place 0) (place 1)), (built_two _ _ _ _ (q ^ 2) 0 0 1 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity (0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 0) (place 0) n5) + (q ^ 2) * ((0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 0) (place 1) n5) + 0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 1) (place 1) n5) + (0 / 1) * 0).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
{ rewrite (built_next _ _ L5 (place 1) (place 1)), (built_two _ _ _ _ 0 1 0 1 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity (0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 0) (place 0) n5) + 0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 0) (place 1) n5) + 1 * ((0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 1) (place 1) n5) + (0 / 1) * 0).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
} }
assert (V5 : (risk (displacement 1) (1 - (q ^ 2)) 0 1 ((1 / 2) - ((q ^ 2) / 2)) (2 * t)%nat) = (((1 / 2) - ((q ^ 2) / 2)) * (((q ^ (4 * t)%nat) - 1) ^ 2))).
{ destruct (M5 (2 * t)%nat (Nat.le_0_l _)) as (I0 & I1 & I2 & I3 & I4).
rewrite risk_built, (built_two _ _ _ _ 1 (- 1) 1 (- 1) (place 0) (place 1)) by (intro; unfold place; cbn; equal).
transitivity (((1 / 2) - ((q ^ 2) / 2)) * square (mean_response (displacement 1) (1 - (q ^ 2)) (2 * t)%nat) + (1 - (q ^ 2)) / 2 * (1 * ((0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 0) (place 0) (2 * t)%nat) + (- 2) * ((0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 0) (place 1) (2 * t)%nat) + 1 * ((0 / 1) * built (displacement 1) (1 - (q ^ 2)) (place 1) (place 1) (2 * t)%nat))); [unfold square; equal|].
unfold mean_response. replace (read (displacement 1) (run (displacement 1) (1 - (q ^ 2)) silence (init (displacement 1) 1) (2 * t)%nat)) with (1 * run (displacement 1) (1 - (q ^ 2)) silence (init (displacement 1) 1) (2 * t)%nat 0%nat + (- 1) * run (displacement 1) (1 - (q ^ 2)) silence (init (displacement 1) 1) (2 * t)%nat 1%nat) by (cbn - [run]; equal). rewrite I0, I1, I2, I3, I4. unfold square. powers. equal. }
rewrite V5.
assert (L6 : linear (displacement 1) (1 - (q ^ 4))) by apply displacement_linear.
assert (M6 : forall n6, (0 <= n6)%nat -> run (displacement 1) (1 - (q ^ 4)) silence (init (displacement 1) 1) n6 0%nat = (q ^ (4 * n6)%nat) /\ run (displacement 1) (1 - (q ^ 4)) silence (init (displacement 1) 1) n6 1%nat = 1 /\ (0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 0) (place 0) n6 = 0 /\ (0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 0) (place 1) n6 = 0 /\ (0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 1) (place 1) n6 = 0).
{ intros n6 n6_first. induction n6 as [|n6 IH].
{ clear n6_first.
repeat split; unfold built; cbn; equal.
}
{ specialize (IH (Nat.le_0_l _)). clear n6_first; assert (n6_first := Nat.le_0_l n6).
destruct IH as (I0 & I1 & I2 & I3 & I4).
repeat split.
{ change (run (displacement 1) (1 - (q ^ 4)) silence (init (displacement 1) 1) (S n6)) with (step (displacement 1) (1 - (q ^ 4)) n6 none (run (displacement 1) (1 - (q ^ 4)) silence (init (displacement 1) 1) n6)). rewrite ?S_INR. unfold step, oracle, none; cbn - [run init INR pow Nat.mul Nat.add]. rewrite ?I0, ?I1. powers. equal. }
{ change (run (displacement 1) (1 - (q ^ 4)) silence (init (displacement 1) 1) (S n6)) with (step (displacement 1) (1 - (q ^ 4)) n6 none (run (displacement 1) (1 - (q ^ 4)) silence (init (displacement 1) 1) n6)). rewrite ?S_INR. unfold step, oracle, none; cbn - [run init INR pow Nat.mul Nat.add]. rewrite ?I0, ?I1. powers. equal. }
{ rewrite (built_next _ _ L6 (place 0) (place 0)), (built_two _ _ _ _ (q ^ 4) 0 (q ^ 4) 0 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity ((q ^ 8) * ((0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 0) (place 0) n6) + 0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 0) (place 1) n6) + 0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 1) (place 1) n6) + (0 / 1) * 1).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
{ rewrite (built_next _ _ L6 (place 0) (place 1)), (built_two _ _ _ _ (q ^ 4) 0 0 1 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity (0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 0) (place 0) n6) + (q ^ 4) * ((0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 0) (place 1) n6) + 0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 1) (place 1) n6) + (0 / 1) * 0).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
{ rewrite (built_next _ _ L6 (place 1) (place 1)), (built_two _ _ _ _ 0 1 0 1 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity (0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 0) (place 0) n6) + 0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 0) (place 1) n6) + 1 * ((0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 1) (place 1) n6) + (0 / 1) * 0).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
} }
assert (V6 : (risk (displacement 1) (1 - (q ^ 4)) 0 1 ((1 / 2) - ((q ^ 4) / 2)) (2 * t)%nat) = (((1 / 2) - ((q ^ 4) / 2)) * (((q ^ (8 * t)%nat) - 1) ^ 2))).
{ destruct (M6 (2 * t)%nat (Nat.le_0_l _)) as (I0 & I1 & I2 & I3 & I4).
rewrite risk_built, (built_two _ _ _ _ 1 (- 1) 1 (- 1) (place 0) (place 1)) by (intro; unfold place; cbn; equal).
transitivity (((1 / 2) - ((q ^ 4) / 2)) * square (mean_response (displacement 1) (1 - (q ^ 4)) (2 * t)%nat) + (1 - (q ^ 4)) / 2 * (1 * ((0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 0) (place 0) (2 * t)%nat) + (- 2) * ((0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 0) (place 1) (2 * t)%nat) + 1 * ((0 / 1) * built (displacement 1) (1 - (q ^ 4)) (place 1) (place 1) (2 * t)%nat))); [unfold square; equal|].
unfold mean_response. replace (read (displacement 1) (run (displacement 1) (1 - (q ^ 4)) silence (init (displacement 1) 1) (2 * t)%nat)) with (1 * run (displacement 1) (1 - (q ^ 4)) silence (init (displacement 1) 1) (2 * t)%nat 0%nat + (- 1) * run (displacement 1) (1 - (q ^ 4)) silence (init (displacement 1) 1) (2 * t)%nat 1%nat) by (cbn - [run]; equal). rewrite I0, I1, I2, I3, I4. unfold square. powers. equal. }
rewrite V6.
assert (L7 : linear (displacement 1) (1 - (q ^ 8))) by apply displacement_linear.
assert (M7 : forall n7, (0 <= n7)%nat -> run (displacement 1) (1 - (q ^ 8)) silence (init (displacement 1) 1) n7 0%nat = (q ^ (8 * n7)%nat) /\ run (displacement 1) (1 - (q ^ 8)) silence (init (displacement 1) 1) n7 1%nat = 1 /\ (0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 0) (place 0) n7 = 0 /\ (0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 0) (place 1) n7 = 0 /\ (0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 1) (place 1) n7 = 0).
{ intros n7 n7_first. induction n7 as [|n7 IH].
{ clear n7_first.
repeat split; unfold built; cbn; equal.
}
{ specialize (IH (Nat.le_0_l _)). clear n7_first; assert (n7_first := Nat.le_0_l n7).
destruct IH as (I0 & I1 & I2 & I3 & I4).
repeat split.
{ change (run (displacement 1) (1 - (q ^ 8)) silence (init (displacement 1) 1) (S n7)) with (step (displacement 1) (1 - (q ^ 8)) n7 none (run (displacement 1) (1 - (q ^ 8)) silence (init (displacement 1) 1) n7)). rewrite ?S_INR. unfold step, oracle, none; cbn - [run init INR pow Nat.mul Nat.add]. rewrite ?I0, ?I1. powers. equal. }
{ change (run (displacement 1) (1 - (q ^ 8)) silence (init (displacement 1) 1) (S n7)) with (step (displacement 1) (1 - (q ^ 8)) n7 none (run (displacement 1) (1 - (q ^ 8)) silence (init (displacement 1) 1) n7)). rewrite ?S_INR. unfold step, oracle, none; cbn - [run init INR pow Nat.mul Nat.add]. rewrite ?I0, ?I1. powers. equal. }
{ rewrite (built_next _ _ L7 (place 0) (place 0)), (built_two _ _ _ _ (q ^ 8) 0 (q ^ 8) 0 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity ((q ^ 16) * ((0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 0) (place 0) n7) + 0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 0) (place 1) n7) + 0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 1) (place 1) n7) + (0 / 1) * 1).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
{ rewrite (built_next _ _ L7 (place 0) (place 1)), (built_two _ _ _ _ (q ^ 8) 0 0 1 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity (0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 0) (place 0) n7) + (q ^ 8) * ((0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 0) (place 1) n7) + 0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 1) (place 1) n7) + (0 / 1) * 0).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
{ rewrite (built_next _ _ L7 (place 1) (place 1)), (built_two _ _ _ _ 0 1 0 1 (place 0) (place 1)) by (intro; unfold place, step, oracle, none; cbn; equal).
transitivity (0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 0) (place 0) n7) + 0 * ((0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 0) (place 1) n7) + 1 * ((0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 1) (place 1) n7) + (0 / 1) * 0).
{ cbn [sum minibatches]. unfold place, step, oracle, none, rest, unit. cbn - [built]. equal. }
rewrite I2, I3, I4. rewrite ?S_INR. powers. equal. }
} }
assert (V7 : (risk (displacement 1) (1 - (q ^ 8)) 0 1 ((1 / 2) - ((q ^ 8) / 2)) (2 * t)%nat) = (((1 / 2) - ((q ^ 8) / 2)) * (((q ^ (16 * t)%nat) - 1) ^ 2))).
{ destruct (M7 (2 * t)%nat (Nat.le_0_l _)) as (I0 & I1 & I2 & I3 & I4).
rewrite risk_built, (built_two _ _ _ _ 1 (- 1) 1 (- 1) (place 0) (place 1)) by (intro; unfold place; cbn; equal).
transitivity (((1 / 2) - ((q ^ 8) / 2)) * square (mean_response (displacement 1) (1 - (q ^ 8)) (2 * t)%nat) + (1 - (q ^ 8)) / 2 * (1 * ((0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 0) (place 0) (2 * t)%nat) + (- 2) * ((0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 0) (place 1) (2 * t)%nat) + 1 * ((0 / 1) * built (displacement 1) (1 - (q ^ 8)) (place 1) (place 1) (2 * t)%nat))); [unfold square; equal|].
unfold mean_response. replace (read (displacement 1) (run (displacement 1) (1 - (q ^ 8)) silence (init (displacement 1) 1) (2 * t)%nat)) with (1 * run (displacement 1) (1 - (q ^ 8)) silence (init (displacement 1) 1) (2 * t)%nat 0%nat + (- 1) * run (displacement 1) (1 - (q ^ 8)) silence (init (displacement 1) 1) (2 * t)%nat 1%nat) by (cbn - [run]; equal). rewrite I0, I1, I2, I3, I4. unfold square. powers. equal. }
rewrite V7.
assert (A0 : (1 - (q ^ 8)) <> 0).
{
assert (N0 : (q + 1) <> 0).
{
assert (sign : 0 < (q + 1)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ ((2 * s_q) + 1) (s_q + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : ((q ^ 2) + 1) <> 0).
{
assert (sign : 0 < ((q ^ 2) + 1)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ ((2 * (s_q ^ 2)) + (2 * s_q) + 1) ((s_q ^ 2) + (2 * s_q) + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N2 : ((q ^ 4) + 1) <> 0).
{
assert (sign : 0 < ((q ^ 4) + 1)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ ((2 * (s_q ^ 4)) + (4 * (s_q ^ 3)) + (6 * (s_q ^ 2)) + (4 * s_q) + 1) ((s_q ^ 4) + (4 * (s_q ^ 3)) + (6 * (s_q ^ 2)) + (4 * s_q) + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N3 : (1 - q) <> 0).
{
assert (sign : 0 < (1 - q)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ 1 (s_q + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((1 - q) * (q + 1) * ((q ^ 2) + 1) * ((q ^ 4) + 1))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
assert (A1 : (1 - (q ^ 4)) <> 0).
{
assert (N0 : (q + 1) <> 0).
{
assert (sign : 0 < (q + 1)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ ((2 * s_q) + 1) (s_q + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : ((q ^ 2) + 1) <> 0).
{
assert (sign : 0 < ((q ^ 2) + 1)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ ((2 * (s_q ^ 2)) + (2 * s_q) + 1) ((s_q ^ 2) + (2 * s_q) + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N2 : (1 - q) <> 0).
{
assert (sign : 0 < (1 - q)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ 1 (s_q + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((1 - q) * (q + 1) * ((q ^ 2) + 1))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A1); equal|].
assert (A2 : (1 - (q ^ 2)) <> 0).
{
assert (N0 : (q + 1) <> 0).
{
assert (sign : 0 < (q + 1)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ ((2 * s_q) + 1) (s_q + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : (1 - q) <> 0).
{
assert (sign : 0 < (1 - q)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ 1 (s_q + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((1 - q) * (q + 1))); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A2); equal|].
assert (A3 : (1 - q) <> 0).
{
assert (N0 : (1 - q) <> 0).
{
assert (sign : 0 < (1 - q)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ 1 (s_q + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - q)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A3); equal|].
assert (F_0 : (1 - q) <> 0).
{
assert (N0 : (1 - q) <> 0).
{
assert (sign : 0 < (1 - q)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ 1 (s_q + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (1 - q)); [nonzero|equal].
}
assert (F_1 : (1 - (q ^ 2)) <> 0).
{
assert (N0 : (q + 1) <> 0).
{
assert (sign : 0 < (q + 1)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ ((2 * s_q) + 1) (s_q + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : (1 - q) <> 0).
{
assert (sign : 0 < (1 - q)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ 1 (s_q + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((1 - q) * (q + 1))); [nonzero|equal].
}
assert (F_2 : (1 - (q ^ 4)) <> 0).
{
assert (N0 : (q + 1) <> 0).
{
assert (sign : 0 < (q + 1)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ ((2 * s_q) + 1) (s_q + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : ((q ^ 2) + 1) <> 0).
{
assert (sign : 0 < ((q ^ 2) + 1)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ ((2 * (s_q ^ 2)) + (2 * s_q) + 1) ((s_q ^ 2) + (2 * s_q) + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N2 : (1 - q) <> 0).
{
assert (sign : 0 < (1 - q)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ 1 (s_q + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((1 - q) * (q + 1) * ((q ^ 2) + 1))); [nonzero|equal].
}
assert (F_3 : (1 - (q ^ 8)) <> 0).
{
assert (N0 : (q + 1) <> 0).
{
assert (sign : 0 < (q + 1)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ ((2 * s_q) + 1) (s_q + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N1 : ((q ^ 2) + 1) <> 0).
{
assert (sign : 0 < ((q ^ 2) + 1)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ ((2 * (s_q ^ 2)) + (2 * s_q) + 1) ((s_q ^ 2) + (2 * s_q) + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N2 : ((q ^ 4) + 1) <> 0).
{
assert (sign : 0 < ((q ^ 4) + 1)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ ((2 * (s_q ^ 4)) + (4 * (s_q ^ 3)) + (6 * (s_q ^ 2)) + (4 * s_q) + 1) ((s_q ^ 4) + (4 * (s_q ^ 3)) + (6 * (s_q ^ 2)) + (4 * s_q) + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
assert (N3 : (1 - q) <> 0).
{
assert (sign : 0 < (1 - q)).
{
destruct (inside _ _ _ q_low q_high) as [s_q [P_s_q E_s_q]]; try clear q_low q_high; subst q.
apply (positive_ratio _ 1 (s_q + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ ((1 - q) * (q + 1) * ((q ^ 2) + 1) * ((q ^ 4) + 1))); [nonzero|equal].
}
powers. same_roots. equal.
Qed.
Print Assumptions diffusion_ladder.
