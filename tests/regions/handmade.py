"""The regions of unilateral deterrence, typed in by hand from the derivation, for what only reads regions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import deterrence as dt
from deterrence.algebra.rational_function import Ratio
from deterrence.model import Model
from deterrence.regions.domain import Domain
from deterrence.regions.result import Extent, Piece, Regions, Shape
from deterrence.regions.setting import setting, straight
from deterrence.regions.signs import MIRRORED, SIGNS, Sign, irreducible

# Zagare and Kilgour's game at the numbers of the claims
NUMBERS = {
    "c_SQ": 0, "c_DC": 1, "c_DD_hard": "-1/2", "c_CD": -1, "c_DD_soft": -2,
    "d_SQ": 1, "d_CD": "1/2", "d_DD_hard": "-1/5", "d_DC": "-1/2", "d_DD_soft": "-3/2",
}  # fmt: skip


def unilateral(
    over: Sequence[str] = ("p_C", "p_D"),
    at: Mapping[str, Any] | None = None,
    within: Mapping[str, tuple[Any, Any]] | None = None,
    model: Model | None = None,
) -> Regions:
    """The five regions (every Soft defender prefers conceding to war), over any names."""
    model = model or dt.load("unilateral-deterrence")
    given = setting(model, over, NUMBERS if at is None else at, within=within, where=["d_DC > d_DD_soft"])
    value = straight(given)
    ring = given.ring
    p_c, p_d = (value[name] for name in ("p_C", "p_D"))
    c_s, c_t, d_n = (value[name] for name in ("c_s", "c_t", "d_n"))
    one = ring.number(1)

    def piece(
        region: str, conditions: list[tuple[Ratio, str, Ratio]], hard: Ratio, soft: Ratio, deny: Any, *, survives: bool
    ) -> Piece | None:
        low, high = deny if isinstance(deny, tuple) else (deny, deny)
        meets = [Extent((p_d + (1 - p_d) * x,), (p_d + (1 - p_d) * x,)) for x in (low, high)]
        said = {"Challenger hard: hold": _one(1 - hard), "Challenger hard: initiate": _one(hard)}
        said |= {"Challenger soft: hold": _one(1 - soft), "Challenger soft: initiate": _one(soft)}
        said |= {"Defender soft: concede": Extent((1 - high,), (1 - low,))}
        said |= {"Defender soft: deny": Extent((low,), (high,))}
        said |= {"Defender hard: deny": _one(one), "Challenger hard at initiate deny: press": _one(one)}
        came = p_c * hard + (1 - p_c) * soft
        met = meets[0].low[0]
        posterior = p_c * hard / came if came.constant != 0 else None
        belief = Extent((ring.number(0),), (d_n,)) if posterior is None else _one(posterior)
        outcomes = {
            "hold": _one(1 - came),
            "initiate concede": _one(came * (1 - met)),
            "initiate deny back-down": _one((1 - p_c) * soft * met),
            "initiate deny press": _one(p_c * hard * met),
        }
        nothing = came.constant == 0
        measures = {
            "P(challenge)": _one(came),
            "P(honour | challenge)": None if nothing else _one(met),
            "P(war)": _one(p_c * hard * met),
            "P(war | challenge)": None if nothing else _one(p_c * hard * met / came),
            "P(concede)": _one(came * (1 - met)),
            "P(back down)": _one((1 - p_c) * soft * met),
        }
        signs = [_condition(given.domain, left, relation, right) for left, relation, right in conditions]
        if False in signs:
            return None
        return Piece(
            tuple(sign for sign in signs if isinstance(sign, Sign)), region, said,
            {"Defender at initiate: Challenger hard": belief}, outcomes, measures, {"d1": survives},
        )  # fmt: skip

    zero = ring.number(0)
    bluffs = p_c * (1 - d_n) / ((1 - p_c) * d_n)
    certain, separating = [(p_d, ">=", c_t)], [(c_s, "<=", p_d), (p_d, "<=", c_t)]
    attack, bluff = [(p_d, "<=", c_s), (p_c, ">=", d_n)], [(p_d, "<", c_s), (p_c, "<", d_n)]
    steadfast, calls = [(p_d, "<", c_t)], (c_s - p_d) / (1 - p_d)
    found = [
        ("hold; hold; concede", piece("Certain Deterrence", certain, zero, zero, zero, survives=True)),
        ("hold; hold; deny", piece("Steadfast Deterrence", steadfast, zero, zero, one, survives=False)),
        ("initiate; hold; concede", piece("Separating", separating, one, zero, zero, survives=True)),
        ("initiate; initiate; concede", piece("Attack", attack, one, one, zero, survives=True)),
        ("initiate; hold | initiate; concede | deny", piece("Bluff", bluff, one, bluffs, calls, survives=True)),
    ]
    shapes = []
    for name, made in found:
        hard, soft, defender = (tuple(part.split(" | ")) for part in name.split("; "))
        does = {"Challenger hard": hard, "Challenger soft": soft, "Defender soft": defender}
        shapes.append(Shape(name, does, () if made is None else (made,)))
    return Regions(
        model, given.fixed, given.domain, "perfect-bayesian", "d1", tuple(shapes), True,
        "every assignment of supports was asked for",
    )  # fmt: skip


def _condition(domain: Domain, left: Ratio, relation: str, right: Ratio) -> Sign | bool:
    """The one irreducible factor whose sign is open; whether the condition holds, where none is."""
    front, factors = irreducible(left - right)
    found = None
    for factor, counts in factors:
        if domain.implied(Sign(factor, "<=")):
            front *= -1 if counts == 1 else 1
        elif not domain.implied(Sign(factor, ">=")):
            assert found is None
            found = factor
    return front in SIGNS[relation] if found is None else Sign(found, relation if front > 0 else MIRRORED[relation])


def _one(value: Ratio) -> Extent:
    return Extent((value,), (value,))
