"""How networks of pacts are shown: states, designs side by side, and the witness against each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from deterrence.games.network import Network, NetworkGame
from deterrence.proofs.network import Attack, Objection
from deterrence.report.document import Entries, Equation, Equations, Heading, Part, number_column, word_column
from deterrence.solvers.network import NetworkEquilibria, Standing
from deterrence.table import Table
from deterrence.table.cells import exact

VULNERABLE = Equation(
    "M(C) > gamma*M(D)",
    r"M(C) > \gamma\,M(D)",
    (
        "State i is vulnerable if this holds for a coalition C of some other state and its allies, i not among them, "
        "and D, which is i with those of its allies that are not in C. M adds capabilities.",
    ),
)

CONDITIONS = {
    "S1": "nobody is vulnerable",
    "S2": "no two states without a pact could conclude one and attack somebody together",
    "S3": "both states of every pact would be vulnerable without it",
}


def links_words(links: Network) -> str:
    """A network in words."""
    return ", ".join(f"{one}-{other}" for one, other in links) or "no pact"


def game_parts(game: NetworkGame, write: Callable[[Any], Any]) -> Iterator[Part]:
    """The states, and the designs asked about."""
    rows = tuple((player, write(m)) for player, m in zip(game.players, game.capabilities, strict=True))
    note = f"An attack must be {write(game.advantage)} times as strong as the defence, and more."
    yield Table((word_column("state"), word_column("capability")), rows, title="States", notes=(note,))
    yield Heading("Who is vulnerable")
    yield Equations((VULNERABLE,))
    yield Heading("War-stable networks")
    yield Entries(tuple(CONDITIONS.items()))
    if game.designs:
        yield Heading("Designs")
        yield Entries(tuple((name, links_words(links)) for name, links in game.designs.items()))


def answer_parts(answer: NetworkEquilibria) -> Iterator[Part]:
    """The war-stable networks, the designs side by side, and why each design is not war-stable."""
    yield Heading("War-stable networks")
    words = [
        (f"{k}", links_words(links) + (f" (and {size - 1} like it, by other names)" if size > 1 else ""))
        for k, (links, size) in enumerate(zip(answer.networks, answer.sizes, strict=True), 1)
    ]
    yield Entries(tuple(words) or (("none", "every network fails one of the conditions"),))
    if answer.counts:
        conditions = (word_column("condition"), number_column("networks"), number_column("classes", "up to symmetry"))
        rows = tuple((name, count.networks, count.classes) for name, count in answer.counts.items())
        notes = tuple(f"{name}: {words}." for name, words in CONDITIONS.items())
        yield Table(conditions, rows, title="How many networks satisfy which conditions", notes=notes)
    if not answer.standings:
        return
    columns = (
        word_column("design"),
        number_column("links"),
        number_column("hub degree"),
        number_column("vulnerable", "vulnerable states"),
        word_column("who"),
        word_column("stable", "war-stable"),
    )
    yield Table(columns, tuple(_row(name, one) for name, one in answer.standings.items()), title="Designs")
    for name, one in answer.standings.items():
        if one.objections:
            yield Heading(f"Why {name} is not war-stable")
            firsts = {objection.condition: objection for objection in reversed(one.objections)}
            count = {condition: sum(each.condition == condition for each in one.objections) for condition in firsts}
            yield Entries(
                tuple(
                    (condition, objection_words(firsts[condition]) + _more(count[condition] - 1))
                    for condition in sorted(firsts)
                )
            )


def _more(count: int) -> str:
    return f" (and {count} more)" if count else ""


def _row(name: str, one: Standing) -> tuple[Any, ...]:
    who = ", ".join(one.vulnerable) or "nobody"
    stable = "yes" if one.stable else f"no: {', '.join(one.fails)}"
    return (name, len(one.links), max(one.degrees.values(), default=0), len(one.attacks), who, stable)


def objection_words(objection: Objection) -> str:
    """An objection as a sentence."""
    if objection.attack is None:
        assert objection.link is not None
        return f"{objection.state} would not be vulnerable without {'-'.join(objection.link)}"
    words = _attack_words(objection.attack)
    if objection.link is not None:
        words = f"with a pact {'-'.join(objection.link)}, {words}"
    return words


def _attack_words(attack: Attack) -> str:
    return (
        f"{attack.target} falls to {', '.join(attack.coalition)}: strength {exact(attack.strength)} against "
        f"{exact(attack.resistance)} of {', '.join(attack.defenders)}"
    )


def answer_data(answer: NetworkEquilibria) -> dict[str, Any]:
    """The answer for JSON."""
    game = answer.game
    return {
        "concept": answer.concept,
        "states": {player: exact(m) for player, m in zip(game.players, game.capabilities, strict=True)},
        "advantage": exact(game.advantage),
        "networks": [
            {"links": [list(link) for link in links], "alike": size}
            for links, size in zip(answer.networks, answer.sizes, strict=True)
        ],
        "counts": {
            name: {"networks": count.networks, "up_to_symmetry": count.classes} for name, count in answer.counts.items()
        },
        "designs": {name: _standing_data(one) for name, one in answer.standings.items()},
        "complete": answer.complete,
        "exact": answer.exact,
        "method": answer.method,
        "status": answer.status,
    }


def _standing_data(one: Standing) -> dict[str, Any]:
    return {
        "links": [list(link) for link in one.links],
        "vulnerable": {state: _attack_data(attack) for state, attack in one.attacks.items()},
        "stable": one.stable,
        "objections": [
            {
                "condition": objection.condition,
                "link": None if objection.link is None else list(objection.link),
                "state": objection.state,
                "attack": None if objection.attack is None else _attack_data(objection.attack),
            }
            for objection in one.objections
        ],
    }


def _attack_data(attack: Attack) -> dict[str, Any]:
    return {
        "leader": attack.leader,
        "coalition": list(attack.coalition),
        "defenders": list(attack.defenders),
        "strength": exact(attack.strength),
        "resistance": exact(attack.resistance),
    }
