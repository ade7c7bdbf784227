"""One model, several defenders: the promise of one becomes the joint response of many.

A file says in `[response]` which chance several members would share: that a defender is Hard, that a promise is kept.
`with_members` puts in its place what that chance comes to where every member must act, where one is enough, or where
efforts add up (Hirshleifer 1983; `deterrence.formula.members`), each member acting independently of the others. The
rest of the model stays as it is: the members face the challenger as one. Whether a member would rather leave it to the
others is another game (`deterrence.games.response`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pydantic import Field

from deterrence.data import meant
from deterrence.errors import ModelError
from deterrence.formula import number
from deterrence.model.combining import RULES
from deterrence.model.names import fail
from deterrence.model.schema import Keys, Name, Section, Text

if TYPE_CHECKING:
    from deterrence.model.model import Model

MOST = 60
WORDS = {"all-act": "all must act", "one-enough": "one is enough", "sum": "efforts add up"}
# sections in which a name is replaced; events, and the words about them, are no formulas
_FORMULAS = ("types", "moves", "payoffs", "assume", "cutoffs")


class ResponseSection(Section):
    """The chance that several members of a pact would share."""

    chance: Name = Field(description="the parameter or definition that is the chance that one member acts")
    because: Text = Field(description="why this is what several members would share")
    source: Keys = ()


def check_response(model: Model) -> None:
    """Whether the chance that several members would share is a number of the model.

    Raises
    ------
    ModelError
        Otherwise; and where a claim speaks of several members in a model that does not say what they share.
    """
    for k, claim in enumerate(model.claims):
        if claim.response is not None and model.response is None:
            advice = "add a section [response] with the chance that members share"
            raise fail("the model does not say what several members share", "claims", k, "response", advice=advice)
    if model.response is None:
        return
    name = model.response.chance
    if name not in model.parameters and name not in model.define:
        known = [*model.parameters, *model.define]
        raise fail(f"'{name}' is no parameter or definition", "response", "chance", advice=meant(name, known))
    if name in model.parameters:
        low, high = model.parameters[name].range
        if low < 0 or high > 1:
            advice = "name one whose range lies between 0 and 1"
            raise fail(f"'{name}' runs from {low} to {high}, and is no chance", "response", "chance", advice=advice)


def with_members(model: Model, members: int, rule: str, *, effort: Any = 1, against: Any = 1) -> Model:
    """The model of a pact in which several members promise together what one promises here.

    Parameters
    ----------
    model
        With a section ``[response]``.
    members
        How many promise, 1 to 60.
    rule
        ``"all-act"``: the pact responds if all of them act; ``"one-enough"``: if one does; ``"sum"``: the efforts of
        those who act prevail over the challenge.
    effort, against
        Of the rule ``"sum"``: what a member that acts brings, and the strength it is measured against.

    Returns
    -------
    Model
        Without the claims and the section ``[play]`` of the file, which speak of one defender. With one member and a
        rule other than ``"sum"`` the game is that of the file.

    Raises
    ------
    ModelError
        For a model that does not say what several members share, and for other numbers and rules.

    Examples
    --------
    >>> import deterrence as dt
    >>> pact = with_members(dt.load("rudimentary-deterrence"), 3, "all-act")
    >>> pact.define["p_D_joint"].formula
    'p_D**3'
    """
    if model.response is None:
        advice = "add a section [response] to its file, with the chance that members share"
        raise ModelError("this model does not say what several members share", advice=advice)
    if isinstance(members, bool) or not isinstance(members, int) or not 1 <= members <= MOST:
        raise ModelError(f"there are {members!r} members", advice=f"write a whole number from 1 to {MOST}")
    if rule not in RULES:
        raise ModelError(f"'{rule}' is no rule", advice=meant(str(rule), RULES))
    strengths = {"effort": number(effort, key="effort"), "against": number(against, key="against")}
    for name, x in strengths.items():
        if x <= 0:
            raise ModelError(f"{name} is {x}", advice="write a positive number")
    if rule != "sum" and set(strengths.values()) != {1}:
        raise ModelError("effort and against belong to the rule 'sum'", advice="leave them out")
    content: dict[str, Any] = json.loads(json.dumps(dict(model.content)))
    chance = content.pop("response")["chance"]
    content.pop("claims", None)
    content.pop("play", None)
    define = content.setdefault("define", {})
    if chance in define:  # the name stands for the joint chance now, and that of one member gets another
        single = _fresh(model, f"{chance}_one")
        define[single] = define.pop(chance)
        joint = chance
    else:
        single, joint = chance, _fresh(model, f"{chance}_joint")
        _replace(content, rf"\b{re.escape(chance)}\b", joint)
    symbol = (model.parameters[chance].symbol if chance in model.parameters else model.define[chance].symbol) or ""
    define[joint] = {
        "formula": _formula(rule, single, members, strengths["effort"], strengths["against"]),
        "meaning": f"chance that a pact of {members} responds: {WORDS[rule]}",
        "because": f"members act independently; {model.response.because}",
        "source": list(dict.fromkeys(["hirshleifer1983", *model.response.source])),
        **({"symbol": f"{{{symbol}}}^{{({members})}}"} if symbol else {}),
    }
    content["title"] = f"{model.title} ({members_words(members, rule)})"
    found = type(model)(**content)
    found._file = model._file
    return found


def members_words(members: int, rule: str) -> str:
    """How many promise, and under which rule, in words."""
    return f"{members} member{'s' if members > 1 else ''}: {WORDS[rule]}"


def _formula(rule: str, q: str, members: int, effort: Fraction, against: Fraction) -> str:
    """Written out where that is a polynomial: every reading knows what to do with it."""
    if rule == "all-act":
        return f"{q}**{members}"
    if rule == "one-enough":
        return f"1 - (1 - {q})**{members}"
    return f"added_up({q}, {members}, {effort}, {against})"


def _fresh(model: Model, name: str) -> str:
    while name in model.names or name in model.cutoffs:
        name += "_"
    return name


def _replace(content: dict[str, Any], pattern: str, name: str) -> None:
    """Another name in every formula of a model's content."""

    def walked(value: Any, change: Callable[[str], str]) -> Any:
        if isinstance(value, dict):
            return {key: walked(below, change) for key, below in value.items()}
        if isinstance(value, list):
            return [walked(below, change) for below in value]
        return change(value) if isinstance(value, str) else value

    def change(text: str) -> str:
        return re.sub(pattern, name, text)

    for section in _FORMULAS:
        if section in content:
            kept = {"player", "actions", "sees", "meaning", "unit", "symbol", "below", "above", "open"}
            content[section] = {
                key: {k: (v if k in kept else walked(v, change)) for k, v in entry.items()}
                if isinstance(entry, dict)
                else walked(entry, change)
                for key, entry in content[section].items()
            }
    for entry in content["define"].values():
        entry["formula"] = change(entry["formula"])
    for region in content.get("regions", {}).values():
        if "where" in region:
            region["where"] = walked(region["where"], change)
    if content["form"] == "cutoff":
        content["measures"] = walked(content.get("measures", {}), change)
