"""Proofs for the other game forms, one file a form: each sees its game and nothing else."""
