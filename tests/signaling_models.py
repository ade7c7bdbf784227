"""Small signaling models with parameters, written as model files are."""

from __future__ import annotations

import re
from random import Random
from typing import Any

from deterrence.model import Model

UTILITY = {"range": [-3, 3], "default": 1, "meaning": "a payoff", "unit": "utility"}
PRIOR = {"range": [0, 1], "meaning": "a prior", "unit": "probability"}


def written(types: int, signals: int, responses: int, payoff: Any, names: list[str], assume: dict[str, str]) -> Model:
    """A model in which `payoff(who, t, s, r)` is a formula in some names and the priors p0, p1, ..."""
    priors = [f"p{t}" for t in range(types - 1)]
    kinds = [f"t{t}" for t in range(types)]
    moves: dict[str, Any] = {"": {"player": "Sender", "actions": [f"s{s}" for s in range(signals)]}}
    payoffs: dict[str, Any] = {}
    for s in range(signals):
        moves[f"s{s}"] = {"player": "Receiver", "actions": [f"r{r}" for r in range(responses)], "sees": f"s{s}"}
        for r in range(responses):
            payoffs[f"s{s} r{r}"] = {
                player: {kind: payoff(player, t, s, r) for t, kind in enumerate(kinds)}
                for player in ("Sender", "Receiver")
            }
    formulas = [formula for end in payoffs.values() for by_type in end.values() for formula in by_type.values()]
    used = [name for name in names if any(name in re.findall(r"\w+", formula) for formula in formulas)]
    return Model(
        format=1,
        form="extensive",
        title="A small signaling game",
        source=["spence1973"],
        status="canonical form",
        players=["Sender", "Receiver"],
        parameters=dict.fromkeys(used, UTILITY) | {name: {**PRIOR, "default": f"1/{types + 1}"} for name in priors},
        types={"Sender": dict(zip(kinds, [*priors, " - ".join(["1", *priors])], strict=True))},
        moves=moves,
        payoffs=payoffs,
        events={"first": [f"s0 r{r}" for r in range(responses)], "both": ["s0 r0"]},
        measures={
            "P(first)": "first",
            "P(both | first)": "both / first",
            "posterior": "first with Sender t0 / first",
            "payoff": "E[Receiver]",
        },
        assume=assume,
    )


def random_model(rng: Random, types: int, signals: int, responses: int, names: str = "abc") -> Model:
    """Payoffs are small integers, half of them with a parameter added."""

    def payoff(player: str, t: int, s: int, r: int) -> str:
        start = str(rng.randint(-2, 2))
        return start if rng.random() < 0.6 else f"{start} + {rng.choice(names)}"

    return written(types, signals, responses, payoff, list(names), {})


def beer_and_quiche(types: int = 2, signals: int = 2) -> Model:
    """Cho and Kreps (1987): type k likes breakfast k, worth `bonus`; a duel (r1) costs the sender `duel`; the receiver
    wins `gain` from type 0 and loses `loss` to the others."""

    def payoff(player: str, t: int, s: int, r: int) -> str:
        if player == "Sender":
            return f"{'bonus' if t == s else '0'}{' - duel' if r else ''}"
        return "0" if not r else "gain" if t == 0 else "-loss"

    names = ["bonus", "duel", "gain", "loss"]
    return written(types, signals, 2, payoff, names, {name: f"{name} > 0" for name in names})


def with_letters(rng: Random, types: int, signals: int, responses: int, count: int) -> Model:
    """Some payoffs, drawn, are names of their own (all of them, where there are no more); the others small integers."""
    places = [(who, t, s, r) for who in ("Sender", "Receiver") for t in range(types) for s in range(signals)
              for r in range(responses)]  # fmt: skip
    free = {place: f"{place[0][0].lower()}{place[1]}{place[2]}{place[3]}" for place in rng.sample(places, count)}
    numbers = {place: str(rng.randint(-2, 2)) for place in places}

    def payoff(player: str, t: int, s: int, r: int) -> str:
        return free.get((player, t, s, r), numbers[player, t, s, r])

    return written(types, signals, responses, payoff, list(free.values()), {})
