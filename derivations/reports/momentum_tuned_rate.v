(* momentum.tuned-rate: At alpha = 4/(sqrt(h_1) + sqrt(h_d))^2, beta = ((sqrt(kappa) - 1)/(sqrt(kappa) + 1))^2 all roots between the extreme curvatures have modulus (sqrt(kappa) - 1)/(sqrt(kappa) + 1)  (a = sqrt(h_1), b = sqrt(h_d))
   Zhang et al. 2019, section 3.1: 'acceleration techniques (e.g., momentum ...) help improve the convergence rate'; Polyak 1964 *)
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

Theorem momentum_tuned_rate : forall (b : R) (a : R) (h : R),
    (0 < b) ->
    (b < a) ->
    ((b ^ 2) < h) ->
    (h < (a ^ 2)) ->
  exists v1 : R, 
    squared_radius (heavy_ball (4 / ((a + b) ^ 2)) (((a - b) ^ 2) / ((a + b) ^ 2))) h v1 /\
    (a + b) <> 0 /\
    v1 = (((a - b) ^ 2) / ((a + b) ^ 2)).
Proof.
intros b a h b_low a_low h_low h_high.
assert (pairv1 : 0 < (- (16 * ((a ^ 2) - h) * ((b ^ 2) - h) / ((a + b) ^ 4)))).
{
destruct (above _ _ a_low) as [s_a [P_s_a E_s_a]]; try clear a_low; subst a.
destruct (inside _ _ _ h_low h_high) as [s_h [P_s_h E_s_h]]; try clear h_low h_high; subst h.
apply (positive_ratio _ (16 * (s_a ^ 2) * s_h) (((s_a ^ 2) * (s_h ^ 2)) + (2 * (s_a ^ 2) * s_h) + (s_a ^ 2) + (4 * s_a * b * (s_h ^ 2)) + (8 * s_a * b * s_h) + (4 * s_a * b) + (4 * (b ^ 2) * (s_h ^ 2)) + (8 * (b ^ 2) * s_h) + (4 * (b ^ 2)))); [pos | pos | equal].
}
assert (Qv1 : squared_radius (heavy_ball (4 / ((a + b) ^ 2)) (((a - b) ^ 2) / ((a + b) ^ 2))) h (((a ^ 2) + (b ^ 2) - (2 * a * b)) / ((a ^ 2) + (2 * a * b) + (b ^ 2)))).
{ assert (D : determinant2 (heavy_ball (4 / ((a + b) ^ 2)) (((a - b) ^ 2) / ((a + b) ^ 2))) h = (((a ^ 2) + (b ^ 2) - (2 * a * b)) / ((a ^ 2) + (2 * a * b) + (b ^ 2)))) by (unfold determinant2, trace2, det2, entry, step, none, unit, oracle; cbn; equal).
assert (S := squared_radius_of (heavy_ball (4 / ((a + b) ^ 2)) (((a - b) ^ 2) / ((a + b) ^ 2))) h). rewrite D in S. apply S. clear S. rewrite <- D. unfold determinant2, trace2, det2, entry, step, none, unit, oracle; cbn. match goal with |- 0 < ?e => replace e with (- (16 * ((a ^ 2) - h) * ((b ^ 2) - h) / ((a + b) ^ 4))) by equal; exact pairv1 end. }
exists (((a ^ 2) + (b ^ 2) - (2 * a * b)) / ((a ^ 2) + (2 * a * b) + (b ^ 2))).
split; [exact Qv1|].
assert (A0 : (a + b) <> 0).
{
assert (N0 : (a + b) <> 0).
{
assert (sign : 0 < (a + b)).
{
destruct (above _ _ a_low) as [s_a [P_s_a E_s_a]]; try clear a_low; subst a.
apply (positive_ratio _ (s_a + (2 * b)) 1); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ (a + b)); [nonzero|equal].
}
split; [apply (nonzero_same _ _ A0); equal|].
powers. same_roots. equal.
Qed.
Print Assumptions momentum_tuned_rate.
