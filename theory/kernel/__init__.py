"""Claims as theorems of Rocq, with proofs made from their certificates."""

import theory as theory
