"""The sections of a model file, one frozen class each, and their mistakes as `ModelError`.

What a section may hold is said here once; what the sections must say about each other is checked in
`deterrence.model.compiled`.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StrictBool,
    StrictInt,
    StrictStr,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from deterrence.data import Frozen, meant
from deterrence.errors import ModelError
from deterrence.formula import number
from deterrence.formula.grammar import ANALYTIC
from deterrence.formula.members import COUNTED
from deterrence.formula.rational import shown
from deterrence.model.combining import COMBINING, Uncombined, combination

RESERVED = frozenset({"min", "max", "endowment", *COUNTED, *ANALYTIC})
"""Names with a meaning of their own in formulas."""


def key_path(parts: Iterable[str | int]) -> str:
    """A path of keys as it is written in TOML: ``payoffs."attack defend".Patron``; list items count from 0."""
    path = ""
    for part in parts:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part != "[key]" and part != ALWAYS:
            text = part if re.fullmatch(r"[A-Za-z0-9_-]+", part) else f'"{part}"'
            text = shown(text)
            path += f".{text}" if path else text
    return path


# -- the kinds of values ---------------------------------------------------------------------------------------------

ALWAYS = "*"
"""Key of a payoff that is the same for all types."""


def _wrong(message: str, advice: str, at: str = "") -> PydanticCustomError:
    message = shown(message, 300)
    return PydanticCustomError("deterrence", "{message}", {"message": message, "advice": shown(advice, 300), "at": at})


def _number(value: Any) -> Fraction:
    try:
        return number(value)
    except ModelError as error:
        raise _wrong(error.message, error.advice or "write a number such as 2, 0.5 or '1/2'") from None


def one_of(names: Iterable[str], what: str) -> Callable[[Any], str]:
    """A check that text is one of some names; `what` says what they name."""
    known = tuple(names)

    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in known:
            raise _wrong(f"{shown(repr(value))} is no {what}", meant(str(value), known))
        return value

    return check


def _formula(value: Any) -> str:
    if isinstance(value, str):
        if not value.strip():
            raise _wrong("a formula is empty", "write a formula such as '0' or 'v*win - c'")
        return value.strip()
    if isinstance(value, (Mapping, list, tuple)) or value is None:
        raise _wrong("a formula was expected", "write a formula as text, such as 'v*win - c', or a number")
    return str(_number(value))


def _name(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", value):
        raise _wrong(
            f"'{value}' cannot be a name in formulas", "write letters a-z, digits and '_', beginning with a letter"
        )
    if value in RESERVED or keyword.iskeyword(value):
        raise _wrong(f"'{value}' has a meaning of its own in formulas", f"choose another name, such as '{value}_0'")
    return value


def _word(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", value):
        raise _wrong(
            f"'{value}' cannot name a player, a type or an action",
            f"write one word without spaces, such as '{re.sub(r'[^A-Za-z0-9]+', '-', value).strip('-') or 'hold'}'",
        )
    return value


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _by_types(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {" / ".join(part.strip() for part in str(key).split("/")): entry for key, entry in value.items()}
    return {ALWAYS: value}


K = TypeVar("K")
V = TypeVar("V")


def _frozen(value: Mapping[K, V]) -> Mapping[K, V]:
    return Frozen(value)


Text = Annotated[StrictStr, Field(min_length=1)]
Exact = Annotated[Fraction, PlainValidator(_number)]
Formula = Annotated[str, BeforeValidator(_formula)]
Name = Annotated[StrictStr, AfterValidator(_name)]
Word = Annotated[StrictStr, AfterValidator(_word)]
Words = tuple[Word, ...]
Keys = tuple[Text, ...]
Conditions = tuple[Formula, ...]
Table = Annotated[Mapping[K, V], AfterValidator(_frozen)]
ByTypes = Annotated[Table[str, Formula], BeforeValidator(_by_types)]
Alternatives = Annotated[tuple[Text, ...], BeforeValidator(_listed)]


def empty() -> Any:
    """A section that is not there."""
    return Field(default_factory=Frozen)


class Section(BaseModel):
    """A frozen section; a key it does not know is an error that says which was meant."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _check_keys(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            raise _wrong("a table was expected", "write { name = ... } or [section] with a line for each key")
        fields = {field.alias or name: field for name, field in cls.model_fields.items()}
        for key in data:
            if key not in fields:
                raise _wrong(f"the key '{key}' is not known here", meant(str(key), fields), at=str(key))
        for key, field in fields.items():
            if field.is_required() and key not in data:
                raise _wrong(f"the key '{key}' is missing", f"add '{key} = ...': {field.description}", at=key)
        return data


# -- the sections ----------------------------------------------------------------------------------------------------


class Parameter(Section):
    """A number the pact finds in the world."""

    meaning: Text = Field(description="what the number is, in words")
    unit: Text = Field(description="what it is measured in, such as 'utility' or 'probability'")
    range: tuple[Exact, Exact] = Field(description="the least and the largest value, such as [0, 1]")
    default: Exact = Field(description="the value where nothing else is said")
    symbol: StrictStr = ""


class Definition(Section):
    """How terms and parameters become a primitive of the game, and why."""

    formula: Formula = Field(description="a formula in terms, parameters and other definitions")
    meaning: Text = Field(description="what the number is, in words")
    because: Text = Field(description="why terms and parameters enter in this way")
    source: Keys = ()
    symbol: StrictStr = ""
    contested: StrictBool = False

    @model_validator(mode="before")
    @classmethod
    def _combined(cls, data: Any) -> Any:
        """``combine``, ``member`` and ``members`` in place of a formula: how several promises become one response."""
        if not isinstance(data, Mapping) or data.keys().isdisjoint(COMBINING):
            return data
        try:
            formula = combination({key: _formula(data[key]) for key in COMBINING if key in data}, "formula" in data)
        except Uncombined as problem:
            raise _wrong(problem.message, problem.advice, at=problem.key) from None
        return {**{key: entry for key, entry in data.items() if key not in COMBINING}, "formula": formula}


class Sign(Section):
    """Which way raising a term moves the least prior of a Hard defender at which the pact deters."""

    threshold: Literal["lowers", "raises", "none", "contested"] = Field(
        description="'lowers', 'raises', 'none' or 'contested'"
    )
    because: Text = Field(description="why")
    source: Keys = ()


class MoveSection(Section):
    """A decision of a player, or of chance."""

    player: Word | None = None
    actions: Words = ()
    sees: StrictStr | None = None
    chance: Table[Word, Formula] | None = None

    @model_validator(mode="after")
    def _one_mover(self) -> MoveSection:
        if (self.player is None) == (self.chance is None):
            raise _wrong(
                "a move needs a player or chance, and not both",
                'write { player = "...", actions = [...] } or { chance = { action = "probability", ... } }',
            )
        if self.player is not None and not self.actions:
            raise _wrong(f"{self.player} has no actions here", 'write actions = ["hold", "attack"]')
        if self.chance is not None and (self.actions or self.sees is not None):
            raise _wrong("chance has probabilities and sees nothing", "leave out 'actions' and 'sees'")
        return self


class Deters(Section):
    """What the pact is to deter: the event, and the probability that still counts as deterred."""

    event: Text = Field(description="the name of an event")
    at_most: Exact = Fraction(0)


class FreeRiding(Section):
    """What an ally should pay (without a benchmark: what it would pay alone) and what missing it costs."""

    benchmark: Formula | None = None
    penalty: Formula = "0"
    kind: Literal["lump-sum", "proportional"] = Field(
        default="lump-sum", description="'lump-sum' (utility, for any shortfall) or 'proportional' (a fine)"
    )


class Region(Section):
    """A name for a shape of equilibrium: what each type does, and where."""

    does: Table[str, Alternatives] = empty()
    where: Conditions = ()
    meaning: Text = Field(description="what happens there, in words")


class Side(Section):
    """A contested point, and the side of it that a claim shows to be right at its settings."""

    point: Word = Field(description="a name in contested.toml, such as 'clarity'")
    side: Word = Field(description="one of the sides of that point")


class Several(Section):
    """How many members promise, and how their acts become one response."""

    members: StrictInt = Field(description="how many promise, from 1 to 60")
    rule: Literal["all-act", "one-enough", "sum"] = Field(description="'all-act', 'one-enough' or 'sum'")
    effort: Exact = Fraction(1)
    against: Exact = Fraction(1)


class Claim(Section):
    """A result of the source, checked by running it."""

    says: Text = Field(description="the claim in words")
    at: Table[str, Exact] = empty()
    where: Conditions = ()
    over: Text = "all"
    region: Text | None = None
    expect: Table[str, Formula] = empty()
    contested: Side | None = None
    response: Several | None = None


class Endowment(Section):
    """What the allies can spend: listed here, and with a pact taken from data."""

    default: Table[Word, Exact] = Field(description="what each ally can spend without a pact, such as { Large = 10 }")
    origin: Literal["gdp"] | None = Field(default=None, alias="from")
    year: StrictInt = 2019


class Roles(Section):
    """A formula for the ally of the largest endowment, and one for all others."""

    largest: Formula = Field(description="a formula for the ally of the largest endowment; may use 'endowment'")
    others: Formula = Field(description="a formula for every other ally; may use 'endowment'")


def _by_role(value: Any) -> Any:
    return value if isinstance(value, (Mapping, Roles)) else {"largest": value, "others": value}


ByRole = Annotated[Roles, BeforeValidator(_by_role)]


class Provision(Section):
    """The primitives of a game of voluntary provision."""

    utility: Literal["cobb-douglas", "quasilinear-log"] = Field(description="'cobb-douglas' or 'quasilinear-log'")
    endowment: Endowment = Field(description="what the allies can spend, such as { default = { Large = 10 } }")
    weight: Formula = Field(description="what defence is worth to an ally; may use the name 'endowment'")
    publicness: Formula = Field(description="the share of a contribution that the others enjoy")
    technology: Literal["summation", "weakest-link", "best-shot"] = Field(
        default="summation", description="'summation', 'weakest-link' or 'best-shot'"
    )
    limit: ByRole | None = Field(default=None, description="the most an ally can pay; may use the name 'endowment'")
    matching: ByRole | None = Field(default=None, description="what is added to each unit an ally pays")
    in_kind: ByRole | None = Field(default=None, description="what an ally provides without paying, such as bases")


def plain(value: Any) -> Any:
    """Sections as plain data: dicts, lists, text, whole numbers; what is at its default is left out."""
    if isinstance(value, Section):
        fields = type(value).model_fields
        return {
            fields[name].alias or name: plain(entry)
            for name, entry in value
            if fields[name].is_required() or entry != fields[name].get_default(call_default_factory=True)
        }
    if isinstance(value, Mapping):
        if set(value) == {ALWAYS}:
            return plain(value[ALWAYS])
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple):
        return [plain(entry) for entry in value]
    return str(value) if isinstance(value, Fraction) else value


# -- mistakes --------------------------------------------------------------------------------------------------------

_PLAIN = {
    "string_type": ("text was expected", 'write it in quotes, such as "..."'),
    "string_too_short": ("the text is empty", "write a word or a sentence"),
    "tuple_type": ("a list was expected", 'write it in brackets, such as ["..."]'),
    "mapping_type": ("a table was expected", "write { name = ... }"),
    "dict_type": ("a table was expected", "write { name = ... }"),
    "bool_type": ("true or false was expected", "write true or false, without quotes"),
    "int_type": ("a whole number was expected", "write it without quotes, such as 2019"),
    "missing": ("the list is too short", "write the least and the largest value, such as [0, 1]"),
    "too_long": ("the list is too long", "write the least and the largest value, such as [0, 1]"),
}


def model_error(error: ValidationError) -> ModelError:
    """The first mistake pydantic found, in this package's words."""
    detail = error.errors(include_url=False)[0]
    location, context = list(detail["loc"]), detail.get("ctx", {})
    if detail["type"] == "deterrence":
        message, advice = context["message"], context["advice"]
        location += [context["at"]] if context["at"] else []
    elif detail["type"] == "literal_error":
        message = f"{shown(repr(detail['input']))} is no {location[-1]}"
        advice = meant(str(detail["input"]), re.findall(r"'([^']*)'", context["expected"]) or [context["expected"]])
    else:
        message, advice = _PLAIN.get(detail["type"], (detail["msg"], ""))
    return ModelError(message, key=key_path(location) or None, advice=advice or None)
