(* momentum.mean-response-double-lower: Mean response at the double root alpha h = (1 - sqrt(beta))^2
   Zhang et al. 2019, Theorem 1, its excluded case, sqrt(alpha h) = 1 - sqrt(beta) *)
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

Theorem momentum_mean_response_double_lower : forall (h : R) (t : nat) (rho : R),
    (0 < h) ->
    (0 < rho) ->
    (rho < 1) ->
  h <> 0 /\
    rho <> 0 /\
    (mean_response (heavy_ball (((1 - rho) ^ 2) / h) (rho ^ 2)) h (t)%nat) = (((rho ^ (t)%nat) * ((INR t) + 1)) - ((rho ^ 2) * ((rho ^ (t)%nat) / rho ^ 1%nat) * (INR t))).
Proof.
intros h t rho h_low rho_low rho_high.
assert (L0 : linear (heavy_ball (((1 - rho) ^ 2) / h) (rho ^ 2)) h) by apply heavy_ball_linear.
assert (I0 : time_invariant (heavy_ball (((1 - rho) ^ 2) / h) (rho ^ 2)) h) by apply heavy_ball_invariant.
assert (Y0 : forall s, rec2 (- (2 * rho)) (rho ^ 2) (fun t => read (heavy_ball (((1 - rho) ^ 2) / h) (rho ^ 2)) (run (heavy_ball (((1 - rho) ^ 2) / h) (rho ^ 2)) h silence s t))).
{ intros start_ n_. cbn [run]. generalize (run (heavy_ball (((1 - rho) ^ 2) / h) (rho ^ 2)) h silence start_ n_) as now_. intro now_. unfold step, silence, none, oracle. cbn. equal. }
assert (YM : rec2 (- (2 * rho)) (rho ^ 2) (mean_response (heavy_ball (((1 - rho) ^ 2) / h) (rho ^ 2)) h)) by apply Y0.
assert (M0 : forall n, (mean_response (heavy_ball (((1 - rho) ^ 2) / h) (rho ^ 2)) h) n = (((rho ^ (n)%nat) * ((INR n) + 1)) - ((rho ^ 2) * ((rho ^ (n)%nat) / rho ^ 1%nat) * (INR n)))).
{ set (F := fun n : nat => ((((rho ^ (n)%nat) * ((INR n) + 1)) - ((rho ^ 2) * ((rho ^ (n)%nat) / rho ^ 1%nat) * (INR n)))) : R).
intro n. cut ((mean_response (heavy_ball (((1 - rho) ^ 2) / h) (rho ^ 2)) h) n = F n /\ (mean_response (heavy_ball (((1 - rho) ^ 2) / h) (rho ^ 2)) h) (S n) = F (S n)); [tauto|]. induction n as [|n [I J]].
{ split; unfold F; unfold mean_response, impulse_response, run, step, silence, none, unit, rest, oracle; cbn; powers; equal. }
split; [exact J|].
assert (E : (mean_response (heavy_ball (((1 - rho) ^ 2) / h) (rho ^ 2)) h) (S (S n)) = - (- (2 * rho)) * (mean_response (heavy_ball (((1 - rho) ^ 2) / h) (rho ^ 2)) h) (S n) - (rho ^ 2) * (mean_response (heavy_ball (((1 - rho) ^ 2) / h) (rho ^ 2)) h) n) by apply YM.
rewrite E.  rewrite I, J. unfold F. rewrite ?S_INR. powers. equal. }
assert (X : h <> 0).
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
split; [exact X|]. clear X.
assert (X : rho <> 0).
{
assert (N0 : rho <> 0).
{
assert (sign : 0 < rho).
{
destruct (inside _ _ _ rho_low rho_high) as [s_rho [P_s_rho E_s_rho]]; try clear rho_low rho_high; subst rho.
apply (positive_ratio _ s_rho (s_rho + 1)); [pos | pos | equal].
}
apply Rgt_not_eq; lra.
}
apply (nonzero_same _ rho); [nonzero|equal].
}
split; [exact X|]. clear X.
apply M0.
Qed.
Print Assumptions momentum_mean_response_double_lower.
