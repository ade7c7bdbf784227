"""Exact values in FLINT's rationals are those of Fractions, step by step, and errors are those of the careful path."""

from __future__ import annotations

import copy
import pickle
import random
from fractions import Fraction as F
from typing import Any

import flint
import pytest

from deterrence.errors import ModelError
from deterrence.formula import EXACT, evaluate, parse
from deterrence.formula.fast import run
from deterrence.formula.tree import Step, fold

assert flint.fmpq  # loaded, so that the fast path is taken


def by_fractions(text: str, values: dict[str, F]) -> F:
    """The same formula by Python's own numbers."""

    def rule(step: Step, operands: list[Any]) -> Any:
        match step.operation:
            case "number":
                return F(step.value)  # type: ignore[arg-type]
            case "name":
                return values[str(step.value)]
            case "negate":
                return -operands[0]
            case "**":
                return operands[0] ** step.value
            case "min" | "max":
                return (min if step.operation == "min" else max)(operands)
        left, right = operands
        return {"+": left + right, "-": left - right, "*": left * right}.get(step.operation) or (
            left / right if step.operation == "/" else F(0)
        )

    return fold(parse(text).steps, rule)


def drawn(rng: random.Random, depth: int) -> str:
    if depth == 0 or rng.random() < 0.2:
        return rng.choice(["a", "b", "c", "2", "1/3", "0.7"])
    left, right = drawn(rng, depth - 1), drawn(rng, depth - 1)
    kind = rng.choice(["+", "-", "*", "/", "**", "min", "max", "negate"])
    if kind in ("min", "max"):
        return f"{kind}({left}, {right}, a)"
    if kind == "**":
        return f"({left})**{rng.randint(0, 3)}"
    return f"-({left})" if kind == "negate" else f"(({left}) {kind} ({right}))"


def test_the_same_numbers() -> None:
    rng, divided = random.Random("fast"), 0
    for _ in range(1000):
        text = drawn(rng, 3)
        values = {name: F(rng.randint(-3, 3), rng.randint(1, 3)) for name in "abc"}
        formula = parse(text)
        assert formula.instructions is not None
        found = run(formula.instructions, values)
        try:
            wanted = by_fractions(text, values)
        except ZeroDivisionError:
            assert found is None
            divided += 1
            with pytest.raises(ModelError, match="divides by zero"):
                evaluate(formula, values)
            continue
        assert found == wanted == evaluate(formula, values, EXACT)
        assert type(evaluate(formula, values)) is F
    assert 10 <= divided <= 500


def test_what_is_unusual_is_said_by_the_careful_path() -> None:
    with pytest.raises(ModelError, match="b has no value"):
        evaluate(parse("a + b"), {"a": 1})
    with pytest.raises(ModelError, match="beyond 4,000 digits"):
        evaluate(parse("a**9"), {"a": F(3**3000)})
    assert evaluate(parse("a + b"), {"a": "0.9", "b": 0.1}) == 1
    assert evaluate(parse("one_enough(a, 2)"), {"a": F(1, 2)}) == F(3, 4)
    assert parse("one_enough(a, 2)").instructions is None


def test_a_formula_with_instructions_is_copied_like_any_other() -> None:
    formula = parse("a/3 + min(a, 2)")
    assert evaluate(formula, {"a": 1}) == F(4, 3)
    assert pickle.loads(pickle.dumps(formula)) == formula == copy.deepcopy(formula)
