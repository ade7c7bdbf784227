"""A model: what the world and the terms of a pact make of a game.

A model is the content of one model file. It may as well be written in Python: ``Model(format=1, form="extensive",
...)`` with the file's sections as dicts and lists equals the loaded one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from pydantic import Field, PlainValidator, PrivateAttr, StrictInt, StrictStr, ValidationError, model_validator

from deterrence.data import meant
from deterrence.errors import ModelError
from deterrence.formula import EXACT, Condition, Reading, evaluate, number
from deterrence.games.extensive import History
from deterrence.games.provision import ProvisionGame
from deterrence.model.attrition import AttritionSection
from deterrence.model.bargaining import BargainingSection
from deterrence.model.compiled import Compiled, compile_model
from deterrence.model.cutoffs import CutoffSection
from deterrence.model.forms import FORMS
from deterrence.model.lookup import declared_world, holds, look_up
from deterrence.model.matrix import Matrix
from deterrence.model.measure import Measure, read_measure
from deterrence.model.names import endowment_key, endowments_in, fail
from deterrence.model.network import NetworkSection
from deterrence.model.outcomes import Shape, Test
from deterrence.model.play import PlaySection
from deterrence.model.repeated import RepeatedSection
from deterrence.model.response import ResponseSection
from deterrence.model.schema import (
    ByTypes,
    Claim,
    Definition,
    Deters,
    Formula,
    FreeRiding,
    Keys,
    MoveSection,
    Name,
    Parameter,
    Provision,
    Region,
    Section,
    Sign,
    Table,
    Text,
    Word,
    Words,
    empty,
    model_error,
    one_of,
    plain,
)
from deterrence.model.tree import Tree
from deterrence.shown import Shown

if TYPE_CHECKING:
    from deterrence.pact import Pact, World
    from deterrence.ranges import Range

End = Literal["lo", "mid", "hi"]
ENDS = get_args(End)


class Model(Section, Shown):
    """The content of a model file: one field a section.

    `deterrence.model.schema` says what each section holds, and `deterrence.model.outcomes` how measures, regions and
    claims are written.

    Raises
    ------
    ModelError
        With the key at which the mistake stands and what would be right.
    """

    format: StrictInt = Field(description="1, the version of this grammar")
    form: Annotated[str, PlainValidator(one_of(FORMS, "form"))] = Field(
        description='the form of the game, such as "extensive", "strategic" or "provision"'
    )
    title: Text = Field(description="what the game is called, in one line")
    source: Keys = ()
    status: Literal["reproduced", "canonical form", "in the spirit of"] = Field(
        description='"reproduced" (from a published text), "canonical form" or "in the spirit of"'
    )
    about: StrictStr = ""
    players: Words = ()
    asks: Literal["", "obligation"] = ""
    parameters: Table[Name, Parameter] = empty()
    define: Table[Name, Definition] = empty()
    signs: Table[str, Sign] = empty()
    types: Table[Word, Table[Word, Formula]] = empty()
    actions: Table[Word, Words] = empty()
    moves: Table[str, MoveSection] = empty()
    payoffs: Table[str, Table[str, ByTypes]] = empty()
    provision: Provision | None = None
    cutoffs: Table[Name, CutoffSection] = empty()
    play: PlaySection | None = None
    network: NetworkSection | None = None
    attrition: AttritionSection | None = None
    bargaining: BargainingSection | None = None
    repeated: RepeatedSection | None = None
    assume: Table[Name, Formula] = empty()
    events: Table[str, tuple[str, ...]] = empty()
    measures: Table[str, Text] = empty()
    units: Table[str, Text] = empty()
    deters: Deters | None = None
    headline: tuple[Text, ...] = ()
    free_riding: FreeRiding | None = None
    response: ResponseSection | None = None
    regions: Table[str, Region] = empty()
    claims: tuple[Claim, ...] = ()

    _compiled: Compiled = PrivateAttr()
    _file: str | None = PrivateAttr(default=None)

    def __init__(self, /, **sections: Any) -> None:
        try:
            super().__init__(**sections)
        except ValidationError as error:
            raise model_error(error) from None
        self._compiled = compile_model(self)

    @model_validator(mode="before")
    @classmethod
    def _name_allies(cls, data: Any) -> Any:
        """In a game of provision the players are whoever has an endowment, in a network whoever has a capability."""
        if isinstance(data, Mapping) and not data.get("players") and data.get("form") in ("provision", "network"):
            try:
                if data["form"] == "network":
                    return {**data, "players": list(data["network"]["capability"])}
                return {**data, "players": list(data["provision"]["endowment"]["default"])}
            except (KeyError, TypeError):
                return data
        return data

    # -- equality by content -----------------------------------------------------------------------------------------

    @cached_property
    def content(self) -> Mapping[str, Any]:
        """The sections as plain data that JSON can hold, numbers as text; ``Model(**model.content) == model``."""
        data = plain(self)
        assert isinstance(data, dict)
        return data

    @cached_property
    def _identity(self) -> str:
        # The order of types, moves and regions is part of what they say; that of other tables is not.
        kept = [list(self.moves), list(self.regions), [list(types) for types in self.types.values()]]
        return json.dumps([self.content, kept], sort_keys=True)

    def __eq__(self, other: object) -> bool:
        return self._identity == other._identity if isinstance(other, Model) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._identity)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (dict(self.content), self._file)

    def __copy__(self) -> Model:
        return self

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Model:
        return self

    def __repr__(self) -> str:
        return f"Model({self.title!r})"

    def __str__(self) -> str:
        return self.title

    # -- names -------------------------------------------------------------------------------------------------------

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms of pacts that the model uses, in the order of the vocabulary."""
        return self._compiled.terms

    @property
    def open_definitions(self) -> frozenset[str]:
        """The definitions without an exact number before the game is solved: of cutoffs, or of exp and the like."""
        return self._compiled.open & self.define.keys()

    @property
    def names(self) -> tuple[str, ...]:
        """Terms, parameters and definitions: every name that formulas use and that may be set."""
        return (*self.terms, *self.parameters, *self.define)

    def scenario_terms(self, pact: Pact) -> tuple[str, ...]:
        """The terms a pact does not code: they take their whole range and widen the answer."""
        return tuple(term for term in self.terms if not pact.interval(term)[2])

    # -- values ------------------------------------------------------------------------------------------------------

    def values(
        self,
        pact: Pact | None = None,
        *,
        end: End = "mid",
        world: World | str | None = None,
        set: Mapping[str, Any] | None = None,
        at: Mapping[str, Any] | None = None,
        year: int | None = None,
    ) -> dict[str, Fraction]:
        """The number behind every name.

        Later sources replace earlier ones: defaults, world, the pact's codings, `at`, `set`.

        Parameters
        ----------
        pact
            Without one, every term has its value for "no pact".
        end
            Which end of the codings: ``"lo"``, ``"mid"`` or ``"hi"``.
        world
            A world of ``worlds.toml``, or its name; what it says about other models' parameters is passed over.
        set
            Values of parameters, terms or definitions; a definition that is set loses its formula. In a game of
            provision also ``"endowment[X]"``.
        at
            Values of terms, a point of the pact's box; terms that the model does not use are passed over.
        year
            Of the data from which a game of provision takes endowments; the model says which unless given.

        Returns
        -------
        dict
            A definition on which the game does not rest is left out where it divides by zero.

        Raises
        ------
        ModelError
            For unknown names, values outside their ranges, and where a primitive of the game divides by zero.
        """
        if end not in ENDS:
            raise fail(f"'{end}' is no end of an interval", "end", advice=meant(end, ENDS))
        names = self._compiled.names
        result = dict(self._compiled.defaults)
        if self.provision is not None:
            endowments = self.endowments(pact, year)
            result |= {endowment_key(player): w for player, w in endowments.items()}
        if world is not None:
            for name, value in declared_world(world).values.items():
                if name in result or name in self.define:
                    names.check(name, value, "worlds", declared_world(world).name)
                    result[name] = value
        if pact is not None:
            result |= {term: pact.value(term, end) for term in self.terms}
        for term, value in (at or {}).items():
            if term not in names.vocabulary:
                raise fail(f"'{term}' is not a term", "at", advice=meant(term, self.terms))
            if term in result:
                result[term] = number(value, key=f"at.{term}")
                names.check(term, result[term], "at")
        for name, value in (set or {}).items():
            self._check_set(name, result)
            result[name] = number(value, key=f"set.{name}")
            names.check(name, result[name], "set")
        return self.evaluate(result)

    def _check_set(self, name: str, known: Mapping[str, Any]) -> None:
        if name in known or name in self.define:
            return
        if name in self._compiled.names.vocabulary:
            raise fail(f"this model does not use the term '{name}'", "set", advice=meant(name, self.terms))
        raise fail(f"'{name}' is not a name of this model", "set", advice=meant(name, [*known, *self.define]))

    def evaluate(self, values: Mapping[str, Any], reading: Reading = EXACT) -> dict[str, Any]:
        """The given values and every definition that they leave to its formula, in any number system.

        Parameters
        ----------
        values
            At least every term and parameter that the model uses.
        reading
            The number system: ``EXACT``, ``ARRAY``, ``SYMBOLIC`` or ``Z3`` of `deterrence.formula`.
        """
        try:
            return self._compiled.evaluate(values, reading)
        except ModelError as error:
            raise error.located(self._file) from None

    def endowments(self, pact: Pact | None = None, year: int | None = None) -> dict[str, Fraction]:
        """What the allies can spend in a game of provision: the listed numbers, or the GDPs of a pact's parties."""
        if self.provision is None:
            return {}
        listed = self.provision.endowment
        if pact is None or listed.origin is None:
            return dict(listed.default)
        from deterrence.evidence import pact_gdps

        return pact_gdps(pact, listed.year if year is None else year)

    # -- the game ----------------------------------------------------------------------------------------------------

    def game(self, values: Mapping[str, Any], reading: Reading = EXACT) -> Any:
        """The game at some values (of `values` or `evaluate`), in any number system."""
        try:
            return self._compiled.form.game(values, reading)
        except ModelError as error:
            raise error.located(self._file) from None

    def measured(self, values: Mapping[str, Any], answer: Any) -> Mapping[str, Range]:
        """The range of each measure over a solver's answer, in a form without histories.

        Raises
        ------
        ModelError
            In an extensive or strategic game: `measure` gives the events, and `deterrence.measures` reads them.
        """
        if not hasattr(self._compiled.form, "measured"):
            raise fail(f"the measures of the form '{self.form}' are probabilities of events", "measures")
        try:
            found: Mapping[str, Range] = self._compiled.form.measured(values, answer)
        except ModelError as error:
            raise error.located(self._file) from None
        return found

    def violated(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """The assumptions that fail at some values; one that divides by zero fails."""
        return tuple(name for name, condition in self._compiled.assume.items() if not holds(condition, values))

    def condition(self, name: str) -> Condition:
        """An assumption, by name."""
        return look_up(name, self._compiled.assume, "assumption")

    def benchmarks(self, values: Mapping[str, Any]) -> dict[str, Fraction]:
        """What each ally of a provision game should pay: the declared benchmark, or what it would pay alone."""
        game = self.game(values)
        if not isinstance(game, ProvisionGame):
            raise fail("only a game of provision has benchmarks", "free_riding")
        formula = self._compiled.benchmark
        if formula is None:
            return dict(zip(game.players, game.alone, strict=True))
        pairs = zip(game.players, game.endowments, strict=True)
        return {player: evaluate(formula, {**values, "endowment": w}) for player, w in pairs}

    def penalties(self, values: Mapping[str, Any]) -> dict[str, Fraction]:
        """What it costs each ally of a provision game, in utility, to pay less than the benchmark."""
        formula = self._compiled.penalty
        pairs = endowments_in(values).items()
        return {player: evaluate(formula, {**values, "endowment": w}) for player, w in pairs}

    # -- what it says about equilibria -------------------------------------------------------------------------------

    def event(self, name: str) -> frozenset[History]:
        """The terminal histories (in a strategic game: profiles of actions) of an event."""
        return look_up(name, self._compiled.outcomes.events, "event")

    def measure(self, name: str) -> Measure:
        """A measure with its events resolved, by its name or written out: ``"war with Defender soft / war"``."""
        form, said = self._compiled.form, self._compiled.outcomes
        written_out = name in said.events or re.search(r"/|\]| with |^not ", name)
        if name not in said.measures and written_out and isinstance(form, (Tree, Matrix)):
            return read_measure(name, name, said.events, form, "measures")
        return look_up(name, said.measures, "measure")

    def shape(self, name: str) -> Shape:
        """A region with its information sets and conditions resolved."""
        return look_up(name, self._compiled.outcomes.regions, "region")

    @property
    def tests(self) -> tuple[Test, ...]:
        """The claims, ready to be run."""
        return self._compiled.outcomes.claims


def _rebuilt(content: dict[str, Any], file: str | None) -> Model:
    """A model from its content, for pickle."""
    model = Model(**content)
    model._file = file
    return model
