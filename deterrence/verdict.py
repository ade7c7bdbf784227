"""Does the commitment deter, and does free-riding pay? The words are defined in the design and used nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.errors import ModelError
from deterrence.reading import EVERY, NO_BENCHMARK, NOT_ASKED, UNKNOWN, Reading, read
from deterrence.shown import Shown

if TYPE_CHECKING:
    from deterrence.model import Model
    from deterrence.pact import Pact, World


@dataclass(frozen=True, eq=False)
class Verdict(Shown):
    """What a model says of a pact in a world, beside the same world without the pact.

    Attributes
    ----------
    model, pact, world
        What was asked; `pact` is None for no pact.
    reading
        At the middle of the codings (None where the question is not asked of this pact).
    without_pact
        The same world with every term at its value for "no pact".
    scenario
        Terms of the model that the pact does not code; they stand at the middle of their range here.
    reason
        Why it is not asked, otherwise empty.
    """

    model: Model
    pact: Pact | None
    world: str
    reading: Reading | None
    without_pact: Reading | None
    scenario: tuple[str, ...] = ()
    reason: str = ""

    @property
    def deters(self) -> str:
        """The word for all equilibria."""
        return self.reading.deters if self.reading else NOT_ASKED

    @property
    def refined_deters(self) -> str:
        """The word for the equilibria that survive D1."""
        return self.reading.refined_deters if self.reading else NOT_ASKED

    @property
    def free_riding_pays(self) -> bool | None:
        """Whether some ally pays less than the benchmark and would be worse off paying it."""
        return self.reading.free_riding_pays if self.reading else None

    @property
    def adds_nothing(self) -> bool:
        """Whether nothing would have been attempted without the pact either."""
        return self.deters == EVERY and self.without_pact is not None and self.without_pact.deters == EVERY

    def __str__(self) -> str:
        who = self.pact.title if self.pact else "No pact"
        if self.reading is None:
            return f"{who}: not asked ({self.reason})"
        if self.free_riding_pays is not None:
            word = "free-riding pays" if self.free_riding_pays else "free-riding does not pay"
            parts = ", ".join(f"{p} leaves {float(u):.0%} unpaid" for p, u in self.unpaid.items() if u)
            return f"{who}: {word}" + (f" ({parts})" if parts else "")
        if why := self.reading.undefined.get("free_riding_pays"):
            return f"{who}: whether free-riding pays is {NOT_ASKED if why == NO_BENCHMARK else UNKNOWN} ({why})"
        none = f"; without it {self.without_pact.refined_deters}" if self.without_pact else ""
        extra = "; it adds nothing" if self.adds_nothing else ""
        return f"{who}: deters {self.deters}, of those surviving D1 {self.refined_deters}{none}{extra}"

    @property
    def unpaid(self) -> Mapping[str, Fraction]:
        """For each ally the share of the benchmark that it does not pay."""
        return self.reading.unpaid if self.reading else {}


def require_loaded(model: object, pact: object) -> None:
    """Refuse names where objects are wanted.

    Raises
    ------
    ModelError
        With the call that loads what was named.
    """
    for given, what in ((model, "model"), (pact, "pact")):
        if isinstance(given, str):
            raise ModelError(f"the {what} is the text '{given}'", advice=f"write load('{given}')")


def without_terms(model: Model, given: Mapping[str, Any]) -> dict[str, Any]:
    """Values set by hand that hold without a pact too: all but those of terms."""
    return {name: value for name, value in given.items() if name not in model.terms}


def not_asked(model: Model, pact: Pact | None) -> str:
    """Why a model is not asked of a pact; empty if it is."""
    if pact is not None and model.asks == "obligation" and pact.kind == "capability":
        return "the pact promises no defence of its own, so there is no promise to test"
    if pact is not None and model.provision is not None and model.provision.endowment.origin is not None:
        try:
            allies = model.endowments(pact)
        except ModelError as error:
            return error.message
        if len(allies) < 2:
            return "GDP is held for fewer than two of the parties"
    return ""


def verdict(
    model: Model,
    pact: Pact | None = None,
    *,
    world: World | str | None = None,
    set: Mapping[str, Any] | None = None,
    at: Mapping[str, Any] | None = None,
    year: int | None = None,
) -> Verdict:
    """When does the commitment deter, and does free-riding pay?

    Parameters
    ----------
    model, pact
        From `load`, or made in Python. No pact: every term at its value for "no pact".
    world
        A declared world or its name; the model's defaults unless given.
    set
        Values of parameters, terms or definitions that replace everything else. Terms are the pact's: without the
        pact each stands at its value for "no pact".
    at
        A point of the pact's box of codings; the middle unless given.
    year
        Of the GDPs that a game of provision uses.

    Returns
    -------
    Verdict

    Raises
    ------
    ModelError
        Where an assumption of the model fails at this point, or a name is unknown.
    """
    require_loaded(model, pact)
    name = world if isinstance(world, str) else world.name if world is not None else "defaults"
    reason = not_asked(model, pact)
    if reason:
        return Verdict(model, pact, name, None, None, reason=reason)
    reading = read(model, model.values(pact, world=world, set=set, at=at, year=year))
    none = None
    if pact is not None and model.terms:
        none = read(model, model.values(None, world=world, set=without_terms(model, set or {}), year=year))
    scenario = model.scenario_terms(pact) if pact is not None else ()
    return Verdict(model, pact, name, reading, none, scenario)
