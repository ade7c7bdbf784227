"""What a proposition says, as plain data: suprema and infima of measures over sets of equilibria; words for sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from deterrence.formula import Condition, Formula

MONOTONE = {
    "rises in": ">",
    "falls in": "<",
    "never falls in": ">=",
    "never rises in": "<=",
    "does not change in": "==",
}
"""How the value at the greater of two numbers stands to the value at the lesser."""
WORDS = ("every", "some", "none")
NO_PACT = "no pact"


@dataclass(frozen=True)
class Place:
    """Of which equilibria, and where.

    Attributes
    ----------
    over
        ``"all"`` equilibria, the ``"refined"`` ones, or a region's name.
    at
        Names that are replaced by formulas.
    under
        The pact that the terms come from; None for the one of the question.
    of
        The model; None for the one of the question.
    """

    over: str = "all"
    at: tuple[tuple[str, Formula], ...] = ()
    under: str | None = None
    of: str | None = None

    def __str__(self) -> str:
        parts = []
        if self.over != "all":
            parts.append(f"over {self.over}" if self.over == "refined" else f'over "{self.over}"')
        if self.at:
            parts.append("at (" + ", ".join(f"{name} = {formula.text}" for name, formula in self.at) + ")")
        if self.under is not None:
            parts.append(f'under "{self.under}"')
        if self.of is not None:
            parts.append(f'of "{self.of}"')
        return "".join(f" {part}" for part in parts)


@dataclass(frozen=True)
class Quantity:
    """The supremum (``"most"``) or infimum (``"least"``) of a measure over a set of equilibria."""

    end: str
    measure: str
    place: Place = Place()

    def __str__(self) -> str:
        return f'{self.end} "{self.measure}"{self.place}'


@dataclass(frozen=True)
class Comparison:
    """A condition in which some names stand for quantities."""

    condition: Condition
    quantities: Mapping[str, Quantity] = field(default_factory=dict)

    def __str__(self) -> str:
        return _written(self.condition.text, self.quantities)


@dataclass(frozen=True)
class Monotone:
    """That a quantity rises, falls or does not change in a name: see `MONOTONE`."""

    quantity: Quantity
    direction: str
    name: str

    def __str__(self) -> str:
        return f"{self.quantity} {self.direction} {self.name}"


@dataclass(frozen=True)
class Presence:
    """That an equilibrium of a set has a region's shape (``"exists"``), none has (``"no"``), all have (``"only"``)."""

    kind: str
    region: str
    place: Place = Place()

    def __str__(self) -> str:
        return f'{self.kind} "{self.region}"{self.place}'


@dataclass(frozen=True)
class Emptiness:
    """That a set of equilibria is not empty (``"some"``), or empty (``"no"``)."""

    kind: str
    place: Place = Place()

    def __str__(self) -> str:
        return f"{self.kind} equilibrium{self.place}"


@dataclass(frozen=True)
class UniqueOutcome:
    """That a set of equilibria is not empty, and all give every ending the same probability."""

    place: Place = Place()

    def __str__(self) -> str:
        return f"unique outcome{self.place}"


@dataclass(frozen=True)
class Deters:
    """A word for a set of equilibria: that the model's event is deterred in every one, in some, in none."""

    word: str
    place: Place = Place()

    def __str__(self) -> str:
        return f"deters in {self.word}{self.place}"


Statement = Comparison | Monotone | Presence | Emptiness | UniqueOutcome | Deters


@dataclass(frozen=True)
class Proposition:
    """Statements, said of all points at which some conditions hold.

    Attributes
    ----------
    statements
        All of them are claimed.
    when
        Where; everywhere if empty.
    exactly
        Whether they are also claimed to fail wherever the conditions do.
    """

    statements: tuple[Statement, ...]
    when: tuple[Condition, ...] = ()
    exactly: bool = False

    def __str__(self) -> str:
        said = " and ".join(map(str, self.statements))
        if not self.when:
            return said
        return f"{said} {'exactly ' * self.exactly}when {' and '.join(c.text for c in self.when)}"

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """Every supremum and infimum spoken of."""
        found: list[Quantity] = []
        for statement in self.statements:
            if isinstance(statement, Comparison):
                found += statement.quantities.values()
            elif isinstance(statement, Monotone):
                found.append(statement.quantity)
        return tuple(found)

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place spoken of."""
        found: list[Place] = []
        for statement in self.statements:
            if isinstance(statement, Comparison):
                found += [quantity.place for quantity in statement.quantities.values()]
            elif isinstance(statement, Monotone):
                found.append(statement.quantity.place)
            else:
                found.append(statement.place)
        return tuple(dict.fromkeys(found))


def _written(text: str, quantities: Mapping[str, Quantity]) -> str:
    for name, quantity in quantities.items():
        text = text.replace(name, str(quantity))
    return text
