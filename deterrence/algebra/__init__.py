"""Polynomial systems over the rationals, and the real algebraic numbers that solve them.

`number` holds the numbers, `finite` the systems with finitely many solutions, `system` all systems with inequalities.
"""
