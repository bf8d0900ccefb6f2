"""Certificates: the ways in which a step of a proof is settled."""
