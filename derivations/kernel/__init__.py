"""Claims checked by Rocq: the library of the proofs, and what runs its compiler."""

import theory as theory
