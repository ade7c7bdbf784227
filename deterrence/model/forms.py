"""The game forms a model file may have: which sections each needs, and how they become the primitives of a game."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from deterrence.formula import EXACT, Formula, Reading
from deterrence.model.attrition import read_attrition
from deterrence.model.bargaining import read_bargaining
from deterrence.model.contributions import read_contributions
from deterrence.model.cutoffs import read_cutoffs
from deterrence.model.matrix import read_matrix
from deterrence.model.names import Reader
from deterrence.model.network import read_network
from deterrence.model.repeated import read_repeated
from deterrence.model.tree import read_tree

if TYPE_CHECKING:
    from deterrence.model.model import Model
    from deterrence.ranges import Range


class Primitives(Protocol):
    """A game with formulas in place of numbers: what a form reads from a model file.

    Trees and matrices have events, and their measures are probabilities of those. The other forms also have
    ``measure_names``, what may be asked of an equilibrium, and ``measured(values, answer)``, the range of each over the
    solver's answer.
    """

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """Every formula the game rests on."""

    def game(self, values: Mapping[str, Any], reading: Reading = EXACT) -> Any:
        """The game at some values, in any number system."""


class Measured(Primitives, Protocol):
    """The primitives of a form without histories."""

    @property
    def measure_names(self) -> tuple[str, ...]:
        """What may be asked of an equilibrium."""

    def measured(self, values: Mapping[str, Any], answer: Any) -> Mapping[str, Range]:
        """The range of each measure over a solver's answer."""


@dataclass(frozen=True)
class Form:
    """A game form.

    Attributes
    ----------
    needs
        Sections that must be there.
    takes
        Sections that may be there; those that only other forms know are refused.
    read
        From a checked model and a reader of formulas, the primitives.
    """

    needs: tuple[str, ...]
    takes: tuple[str, ...]
    read: Callable[[Model, Reader], Any]


# a form for a name; a new form is one line here and one section of Model
FORMS: dict[str, Form] = {
    "extensive": Form(
        ("players", "moves", "payoffs"), ("types", "events", "measures", "deters", "response"), read_tree
    ),
    "strategic": Form(("players", "actions", "payoffs"), ("events", "measures", "deters", "response"), read_matrix),
    "provision": Form(("provision",), ("players", "free_riding", "units"), read_contributions),
    "cutoff": Form(("cutoffs",), ("players", "measures", "deters", "play", "units", "response"), read_cutoffs),
    "network": Form(("network",), ("players", "deters", "units"), read_network),
    "attrition": Form(("players", "attrition"), ("deters", "units"), read_attrition),
    "bargaining": Form(("players", "bargaining"), ("deters", "units"), read_bargaining),
    "repeated": Form(("players", "repeated"), ("deters", "units"), read_repeated),
}


def foreign(form: str) -> tuple[str, ...]:
    """The sections that only other forms know."""
    own = {*FORMS[form].needs, *FORMS[form].takes}
    known = dict.fromkeys(name for other in FORMS.values() for name in (*other.needs, *other.takes))
    return tuple(name for name in known if name not in own)
