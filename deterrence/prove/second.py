"""Systems without a solution, put to a second method that shares nothing with the first.

cvc5 decides them by cylindrical algebraic coverings (Abraham, Davenport, England and Kremer 2021), z3 by nlsat
(Jovanovic and de Moura 2012). Where cvc5 is not installed z3's core for products, with Groebner bases and lemmas, is
asked, with nlsat switched off; it confirms fewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

from deterrence.errors import SolverError

if TYPE_CHECKING:
    from deterrence.prove.oracle import Oracle
    from deterrence.prove.systems import System
    from deterrence.regions.signs import Sign

COVERINGS = "cvc5, by cylindrical algebraic coverings,"
PRODUCTS = "z3 without nlsat"
MOST = {COVERINGS: 200, PRODUCTS: 12}  # systems asked again
STEPS = {COVERINGS: 200_000, PRODUCTS: 1_000_000}  # for one of them, as each counts
PATIENCE = 4  # undecided systems after which no more are asked
SECONDS = 30  # for one of them: a guard for work that is not counted as steps
HIGHEST = 6  # total degree of what z3 is asked: Groebner bases beyond take hours that no step counts


class Second(NamedTuple):
    """How many systems a second method was asked about, and how many it confirmed to have no solution."""

    asked: int = 0
    confirmed: int = 0
    method: str = ""

    def __str__(self) -> str:
        return f"{self.method} confirms {self.confirmed} of {self.asked} systems without a solution"


NOT_ASKED = Second()


def again(oracle: Oracle, systems: Sequence[System], method: str | None = None) -> Second:
    """Ask a second method about a sample of systems that have no solution.

    Raises
    ------
    SolverError
        If it finds a solution.
    """
    chosen = method or (COVERINGS if find_spec("cvc5") else PRODUCTS)
    able = [system for system in systems if chosen == COVERINGS or system.degree <= HIGHEST]
    most = MOST[chosen]
    sample = able[:: -(-len(able) // most)] if able else []
    ask = _covered if chosen == COVERINGS else _products
    said: list[bool | None] = []
    for system in sample:
        if said.count(None) < PATIENCE:
            said.append(ask(oracle, system))
    if True in said:
        raise SolverError("two methods disagree about a system of conditions: please report this")
    return Second(len(said), said.count(False), chosen) if said else NOT_ASKED


def _products(oracle: Oracle, system: System) -> bool | None:
    """Whether there is a solution, by z3 without nlsat; None where it does not decide."""
    import z3

    solver = z3.SimpleSolver(oracle.context)
    solver.set("rlimit", STEPS[PRODUCTS])
    solver.set("timeout", 1000 * SECONDS)
    solver.set("arith.nl.nra", False)
    solver.add(*oracle.terms(system))
    answer = solver.check()
    return True if answer == z3.sat else False if answer == z3.unsat else None


def _covered(oracle: Oracle, system: System) -> bool | None:
    """Whether there is a solution, by cvc5; None where it does not decide."""
    import cvc5

    manager = cvc5.TermManager()
    solver = cvc5.Solver(manager)
    solver.setLogic("QF_NRA")
    solver.setOption("rlimit-per", str(STEPS[COVERINGS]))
    solver.setOption("tlimit-per", str(1000 * SECONDS))
    domain = oracle.domain
    real = {name: manager.mkConst(manager.getRealSort(), name) for name in domain.ring.names}
    kinds = {"<": cvc5.Kind.LT, "<=": cvc5.Kind.LEQ, ">": cvc5.Kind.GT, ">=": cvc5.Kind.GEQ}

    def number(value: Any) -> Any:
        return manager.mkReal(value.numerator, value.denominator)

    def condition(sign: Sign) -> Any:
        total = [number(0)]
        for powers, coefficient in sign.polynomial.terms:
            factors = [real[name] for name, power in zip(domain.ring.names, powers, strict=False) for _ in range(power)]
            total.append(manager.mkTerm(cvc5.Kind.MULT, number(coefficient), number(1), *factors))
        value = manager.mkTerm(cvc5.Kind.ADD, number(0), *total)
        if sign.relation in kinds:
            return manager.mkTerm(kinds[sign.relation], value, number(0))
        equal = manager.mkTerm(cvc5.Kind.EQUAL, value, number(0))
        return equal if sign.relation == "==" else manager.mkTerm(cvc5.Kind.NOT, equal)

    for name, (low, high) in domain.ranges.items():
        for end, kind in ((low, ">="), (high, "<=")):
            if end is not None:
                solver.assertFormula(manager.mkTerm(kinds[kind], real[name], number(end)))
    for sign in (*domain.assumptions, *system.holding):
        solver.assertFormula(condition(sign))
    for group in system.never:
        opposites = [condition(sign.opposite) for sign in group]
        solver.assertFormula(manager.mkTerm(cvc5.Kind.OR, *opposites) if len(opposites) > 1 else opposites[0])
    answer = solver.checkSat()
    return True if answer.isSat() else False if answer.isUnsat() else None
