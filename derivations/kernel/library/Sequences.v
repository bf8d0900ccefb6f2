(* Sequences that tend to 0; linear recurrences of degree one, two and three: where all solutions tend to 0, and the sum of their squares. *)
From Coq Require Import Reals Lra Lia Psatz Field Ranalysis.
From Nqm Require Import Complex.
Open Scope R_scope.

Definition vanishes (y : nat -> R) : Prop := Un_cv y 0.

Lemma vanishes_ext : forall y z, (forall t, y t = z t) -> vanishes y -> vanishes z.
Proof. intros y z E H e He. destruct (H e He) as [N HN]. exists N. intros n Hn. rewrite <- E. apply HN; exact Hn. Qed.

Lemma cv_ext : forall y z l, (forall t, y t = z t) -> Un_cv y l -> Un_cv z l.
Proof. intros y z l E H e He. destruct (H e He) as [N HN]. exists N. intros n Hn. rewrite <- E. apply HN; exact Hn. Qed.

Lemma cv_const : forall x, Un_cv (fun _ => x) x.
Proof. intros x e He. exists 0%nat. intros. unfold R_dist. rewrite Rminus_diag_eq, Rabs_R0; auto. Qed.

Lemma vanishes_scale : forall a y, vanishes y -> vanishes (fun t => a * y t).
Proof. intros a y H. unfold vanishes. replace 0 with (a * 0) by ring. apply CV_mult; [apply cv_const|exact H]. Qed.

Lemma vanishes_plus : forall y z, vanishes y -> vanishes z -> vanishes (fun t => y t + z t).
Proof. intros y z H K. unfold vanishes. replace 0 with (0 + 0) by ring. apply CV_plus; assumption. Qed.

Lemma vanishes_mult : forall y z, vanishes y -> vanishes z -> vanishes (fun t => y t * z t).
Proof. intros y z H K. unfold vanishes. replace 0 with (0 * 0) by ring. apply CV_mult; assumption. Qed.

Lemma vanishes_next : forall y, vanishes y -> vanishes (fun t => y (S t)).
Proof. intros y H e He. destruct (H e He) as [N HN]. exists N. intros n Hn. apply HN. lia. Qed.

Lemma vanishes_zero : vanishes (fun _ => 0).
Proof. apply cv_const. Qed.

Lemma vanishes_below : forall y z, (forall t, 0 <= y t <= z t) -> vanishes z -> vanishes y.
Proof.
  intros y z B H e He. destruct (H e He) as [N HN]. exists N. intros n Hn. specialize (HN n Hn). specialize (B n).
  unfold R_dist in *. rewrite Rminus_0_r in *. rewrite Rabs_pos_eq in * by lra. lra.
Qed.

Lemma vanishes_square : forall y, vanishes (fun t => y t * y t) -> vanishes y.
Proof.
  intros y H e He. destruct (H (e * e)) as [N HN]; [nra|]. exists N. intros n Hn. specialize (HN n Hn).
  unfold R_dist in *. rewrite Rminus_0_r in *. rewrite Rabs_pos_eq in HN by nra.
  unfold Rabs; destruct (Rcase_abs (y n)); nra.
Qed.

Lemma vanishes_pow : forall r, -1 < r < 1 -> vanishes (fun t => r ^ t).
Proof.
  intros r H e He. destruct (pow_lt_1_zero r) with (y := e) as [N HN]; [apply Rabs_def1; lra|exact He|].
  exists N. intros n Hn. unfold R_dist. rewrite Rminus_0_r. apply HN; exact Hn.
Qed.

Lemma pow_vanishes : forall r, vanishes (fun t => r ^ t) -> -1 < r < 1.
Proof.
  intros r H. destruct (Rlt_dec (Rabs r) 1) as [L|L]; [apply Rabs_def2 in L; lra|exfalso].
  destruct (H 1) as [N HN]; [lra|]. specialize (HN N (Nat.le_refl N)). unfold R_dist in HN. rewrite Rminus_0_r, <- RPow_abs in HN.
  assert (1 <= Rabs r ^ N) by (apply pow_R1_Rle; lra). lra.
Qed.

(* u' <= rho u + g with g dying out *)
Lemma contraction : forall (u g : nat -> R) rho, 0 <= rho < 1 -> (forall t, 0 <= u t) -> (forall t, u (S t) <= rho * u t + g t) ->
  vanishes g -> vanishes u.
Proof.
  intros u g rho Hr Hu Hs Hg e He.
  destruct (Hg ((1 - rho) * (e / 4))) as [N HN]; [nra|].
  assert (G : forall k, u (N + k)%nat <= rho ^ k * u N + e / 4).
  { induction k as [|k IH]; [rewrite Nat.add_0_r; cbn; lra|].
    replace (N + S k)%nat with (S (N + k)) by lia. eapply Rle_trans; [apply Hs|].
    assert (K : g (N + k)%nat <= (1 - rho) * (e / 4)).
    { assert (X := HN (N + k)%nat ltac:(lia)). unfold R_dist in X. rewrite Rminus_0_r in X. apply Rabs_def2 in X. lra. }
    cbn. assert (rho * u (N + k)%nat <= rho * (rho ^ k * u N + e / 4)) by (apply Rmult_le_compat_l; lra). nra. }
  destruct (pow_lt_1_zero rho) with (y := e / (4 * (u N + 1))) as [M HM].
  { rewrite Rabs_pos_eq; lra. }
  { apply Rdiv_lt_0_compat; [lra|]. specialize (Hu N). lra. }
  exists (N + M)%nat. intros n Hn. unfold R_dist. rewrite Rminus_0_r. rewrite Rabs_pos_eq by apply Hu.
  replace n with (N + (n - N))%nat by lia. eapply Rle_lt_trans; [apply G|].
  assert (X := HM (n - N)%nat ltac:(lia)). rewrite Rabs_pos_eq in X by (apply pow_le; lra).
  assert (U := Hu N). assert (P : rho ^ (n - N) * (4 * (u N + 1)) < e).
  { apply (Rmult_lt_compat_r (4 * (u N + 1))) in X; [|lra]. unfold Rdiv in X. rewrite Rmult_assoc, Rinv_l in X by lra. lra. }
  assert (0 <= rho ^ (n - N)) by (apply pow_le; lra). nra.
Qed.

Definition vanishesC (y : nat -> C) : Prop := vanishes (fun t => norm2 (y t)).

(* y' = r y + w with |r| < 1 and w dying out *)
Lemma cascade : forall (r : C) (y w : nat -> C), norm2 r < 1 -> (forall t, y (S t) = r * y t + w t)%C -> vanishesC w -> vanishesC y.
Proof.
  intros r y w Hr Hs Hw. assert (N := norm2_nonneg r). set (n := norm2 r) in *.
  apply (contraction _ (fun t => (1 + 2 / (1 - n)) * norm2 (w t)) ((1 + (1 - n) / 2) * n)).
  - split; [|nra]. apply Rmult_le_pos; lra.
  - intro; apply norm2_nonneg.
  - intro t. rewrite Hs. assert (I : 0 < 1 - n) by lra.
    replace ((1 + (1 - n) / 2) * n * norm2 (y t)) with ((1 + (1 - n) / 2) * norm2 (r * y t)%C) by (rewrite norm2_mult; unfold n; ring).
    generalize (r * y t)%C (w t). intros [a b] [p q]. unfold norm2; cbn.
    set (d := (1 - n) / 2). assert (D : 0 < d) by (unfold d; lra). replace (2 / (1 - n)) with (/ d) by (unfold d; field; lra).
    assert (Y : forall u v, (u + v) * (u + v) <= (1 + d) * (u * u) + (1 + / d) * (v * v)).
    { intros u v. assert (0 < / d) by (apply Rinv_0_lt_compat; exact D).
      replace ((1 + d) * (u * u) + (1 + / d) * (v * v)) with ((u + v) * (u + v) + / d * ((d * u - v) * (d * u - v))) by (field; lra).
      assert (Z := Rle_0_sqr (d * u - v)). unfold Rsqr in Z. assert (0 <= / d * ((d * u - v) * (d * u - v))) by (apply Rmult_le_pos; lra). lra. }
    assert (A := Y a p). assert (B := Y b q). lra.
  - apply vanishes_scale; exact Hw.
Qed.

Lemma vanishesC_real : forall y, vanishes y -> vanishesC (fun t => real (y t)).
Proof.
  intros y H. unfold vanishesC. apply (vanishes_ext (fun t => y t * y t)).
  - intro t. unfold norm2; cbn. ring.
  - apply vanishes_mult; exact H.
Qed.

Lemma real_vanishesC : forall y, vanishesC (fun t => real (y t)) -> vanishes y.
Proof. intros y H. apply vanishes_square. refine (vanishes_ext _ _ _ H). intro t. unfold norm2; cbn. ring. Qed.

Definition stable1 d := -1 < d < 1.
Definition stable2 d1 d2 := 0 < 1 + d1 + d2 /\ 0 < 1 - d1 + d2 /\ d2 < 1.
Definition stable3 d1 d2 d3 := 0 < 1 + d1 + d2 + d3 /\ 0 < 1 - d1 + d2 - d3 /\ -1 < d3 < 1 /\ 0 < 1 - d2 + d1 * d3 - d3 * d3.

Definition rec1 d (y : nat -> R) := forall t, y (S t) = - d * y t.
Definition rec2 d1 d2 (y : nat -> R) := forall t, y (S (S t)) = - d1 * y (S t) - d2 * y t.
Definition rec3 d1 d2 d3 (y : nat -> R) := forall t, y (S (S (S t))) = - d1 * y (S (S t)) - d2 * y (S t) - d3 * y t.

(* z^2 + d1 z + d2 has two complex roots, of modulus below 1 exactly under Jury's conditions *)
Lemma roots2 : forall d1 d2, exists r1 r2 : C, (r1 + r2 = real (- d1))%C /\ (r1 * r2 = real d2)%C /\
  (stable2 d1 d2 <-> norm2 r1 < 1 /\ norm2 r2 < 1).
Proof.
  intros d1 d2. destruct (Rle_dec 0 (d1 * d1 - 4 * d2)) as [D|D].
  - set (s := sqrt (d1 * d1 - 4 * d2)). assert (S : s * s = d1 * d1 - 4 * d2) by (apply sqrt_sqrt; exact D).
    assert (S0 : 0 <= s) by apply sqrt_pos.
    exists (real ((- d1 + s) / 2)), (real ((- d1 - s) / 2)). repeat split.
    + apply C_eq; cbn; field.
    + apply C_eq; cbn; [|ring]. replace ((- d1 + s) / 2 * ((- d1 - s) / 2) - 0 * 0) with ((d1 * d1 - s * s) / 4) by field. rewrite S. field.
    + unfold norm2; cbn. destruct H as (P & M & B).
      assert (2 + d1 > 0) by lra. assert (s < 2 + d1) by nra. assert (s < 2 - d1) by nra. nra.
    + unfold norm2; cbn. destruct H as (P & M & B). assert (s < 2 + d1) by nra. assert (s < 2 - d1) by nra. nra.
    + destruct H as [H1 H2]. unfold norm2 in H1, H2; cbn in H1, H2. assert (- 2 < - d1 + s < 2) by (split; nra). assert (-2 < - d1 - s < 2) by (split; nra).
      nra.
    + destruct H as [H1 H2]. unfold norm2 in H1, H2; cbn in H1, H2. assert (- 2 < - d1 + s < 2) by (split; nra). assert (-2 < - d1 - s < 2) by (split; nra).
      nra.
    + destruct H as [H1 H2]. unfold norm2 in H1, H2; cbn in H1, H2. assert (- 2 < - d1 + s < 2) by (split; nra). assert (-2 < - d1 - s < 2) by (split; nra).
      nra.
  - set (s := sqrt (4 * d2 - d1 * d1)). assert (S : s * s = 4 * d2 - d1 * d1) by (apply sqrt_sqrt; lra).
    exists (complex (- d1 / 2) (s / 2)), (complex (- d1 / 2) (- s / 2)).
    assert (N : forall e, e * e = s * s / 4 -> norm2 (complex (- d1 / 2) e) = d2).
    { intros e E. unfold norm2; cbn. rewrite E, S. field. }
    split; [apply C_eq; cbn; field|]. split.
    + apply C_eq; cbn; [|field]. replace (- d1 / 2 * (- d1 / 2) - s / 2 * (- s / 2)) with ((d1 * d1 + s * s) / 4) by field. rewrite S. field.
    + rewrite !N by field. unfold stable2. split; [tauto|]. intros [H _]. repeat split; nra.
Qed.

Lemma vanish1 : forall d y f, stable1 d -> (forall t, y (S t) = - d * y t + f t) -> vanishes f -> vanishes y.
Proof.
  intros d y f H E F. apply real_vanishesC. apply (cascade (real (- d)) _ (fun t => real (f t))).
  - unfold norm2, stable1 in *; cbn. nra.
  - intro t. rewrite E. rewrite real_plus, real_mult. reflexivity.
  - apply vanishesC_real; exact F.
Qed.

Lemma vanish2 : forall d1 d2 y f, stable2 d1 d2 -> (forall t, y (S (S t)) = - d1 * y (S t) - d2 * y t + f t) -> vanishes f -> vanishes y.
Proof.
  intros d1 d2 y f H E F. destruct (roots2 d1 d2) as (r1 & r2 & Es & Ep & J). destruct (proj1 J H) as [N1 N2].
  apply real_vanishesC. set (w := fun t => (real (y (S t)) - r2 * real (y t))%C).
  assert (W : vanishesC w).
  { apply (cascade r1 _ (fun t => real (f t))); [exact N1| |apply vanishesC_real; exact F].
    intro t. unfold w. rewrite E, real_plus, real_minus, !real_mult, <- Es, <- Ep. ring. }
  apply (cascade r2 _ w); [exact N2| |exact W]. intro t. unfold w. ring.
Qed.

Lemma real_root3 : forall d1 d2 d3, exists r, r * r * r + d1 * (r * r) + d2 * r + d3 = 0.
Proof.
  intros. set (f := fun z => z * z * z + d1 * (z * z) + d2 * z + d3).
  set (M := 1 + Rabs d1 + Rabs d2 + Rabs d3).
  assert (A1 := Rabs_pos d1). assert (A2 := Rabs_pos d2). assert (A3 := Rabs_pos d3).
  assert (B1 := Rle_abs d1). assert (B2 := Rle_abs d2). assert (B3 := Rle_abs d3).
  assert (C1 := Rle_abs (- d1)). assert (C2 := Rle_abs (- d2)). assert (C3 := Rle_abs (- d3)). rewrite Rabs_Ropp in C1, C2, C3.
  assert (HM : 1 <= M) by (unfold M; lra). assert (E : M = 1 + Rabs d1 + Rabs d2 + Rabs d3) by reflexivity. clearbody M.
  assert (Q : 1 <= M * M) by nra.
  assert (L : forall x q, 0 <= q -> - Rabs x * q <= x * q <= Rabs x * q).
  { intros x q Hq. assert (X := Rle_abs x). assert (Y := Rle_abs (- x)). rewrite Rabs_Ropp in Y. split; apply Rmult_le_compat_r; lra. }
  assert (T1 := L d1 (M * M) ltac:(lra)). assert (T2 := L d2 M ltac:(lra)). assert (T3 := L d3 1 ltac:(lra)).
  assert (U2 : Rabs d2 * M <= Rabs d2 * (M * M)) by (apply Rmult_le_compat_l; nra).
  assert (U3 : Rabs d3 * 1 <= Rabs d3 * (M * M)) by (apply Rmult_le_compat_l; lra).
  assert (K : M * M * M = M * M * (1 + Rabs d1 + Rabs d2 + Rabs d3)) by (rewrite <- E; ring).
  destruct (IVT f (- M) M) as [z [_ Hz]].
  - unfold f. intro z. reg.
  - lra.
  - unfold f. nra.
  - unfold f. nra.
  - exists z. exact Hz.
Qed.

(* z^3 + d1 z^2 + d2 z + d3 = (z - r)(z^2 + a z + b), inside the unit circle exactly under Jury's conditions *)
(* A product of a linear and a quadratic factor is stable exactly where both are. *)
Lemma stable3_factors : forall r a b, stable3 (a - r) (b - r * a) (- r * b) <-> stable1 (- r) /\ stable2 a b.
Proof.
  intros r a b.
  unfold stable3, stable1, stable2. split.
  - intros (P & M & D & X).
    assert (P' : 0 < (1 - r) * (1 + a + b)) by lra. assert (M' : 0 < (1 + r) * (1 - a + b)) by lra.
    assert (X' : 0 < (1 - b) * (1 + a * r + b * r * r)) by lra. clear P M X.
    assert (U : r < 1).
    { destruct (Rlt_dec r 1) as [L|L]; [exact L|exfalso].
      assert (b < 1) by nra. assert (0 < 1 + a * r + b * r * r) by nra. assert (1 < r) by nra. assert (1 + a + b < 0) by nra.
      assert ((r - 1) * (r * b - 1) < 0) by nra. nra. }
    assert (V : - 1 < r).
    { destruct (Rlt_dec (- 1) r) as [L|L]; [exact L|exfalso].
      assert (b < 1) by nra. assert (0 < 1 + a * r + b * r * r) by nra. assert (r < - 1) by nra. assert (1 - a + b < 0) by nra.
      assert ((- r - 1) * (- r * b - 1) < 0) by nra. nra. }
    assert (A1 : 0 < 1 + a + b) by nra. assert (A2 : 0 < 1 - a + b) by nra.
    split; [lra|]. split; [exact A1|]. split; [exact A2|].
    destruct (Rlt_dec b 1) as [L|L]; [exact L|exfalso].
    assert (0 < 1 + a * r + b * r * r).
    { destruct (Rle_dec 0 r).
      - assert ((1 - r) * (1 - b * r) > 0) by nra. nra.
      - assert ((1 + r) * (1 + b * r) > 0) by nra. nra. }
    nra.
  - intros ([R1 R2] & A1 & A2 & L).
    assert (- 1 < b) by lra.
    assert (K : 0 < 1 + a * r + b * r * r).
    { destruct (Rle_dec 0 r).
      - assert (H0 : 0 < (1 - r) * (1 - b * r)) by (apply Rmult_lt_0_compat; nra). nra.
      - assert (H0 : 0 < (1 + r) * (1 + b * r)) by (apply Rmult_lt_0_compat; nra). nra. }
    assert (0 < (1 - r) * (1 + a + b)) by (apply Rmult_lt_0_compat; lra).
    assert (0 < (1 + r) * (1 - a + b)) by (apply Rmult_lt_0_compat; lra).
    assert (0 < (1 - b) * (1 + a * r + b * r * r)) by (apply Rmult_lt_0_compat; lra).
    repeat split; nra.
Qed.

(* What else follows of Jury's conditions, Hurwitz's of the circle as a half plane. *)
Lemma stable3_hurwitz : forall d1 d2 d3, stable3 d1 d2 d3 -> 0 < 3 + d1 - d2 - 3 * d3 /\ 0 < 3 - d1 - d2 + 3 * d3.
Proof.
  intros d1 d2 d3 H. destruct (real_root3 d1 d2 d3) as [r Hr]. set (a := d1 + r). set (b := d2 + r * a).
  assert (E1 : d1 = a - r) by (unfold a; ring). assert (E2 : d2 = b - r * a) by (unfold b; ring).
  assert (E3 : d3 = - r * b) by (unfold b, a; nra). clearbody a b. subst d1 d2 d3. apply stable3_factors in H. destruct H as [[R1 R2] (P & M & L)].
  assert (0 < (1 - r) * (1 - b)) by (apply Rmult_lt_0_compat; lra). assert (0 < (1 + r) * (1 - b)) by (apply Rmult_lt_0_compat; lra).
  assert (0 < (1 + r) * (1 + a + b)) by (apply Rmult_lt_0_compat; lra). assert (0 < (1 - r) * (1 - a + b)) by (apply Rmult_lt_0_compat; lra).
  split; lra.
Qed.

Lemma stable2_factors : forall r s, stable2 (- r - s) (r * s) -> stable1 (- r) /\ stable1 (- s).
Proof.
  unfold stable1, stable2. intros r s (P & M & L). assert (P' : 0 < (1 - r) * (1 - s)) by lra. assert (M' : 0 < (1 + r) * (1 + s)) by lra.
  assert (A : r < 1). { destruct (Rlt_dec r 1) as [K|K]; [exact K|exfalso]. assert (1 < s) by nra. nra. }
  assert (B : - 1 < r). { destruct (Rlt_dec (- 1) r) as [K|K]; [exact K|exfalso]. assert (s < - 1) by nra. nra. }
  split; split; nra.
Qed.

Lemma factor3 : forall d1 d2 d3, exists r a b, d1 = a - r /\ d2 = b - r * a /\ d3 = - r * b /\
  (stable3 d1 d2 d3 <-> stable1 (- r) /\ stable2 a b).
Proof.
  intros d1 d2 d3. destruct (real_root3 d1 d2 d3) as [r Hr]. exists r, (d1 + r), (d2 + r * (d1 + r)).
  assert (E3 : d3 = - r * (d2 + r * (d1 + r))) by nra.
  set (a := d1 + r) in *. set (b := d2 + r * a) in *. assert (E1 : d1 = a - r) by (unfold a; ring). assert (E2 : d2 = b - r * a) by (unfold b; ring).
  split; [exact E1|split; [exact E2|split; [exact E3|]]]. clearbody a b. subst d1 d2 d3. clear Hr. apply stable3_factors.
Qed.

Lemma vanish3 : forall d1 d2 d3 y f, stable3 d1 d2 d3 ->
  (forall t, y (S (S (S t))) = - d1 * y (S (S t)) - d2 * y (S t) - d3 * y t + f t) -> vanishes f -> vanishes y.
Proof.
  intros d1 d2 d3 y f H E F. destruct (factor3 d1 d2 d3) as (r & a & b & E1 & E2 & E3 & J). destruct (proj1 J H) as [N1 N2].
  apply (vanish2 a b _ (fun t => y (S (S t)) + a * y (S t) + b * y t)); [exact N2|intro; ring|].
  apply (vanish1 (- r) _ f); [exact N1| |exact F]. intro t. rewrite E, E1, E2, E3. ring.
Qed.

Lemma rec1_vanishes : forall d y, stable1 d -> rec1 d y -> vanishes y.
Proof. intros d y H E. apply (vanish1 d y (fun _ => 0)); [exact H|intro t; rewrite E; ring|apply vanishes_zero]. Qed.

Lemma rec2_vanishes : forall d1 d2 y, stable2 d1 d2 -> rec2 d1 d2 y -> vanishes y.
Proof. intros d1 d2 y H E. apply (vanish2 d1 d2 y (fun _ => 0)); [exact H|intro t; rewrite E; ring|apply vanishes_zero]. Qed.

Lemma rec3_vanishes : forall d1 d2 d3 y, stable3 d1 d2 d3 -> rec3 d1 d2 d3 y -> vanishes y.
Proof. intros d1 d2 d3 y H E. apply (vanish3 d1 d2 d3 y (fun _ => 0)); [exact H|intro t; rewrite E; ring|apply vanishes_zero]. Qed.

(* The converses: where every solution tends to 0, the conditions hold. *)
Lemma rec1_stable : forall d, (forall y, rec1 d y -> vanishes y) -> stable1 d.
Proof.
  intros d H. unfold stable1. assert (- 1 < - d < 1); [|lra]. apply pow_vanishes. apply H. intro t. cbn. ring.
Qed.

Lemma Cpow_S : forall (a : C) n, (a ^ S n = a * a ^ n)%C. Proof. reflexivity. Qed.

Lemma norm2_pow : forall a n, norm2 (a ^ n)%C = norm2 a ^ n.
Proof. intros a n; induction n as [|n IH]; [unfold norm2; cbn; ring|]. rewrite Cpow_S, norm2_mult, IH. reflexivity. Qed.

Lemma rec2_root : forall d1 d2 (r : C), (r * r + real d1 * r + real d2 = real 0)%C ->
  rec2 d1 d2 (fun t => re (r ^ t)%C) /\ rec2 d1 d2 (fun t => im (r ^ t)%C).
Proof.
  intros d1 d2 r E. assert (K : forall t, (r ^ S (S t) = real (- d1) * r ^ S t + real (- d2) * r ^ t)%C).
  { intro t. rewrite !Cpow_S. rewrite !real_opp.
    replace (r * (r * r ^ t))%C with ((r * r + real d1 * r + real d2) * r ^ t - real d1 * (r * r ^ t) - real d2 * r ^ t)%C by ring.
    rewrite E. ring. }
  split; intro t; cbv beta; rewrite K; cbn; ring.
Qed.

Lemma rec2_stable : forall d1 d2, (forall y, rec2 d1 d2 y -> vanishes y) -> stable2 d1 d2.
Proof.
  intros d1 d2 H. destruct (roots2 d1 d2) as (r1 & r2 & Es & Ep & J).
  assert (N : forall r, (r * r + real d1 * r + real d2 = real 0)%C -> norm2 r < 1).
  { intros r E. destruct (rec2_root d1 d2 r E) as [A B]. assert (A' := H _ A). assert (B' := H _ B).
    assert (P : vanishes (fun t => norm2 r ^ t)).
    { refine (vanishes_ext _ _ _ (vanishes_plus _ _ (vanishes_mult _ _ A' A') (vanishes_mult _ _ B' B'))).
      intro t. rewrite <- norm2_pow. reflexivity. }
    apply pow_vanishes in P. lra. }
  apply J. assert (Q : forall r s, (r + s = real (- d1))%C -> (r * s = real d2)%C -> (r * r + real d1 * r + real d2 = real 0)%C).
  { intros r s S P. rewrite <- P. replace (real d1) with (- (r + s))%C by (rewrite S, real_opp; ring). ring. }
  split; apply N; [apply (Q r1 r2)|apply (Q r2 r1)]; auto; [rewrite <- Es|rewrite <- Ep]; ring.
Qed.

Lemma rec3_stable : forall d1 d2 d3, (forall y, rec3 d1 d2 d3 y -> vanishes y) -> stable3 d1 d2 d3.
Proof.
  intros d1 d2 d3 H. destruct (factor3 d1 d2 d3) as (r & a & b & E1 & E2 & E3 & J). apply J. split.
  - apply rec1_stable. intros y E. apply H. intro t. rewrite !E, E1, E2, E3. ring.
  - apply rec2_stable. intros y E. apply H. intro t. rewrite !E, E1, E2, E3. ring.
Qed.

(* Sums of squares. *)
Fixpoint sum (t : nat) (f : nat -> R) : R := match t with O => 0 | S k => sum k f + f k end.
Definition square (x : R) := x * x.
Definition sum_of_squares (y : nat -> R) (t : nat) : R := sum t (fun k => square (y k)).

Lemma sum_ext : forall t f g, (forall k, (k < t)%nat -> f k = g k) -> sum t f = sum t g.
Proof. induction t as [|t IH]; intros f g E; [reflexivity|]. cbn. rewrite (IH f g), E; auto with arith. Qed.

Lemma sum_scale : forall t a f, sum t (fun k => a * f k) = a * sum t f.
Proof. induction t as [|t IH]; intros; cbn; [ring|]. rewrite IH. ring. Qed.

Lemma sum_plus : forall t f g, sum t (fun k => f k + g k) = sum t f + sum t g.
Proof. induction t as [|t IH]; intros; cbn; [ring|]. rewrite IH. ring. Qed.

Lemma sum_zero : forall t, sum t (fun _ => 0) = 0.
Proof. induction t as [|t IH]; cbn; [reflexivity|]. rewrite IH. ring. Qed.

Lemma sum_first : forall t f, sum (S t) f = f 0%nat + sum t (fun k => f (S k)).
Proof. induction t as [|t IH]; intro f; [cbn; ring|]. change (sum (S (S t)) f) with (sum (S t) f + f (S t)). rewrite IH. cbn. ring. Qed.

Lemma sum_reverse : forall t f, sum t (fun k => f (t - 1 - k)%nat) = sum t f.
Proof.
  induction t as [|t IH]; intro f; [reflexivity|]. rewrite sum_first.
  replace (sum t (fun k => f (S t - 1 - S k)%nat)) with (sum t f).
  - cbn [sum]. replace (S t - 1 - 0)%nat with t by lia. ring.
  - rewrite <- (IH f). apply sum_ext. intros k Hk. f_equal. lia.
Qed.

Lemma invariant_sum : forall y Q q, (forall t, Q t = square (y t) + Q (S t)) -> Q 0%nat = q -> vanishes Q ->
  Un_cv (sum_of_squares y) q /\ (forall t, sum_of_squares y t <= q).
Proof.
  intros y Q q HQ H0 V. assert (K : forall t, sum_of_squares y t = q - Q t).
  { induction t as [|t IH]; [unfold sum_of_squares; cbn; rewrite H0; ring|].
    change (sum_of_squares y (S t)) with (sum_of_squares y t + square (y t)). rewrite IH, HQ. ring. }
  assert (L : Un_cv (sum_of_squares y) q).
  { apply (cv_ext (fun t => q - Q t)); [intro; symmetry; apply K|]. replace q with (q - 0) at 1 by ring. apply CV_minus; [apply cv_const|exact V]. }
  split; [exact L|]. apply growing_ineq; [|exact L]. intro t. change (sum_of_squares y (S t)) with (sum_of_squares y t + square (y t)).
  unfold square. nra.
Qed.

Definition total1 d y0 := y0 * y0 / ((1 - d) * (1 + d)).
Definition bottom2 d1 d2 := (1 - d2) * (1 - d1 + d2) * (1 + d1 + d2).
Definition total2 d1 d2 y0 y1 :=
  ((1 + d2 + d1 * d1 * d2 - d1 * d1) * (y0 * y0) + 2 * (d1 * d2) * (y0 * y1) + (1 + d2) * (y1 * y1)) / bottom2 d1 d2.
Definition bottom3 d1 d2 d3 := (1 - d1 + d2 - d3) * (1 + d1 + d2 + d3) * (1 - d2 + d1 * d3 - d3 * d3).
Definition total3 d1 d2 d3 y0 y1 y2 :=
  - ((d1 * d1 * d1 * d3 - d1 * d1 * d2 + d1 * d1 * d3 * d3 + d1 * d1 - d1 * d2 * d2 * d3 - 4 * d1 * d2 * d3 + d1 * d3 + d2 * d2 * d2
       + d2 * d2 * d3 * d3 + d2 * d2 - d2 + d3 * d3 - 1) * (y0 * y0)
     + 2 * (d3 * (d2 + 1) * (d1 * d3 - d2)) * (y0 * y1) - 2 * (d3 * (d1 - d2 * d3)) * (y0 * y2)
     + (d1 * d1 * d1 * d3 - d1 * d1 * d2 + d1 * d1 * d3 * d3 + d1 * d1 - 2 * d1 * d2 * d3 + d1 * d3 - d2 + d3 * d3 - 1) * (y1 * y1)
     + 2 * ((d1 + d3) * (d1 * d3 - d2)) * (y1 * y2) + (d1 * d3 - d2 + d3 * d3 - 1) * (y2 * y2)) / bottom3 d1 d2 d3.

Lemma sum1 : forall d y, stable1 d -> rec1 d y ->
  Un_cv (sum_of_squares y) (total1 d (y 0%nat)) /\ (forall t, sum_of_squares y t <= total1 d (y 0%nat)).
Proof.
  intros d y H E. assert (V := rec1_vanishes d y H E). unfold stable1 in H.
  apply (invariant_sum y (fun t => total1 d (y t))); [|reflexivity|].
  - intro t. rewrite E. unfold total1, square. field. split; lra.
  - apply (vanishes_ext (fun t => / ((1 - d) * (1 + d)) * (y t * y t))).
    + intro t. unfold total1. field. split; lra.
    + apply vanishes_scale, vanishes_mult; exact V.
Qed.

Lemma sum2 : forall d1 d2 y, stable2 d1 d2 -> rec2 d1 d2 y ->
  Un_cv (sum_of_squares y) (total2 d1 d2 (y 0%nat) (y 1%nat)) /\ (forall t, sum_of_squares y t <= total2 d1 d2 (y 0%nat) (y 1%nat)).
Proof.
  intros d1 d2 y H E. assert (V := rec2_vanishes d1 d2 y H E). destruct H as (P & M & L). assert (V1 := vanishes_next _ V).
  apply (invariant_sum y (fun t => total2 d1 d2 (y t) (y (S t)))); [|reflexivity|].
  - intro t. rewrite E. unfold total2, bottom2, square. field. repeat split; lra.
  - apply (vanishes_ext (fun t => (1 + d2 + d1 * d1 * d2 - d1 * d1) / bottom2 d1 d2 * (y t * y t)
       + 2 * (d1 * d2) / bottom2 d1 d2 * (y t * y (S t)) + (1 + d2) / bottom2 d1 d2 * (y (S t) * y (S t)))).
    + intro t. unfold total2, bottom2. field. repeat split; lra.
    + repeat apply vanishes_plus; apply vanishes_scale, vanishes_mult; assumption.
Qed.

Lemma sum3 : forall d1 d2 d3 y, stable3 d1 d2 d3 -> rec3 d1 d2 d3 y ->
  Un_cv (sum_of_squares y) (total3 d1 d2 d3 (y 0%nat) (y 1%nat) (y 2%nat)) /\ (forall t, sum_of_squares y t <= total3 d1 d2 d3 (y 0%nat) (y 1%nat) (y 2%nat)).
Proof.
  intros d1 d2 d3 y H E. assert (V := rec3_vanishes d1 d2 d3 y H E). destruct H as (P & M & D & X).
  assert (V1 := vanishes_next _ V). assert (V2 := vanishes_next _ V1).
  assert (N : bottom3 d1 d2 d3 <> 0) by (unfold bottom3; repeat apply Rmult_integral_contrapositive_currified; lra).
  apply (invariant_sum y (fun t => total3 d1 d2 d3 (y t) (y (S t)) (y (S (S t))))); [|reflexivity|].
  - intro t. rewrite E. unfold total3, square, bottom3. field. repeat split; lra.
  - set (q := / bottom3 d1 d2 d3).
    apply (vanishes_ext (fun t =>
      - (q * (d1 * d1 * d1 * d3 - d1 * d1 * d2 + d1 * d1 * d3 * d3 + d1 * d1 - d1 * d2 * d2 * d3 - 4 * d1 * d2 * d3 + d1 * d3 + d2 * d2 * d2
       + d2 * d2 * d3 * d3 + d2 * d2 - d2 + d3 * d3 - 1)) * (y t * y t) + - (q * 2 * (d3 * (d2 + 1) * (d1 * d3 - d2))) * (y t * y (S t))
       + (q * 2 * (d3 * (d1 - d2 * d3))) * (y t * y (S (S t)))
       + - (q * (d1 * d1 * d1 * d3 - d1 * d1 * d2 + d1 * d1 * d3 * d3 + d1 * d1 - 2 * d1 * d2 * d3 + d1 * d3 - d2 + d3 * d3 - 1)) * (y (S t) * y (S t))
       + - (q * 2 * ((d1 + d3) * (d1 * d3 - d2))) * (y (S t) * y (S (S t)))
       + - (q * (d1 * d3 - d2 + d3 * d3 - 1)) * (y (S (S t)) * y (S (S t))))).
    + intro t. unfold total3, Rdiv. fold q. ring.
    + repeat apply vanishes_plus; apply vanishes_scale, vanishes_mult; assumption.
Qed.

(* Generating functions: sum of y_k z^k for 0 < z < 1. *)
Definition power_sum (y : nat -> R) (z : R) (t : nat) : R := sum t (fun k => y k * z ^ k).

Lemma limit_by_remainder : forall P R0 n d, d <> 0 -> (forall t, d * P t = n - R0 t) -> vanishes R0 -> Un_cv P (n / d).
Proof.
  intros P R0 n d N E V. apply (cv_ext (fun t => / d * (n - R0 t))).
  - intro t. rewrite <- E. field. exact N.
  - replace (n / d) with (/ d * (n - 0)) by (field; exact N). apply CV_mult; [apply cv_const|apply CV_minus; [apply cv_const|exact V]].
Qed.

Lemma power_sum_S : forall y z t, power_sum y z (S t) = power_sum y z t + y t * z ^ t. Proof. reflexivity. Qed.

Lemma series1 : forall d y z, stable1 d -> rec1 d y -> 0 < z < 1 -> Un_cv (power_sum y z) (y 0%nat / (1 + d * z)).
Proof.
  intros d y z H E Hz. assert (V := rec1_vanishes d y H E). assert (Z : vanishes (fun t => z ^ t)) by (apply vanishes_pow; lra).
  apply (limit_by_remainder _ (fun t => z ^ t * y t)); [unfold stable1 in H; nra| |apply vanishes_mult; assumption].
  induction t as [|t IH]; [unfold power_sum; cbn; ring|]. rewrite power_sum_S, Rmult_plus_distr_l, IH, E. cbn [pow]. ring.
Qed.

Lemma series2 : forall d1 d2 y z, stable2 d1 d2 -> rec2 d1 d2 y -> 0 < z < 1 ->
  Un_cv (power_sum y z) ((y 0%nat + (y 1%nat + d1 * y 0%nat) * z) / (1 + d1 * z + d2 * (z * z))).
Proof.
  intros d1 d2 y z H E Hz. assert (V := rec2_vanishes d1 d2 y H E). assert (Z : vanishes (fun t => z ^ t)) by (apply vanishes_pow; lra).
  assert (V1 := vanishes_next _ V). destruct H as (P & M & L).
  apply (limit_by_remainder _ (fun t => (z ^ t * y t + z * (z ^ t * y (S t))) + d1 * z * (z ^ t * y t))).
  - assert (0 < (1 - z) * (1 + (1 + d1) * z)) by (apply Rmult_lt_0_compat; nra).
    assert (0 < z * z * (1 + d1 + d2)) by (apply Rmult_lt_0_compat; nra). nra.
  - induction t as [|t IH]; [unfold power_sum; cbn; ring|]. rewrite power_sum_S, Rmult_plus_distr_l, IH, E. cbn [pow]. ring.
  - repeat apply vanishes_plus; repeat apply vanishes_scale; try apply vanishes_mult; assumption.
Qed.

Lemma series3 : forall d1 d2 d3 y z, stable3 d1 d2 d3 -> rec3 d1 d2 d3 y -> 0 < z < 1 ->
  Un_cv (power_sum y z) ((y 0%nat + (y 1%nat + d1 * y 0%nat) * z + (y 2%nat + d1 * y 1%nat + d2 * y 0%nat) * (z * z))
    / (1 + d1 * z + d2 * (z * z) + d3 * (z * z * z))).
Proof.
  intros d1 d2 d3 y z H E Hz. assert (V := rec3_vanishes d1 d2 d3 y H E). assert (Z : vanishes (fun t => z ^ t)) by (apply vanishes_pow; lra).
  assert (V1 := vanishes_next _ V). assert (V2 := vanishes_next _ V1).
  apply (limit_by_remainder _ (fun t => (z ^ t * y t + z * (z ^ t * y (S t)) + z * z * (z ^ t * y (S (S t))))
    + (d1 * z * (z ^ t * y t) + d1 * (z * z) * (z ^ t * y (S t))) + d2 * (z * z) * (z ^ t * y t))).
  - destruct (factor3 d1 d2 d3) as (r & a & b & E1 & E2 & E3 & J). destruct (proj1 J H) as [[R1 R2] (P & M & L)]. subst d1 d2 d3.
    assert (0 < (1 - z) * (1 + (1 + a) * z)) by (apply Rmult_lt_0_compat; nra).
    assert (0 < z * z * (1 + a + b)) by (apply Rmult_lt_0_compat; nra).
    assert (0 < (1 - r * z) * (1 + a * z + b * (z * z))) by (apply Rmult_lt_0_compat; nra). nra.
  - induction t as [|t IH]; [unfold power_sum; cbn; ring|]. rewrite power_sum_S, Rmult_plus_distr_l, IH, E. cbn [pow]. ring.
  - repeat apply vanishes_plus; repeat apply vanishes_scale; try apply vanishes_mult; assumption.
Qed.

(* A product of stable factors is stable. *)
Lemma product12 : forall r a b, stable1 (- r) -> stable2 a b -> stable3 (a - r) (b - r * a) (- r * b).
Proof.
  intros r a b [R1 R2] (A1 & A2 & L). unfold stable3. assert (- 1 < b) by lra.
  assert (K : 0 < 1 + a * r + b * r * r).
  { destruct (Rle_dec 0 r).
    - assert (H0 : 0 < (1 - r) * (1 - b * r)) by (apply Rmult_lt_0_compat; nra). nra.
    - assert (H0 : 0 < (1 + r) * (1 + b * r)) by (apply Rmult_lt_0_compat; nra). nra. }
  assert (0 < (1 - r) * (1 + a + b)) by (apply Rmult_lt_0_compat; lra).
  assert (0 < (1 + r) * (1 - a + b)) by (apply Rmult_lt_0_compat; lra).
  assert (0 < (1 - b) * (1 + a * r + b * r * r)) by (apply Rmult_lt_0_compat; lra).
  repeat split; nra.
Qed.
Lemma product11 : forall r s, stable1 (- r) -> stable1 (- s) -> stable2 (- r - s) (r * s).
Proof.
  intros r s [R1 R2] [S1 S2]. unfold stable2.
  assert (0 < (1 - r) * (1 - s)) by (apply Rmult_lt_0_compat; lra). assert (0 < (1 + r) * (1 + s)) by (apply Rmult_lt_0_compat; lra).
  repeat split; try lra. destruct (Rle_dec 0 r).
  - destruct (Rle_dec s 0); [nra|]. assert (r * s < 1 * 1) by (apply Rmult_le_0_lt_compat; lra). lra.
  - destruct (Rle_dec 0 s); [nra|]. assert ((- r) * (- s) < 1 * 1) by (apply Rmult_le_0_lt_compat; lra). lra.
Qed.

(* 1 + d1 z + ... + dn z^n has no root in (0, 1) where the recurrence is stable. *)
Lemma series_bottom1 : forall d z, stable1 d -> 0 < z -> z < 1 -> 0 < 1 + d * z.
Proof. unfold stable1. intros d z H L U. nra. Qed.
Lemma series_bottom2 : forall d1 d2 z, stable2 d1 d2 -> 0 < z -> z < 1 -> 0 < 1 + d1 * z + d2 * (z * z).
Proof.
  intros d1 d2 z (P & M & L) Z0 Z1. assert (0 < (1 - z) * (1 + (1 + d1) * z)) by (apply Rmult_lt_0_compat; nra).
  assert (0 < z * z * (1 + d1 + d2)) by (apply Rmult_lt_0_compat; nra). nra.
Qed.
Lemma series_bottom3 : forall d1 d2 d3 z, stable3 d1 d2 d3 -> 0 < z -> z < 1 -> 0 < 1 + d1 * z + d2 * (z * z) + d3 * (z * z * z).
Proof.
  intros d1 d2 d3 z H Z0 Z1. destruct (factor3 d1 d2 d3) as (r & a & b & E1 & E2 & E3 & J). destruct (proj1 J H) as [[R1 R2] (P & M & L)]. subst d1 d2 d3.
  assert (0 < (1 - z) * (1 + (1 + a) * z)) by (apply Rmult_lt_0_compat; nra).
  assert (0 < z * z * (1 + a + b)) by (apply Rmult_lt_0_compat; nra).
  assert (0 < (1 - r * z) * (1 + a * z + b * (z * z))) by (apply Rmult_lt_0_compat; nra). nra.
Qed.

Lemma stable1_same : forall d e, stable1 d -> d = e -> stable1 e. Proof. intros; subst; assumption. Qed.
Lemma stable2_same : forall d1 d2 e1 e2, stable2 d1 d2 -> d1 = e1 -> d2 = e2 -> stable2 e1 e2. Proof. intros; subst; assumption. Qed.
Lemma stable3_same : forall d1 d2 d3 e1 e2 e3, stable3 d1 d2 d3 -> d1 = e1 -> d2 = e2 -> d3 = e3 -> stable3 e1 e2 e3.
Proof. intros; subst; assumption. Qed.
