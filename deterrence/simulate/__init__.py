"""Crises played many times from an equilibrium, seeded; and what can be seen of reliability where pacts are selected.

A simulation shows what a researcher would observe. Beside each simulated share stands the exact probability: what
differs is chance and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.cells import cells_with_outcomes
from deterrence.data import meant
from deterrence.errors import ModelError, SolverError
from deterrence.games.cutoff import CutoffGame
from deterrence.games.extensive import ExtensiveGame, History, TypeProfile
from deterrence.games.network import NetworkGame
from deterrence.games.provision import ProvisionGame
from deterrence.games.strategic import StrategicGame
from deterrence.joint import joint_law, payoffs_at
from deterrence.reading import named_regions, read, region_names
from deterrence.result import Cell
from deterrence.simulate.chosen import Chosen, choose
from deterrence.simulate.contributions import play_contributions
from deterrence.simulate.cutoffs import NOTHING_DRAWN, play_cutoffs
from deterrence.simulate.draws import Draws, times_wanted
from deterrence.simulate.networks import play_networks
from deterrence.simulate.private import PLAYS, PrivateSimulation, play_private
from deterrence.simulate.reliability import Reliability, observed_reliability, simulate_reliability
from deterrence.simulate.share import Share
from deterrence.solvers.signaling import SignalingEquilibria

if TYPE_CHECKING:
    import pandas

    from deterrence.model import Model
    from deterrence.pact import Pact, World

__all__ = [
    "PrivateSimulation",
    "Reliability",
    "Share",
    "Simulation",
    "observed_reliability",
    "simulate",
    "simulate_reliability",
]


@dataclass(frozen=True, eq=False)
class Simulation:
    """Crises played from one equilibrium.

    Attributes
    ----------
    game, chosen
        What was played: the game, the equilibrium, and which one it is.
    region
        The names of the regions it lies in.
    times, seed
        How often, from which seed.
    endings
        Every pair of types and ending of positive probability, with it.
    drawn
        For each crisis the place of its pair in `endings` (an array).
    events
        The model's events as sets of endings.
    """

    game: ExtensiveGame | StrategicGame
    chosen: Chosen
    region: tuple[str, ...]
    times: int
    seed: int
    endings: tuple[tuple[TypeProfile, History, Any], ...]
    drawn: Any = field(repr=False)
    events: Mapping[str, frozenset[History]] = field(default_factory=dict, repr=False)

    @property
    def shares(self) -> tuple[Share, ...]:
        """Each event and each player's payoff: what is expected, and what was seen."""
        from numpy import bincount

        counts = [int(n) for n in bincount(self.drawn, minlength=len(self.endings))]
        rows = [(name, [Fraction(end in event) for _, end, _ in self.endings]) for name, event in self.events.items()]
        for k, player in enumerate(self.game.players):
            rows.append((f"E[{player}]", [payoffs_at(self.game, types, end)[k] for types, end, _ in self.endings]))
        chances = [p for _, _, p in self.endings]
        result = []
        for name, values in rows:
            expected = sum((p * x for p, x in zip(chances, values, strict=True)), Fraction(0))
            square = sum((p * x * x for p, x in zip(chances, values, strict=True)), Fraction(0))
            seen = sum((n * x for n, x in zip(counts, values, strict=True)), Fraction(0)) / self.times
            result.append(Share(name, expected, seen, float((square - expected * expected) / self.times) ** 0.5))
        return tuple(result)

    @property
    def columns(self) -> dict[str, Any]:
        """What `to_frame` holds, as an array for each name."""
        from deterrence.simulate.frame import crises

        return crises(self)

    def to_frame(self) -> pandas.DataFrame:
        """One row a crisis: the players' types, what happened, payoffs, and for each event whether it happened.

        ``attrs`` says which equilibrium was played and from which seed. Payoffs are floats.

        Raises
        ------
        DeterrenceError
            Where pandas is not installed.
        """
        from deterrence.simulate.frame import frame

        said = {"equilibrium": self.chosen.rule, "region": ", ".join(self.region), "seed": self.seed}
        return frame(self.columns, said)


def simulate(
    model: Model | ExtensiveGame | StrategicGame,
    times: int,
    *,
    seed: int,
    pact: Pact | None = None,
    world: World | str | None = None,
    set: Mapping[str, Any] | None = None,
    over: str = "refined",
) -> Simulation | PrivateSimulation:
    """Play a model, or a game, many times from one of its equilibria.

    Parameters
    ----------
    model
        Of an extensive game, a strategic game of two players, a war of attrition, ultimatum bargaining, a repeated
        pact, provision or a network; or such a game. A model of cutoffs whose file says what is drawn (`[play]`).
    times, seed
        How many crises, from which seed: the same seed gives the same crises in every version.
    pact, world, set
        As for `Model.values`.
    over
        Where the equilibrium is chosen from: ``"refined"`` (what survives D1), ``"all"``, or the name of a region. In
        games of cutoffs and of provision also an equilibrium by its number, ``"2"``; in a network a design.

    Returns
    -------
    Simulation
        With which equilibrium is played, and the proof that it is one.

    Raises
    ------
    SolverError
        For other forms of game, and where there is no equilibrium to play.

    Examples
    --------
    >>> import deterrence as dt
    >>> played = simulate(dt.load("unilateral-deterrence"), 1000, seed=1)
    >>> played.chosen.certificate.holds
    True
    """
    wanted, draws = times_wanted(times), Draws(seed)
    if type(model) in PLAYS:
        from deterrence.solvers import solve

        return play_private(solve(model), (), wanted, seed)
    if type(model) in OWN:
        from deterrence.solvers import solve

        return OWN[type(model)](solve(model), over, (), wanted, seed)
    if isinstance(model, CutoffGame):
        raise SolverError(NOTHING_DRAWN)
    if isinstance(model, ExtensiveGame | StrategicGame):
        from deterrence.solvers import solve

        if over not in ("refined", "all"):
            advice = "write 'refined' or 'all'; a game has no regions"
            raise ModelError(f"'{over}' is not a set of equilibria", advice=advice)
        game, answer = model, solve(model)
        cells = [cell for cell, _ in cells_with_outcomes(game, answer, over)]
        return _played(game, answer, cells, over, (), {}, wanted, seed, draws)
    values = model.values(pact, world=world, set=set)
    answer = read(model, values).equilibria
    game = answer.game
    if type(game) in PLAYS:
        names = tuple(named_regions(model, values))
        if over in model.regions and over not in names:
            raise SolverError(f"there is no equilibrium to play in '{over}' here; leave over out")
        return play_private(answer, names, wanted, seed)
    if isinstance(game, CutoffGame):
        return play_cutoffs(model, values, answer, over, tuple(named_regions(model, values)), wanted, seed)
    if type(game) in OWN:
        return OWN[type(game)](answer, over, tuple(named_regions(model, values)), wanted, seed)
    if not isinstance(game, ExtensiveGame | StrategicGame):
        raise SolverError(
            "crises are played from extensive games, strategic games of two players, games of cutoffs, wars of "
            "attrition, ultimatum bargaining, repeated pacts, provision and networks; this game is none of them, and "
            "`solve` lists its equilibria"
        )
    cells = [cell for cell, _ in cells_with_outcomes(game, answer, over)]
    if over not in ("refined", "all", *model.regions):
        advice = meant(over, ["refined", "all", *model.regions])
        raise ModelError(f"'{over}' is not a set of equilibria", advice=advice)
    if over in model.regions:
        cells = [cell for cell in cells if over in region_names(model, values, cell)]
    regions = tuple(region_names(model, values, cells[0])) if cells else ()
    events = {name: model.event(name) for name in model.events}
    return _played(game, answer, cells, over, regions, events, wanted, seed, draws)


# kind of game -> how it is played, where what is played is asked for by a number or a name of its own
OWN: Mapping[type, Callable[..., PrivateSimulation]] = {ProvisionGame: play_contributions, NetworkGame: play_networks}


def _played(
    game: ExtensiveGame | StrategicGame,
    answer: Any,
    cells: list[Cell],
    over: str,
    regions: tuple[str, ...],
    events: Mapping[str, frozenset[History]],
    times: int,
    seed: int,
    draws: Draws,
) -> Simulation:
    among = {"all": "all equilibria", "refined": "the equilibria surviving D1"}.get(over, f"the equilibria in '{over}'")
    if over == "refined" and not isinstance(answer, SignalingEquilibria):  # D1 is about signals
        among = "all equilibria"
    if not answer.complete:
        among += " that were found (there may be more)"
    chosen = choose(game, answer, cells, among)
    law = joint_law(game, chosen.profile)
    endings = tuple((types, end, p) for (types, end), p in law.items())
    drawn = draws.among([p for _, _, p in endings], times)
    return Simulation(game, chosen, regions, times, seed, endings, drawn, events)
