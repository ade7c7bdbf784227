"""Defence pacts as games: every equilibrium, proved; when the commitment deters and when free-riding pays.

This file is the table of contents. A name is imported when it is first used, so that `import deterrence` costs nothing.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

_CONTENTS = {
    # what can go wrong
    "DeterrenceError": "errors",
    "GameError": "errors",
    "ModelError": "errors",
    "SolverError": "errors",
    # games
    "AttritionGame": "games.attrition",
    "AttritionProfile": "games.attrition",
    "BargainingGame": "games.bargaining",
    "BargainingProfile": "games.bargaining",
    "Chance": "games.extensive",
    "ExtensiveGame": "games.extensive",
    "InformationSet": "games.extensive",
    "Move": "games.extensive",
    "Assessment": "games.profile",
    "Profile": "games.profile",
    "NetworkGame": "games.network",
    "bilateral": "games.network",
    "mesh": "games.network",
    "star": "games.network",
    "ProvisionGame": "games.provision",
    "Cutoff": "games.cutoff",
    "CutoffGame": "games.cutoff",
    "RepeatedGame": "games.repeated",
    "public_good_pact": "games.repeated",
    "RepeatedStageGame": "games.stage_game",
    "MonitoredStageGame": "games.stage_game",
    "ShareAgreement": "games.agreements",
    "LinkedIssues": "games.agreements",
    "ExitGame": "games.agreements",
    "joint_response": "games.response",
    "signaling": "games.signaling",
    "StrategicGame": "games.strategic",
    "bimatrix": "games.strategic",
    # games in files and objects of other programs
    "from_nashpy": "exchange",
    "private_types": "exchange",
    "read_game": "exchange",
    "to_nashpy": "exchange",
    "to_pygambit": "exchange",
    "write_game": "exchange",
    # what is true of them
    "gains": "deviations",
    "certify": "certificate",
    "certify_proper": "trembling",
    "solve": "solvers",
    "solve_many": "solvers.batch",
    "lemke_howson": "solvers.lemke_howson",
    "likelihood_orders": "solvers.likelihood",
    "rationalizable": "solvers.dominance",
    "weakly_dominated": "solvers.dominance",
    "zero_sum_value": "solvers.zero_sum",
    "correlated_range": "solvers.correlated",
    "critical_insurance": "solvers.insurance",
    "risk_dominant": "solvers.risk",
    "break_even_penalty": "solvers.break_even",
    "benefit_shares": "inequality",
    "exploitation_index": "inequality",
    "gini": "inequality",
    "lorenz": "inequality",
    "cost_sharing": "cost_sharing",
    "spearman_test": "concordance",
    "partial_spearman_test": "concordance",
    "kendall_test": "concordance",
    "signed_rank_test": "concordance",
    "quantal_response": "solvers.quantal",
    "refine": "refine",
    "surviving": "refine",
    # pacts and models
    "Pact": "pact",
    "Term": "pact",
    "Model": "model",
    "with_members": "model.response",
    "load": "catalogue",
    "load_model": "modelfile",
    "load_pact": "pact",
    # what they say of each other
    "verdict": "verdict",
    "threshold": "threshold",
    "why": "why",
    "thresholds": "thresholds",
    "statics": "statics",
    "compare": "compare",
    "Regions": "regions",
    "regions": "regions",
    "headlines": "headline",
    "partial_order": "order",
    "prove": "prove",
    "robust": "robust",
    "quantity": "quantities",
    "change": "quantities",
    "cost_per_averted_war": "quantities",
    "entrapment": "quantities",
    "informativeness": "quantities",
    "preemptive_gap": "quantities",
    "claims": "claims",
    "replicate": "replicate",
    "simulate": "simulate",
    "observed_reliability": "simulate",
    "simulate_reliability": "simulate",
    # what a paper prints
    "Column": "table",
    "Interval": "table",
    "Table": "table",
    "render": "table",
}

__all__ = ["__version__", *_CONTENTS]

if TYPE_CHECKING:
    from deterrence.catalogue import load as load
    from deterrence.certificate import certify as certify
    from deterrence.claims import claims as claims
    from deterrence.compare import compare as compare
    from deterrence.concordance import kendall_test as kendall_test
    from deterrence.concordance import partial_spearman_test as partial_spearman_test
    from deterrence.concordance import signed_rank_test as signed_rank_test
    from deterrence.concordance import spearman_test as spearman_test
    from deterrence.cost_sharing import cost_sharing as cost_sharing
    from deterrence.deviations import gains as gains
    from deterrence.errors import DeterrenceError as DeterrenceError
    from deterrence.errors import GameError as GameError
    from deterrence.errors import ModelError as ModelError
    from deterrence.errors import SolverError as SolverError
    from deterrence.exchange import from_nashpy as from_nashpy
    from deterrence.exchange import private_types as private_types
    from deterrence.exchange import read_game as read_game
    from deterrence.exchange import to_nashpy as to_nashpy
    from deterrence.exchange import to_pygambit as to_pygambit
    from deterrence.exchange import write_game as write_game
    from deterrence.games.agreements import ExitGame as ExitGame
    from deterrence.games.agreements import LinkedIssues as LinkedIssues
    from deterrence.games.agreements import ShareAgreement as ShareAgreement
    from deterrence.games.attrition import AttritionGame as AttritionGame
    from deterrence.games.attrition import AttritionProfile as AttritionProfile
    from deterrence.games.bargaining import BargainingGame as BargainingGame
    from deterrence.games.bargaining import BargainingProfile as BargainingProfile
    from deterrence.games.cutoff import Cutoff as Cutoff
    from deterrence.games.cutoff import CutoffGame as CutoffGame
    from deterrence.games.extensive import Chance as Chance
    from deterrence.games.extensive import ExtensiveGame as ExtensiveGame
    from deterrence.games.extensive import InformationSet as InformationSet
    from deterrence.games.extensive import Move as Move
    from deterrence.games.network import NetworkGame as NetworkGame
    from deterrence.games.network import bilateral as bilateral
    from deterrence.games.network import mesh as mesh
    from deterrence.games.network import star as star
    from deterrence.games.profile import Assessment as Assessment
    from deterrence.games.profile import Profile as Profile
    from deterrence.games.provision import ProvisionGame as ProvisionGame
    from deterrence.games.repeated import RepeatedGame as RepeatedGame
    from deterrence.games.repeated import public_good_pact as public_good_pact
    from deterrence.games.response import joint_response as joint_response
    from deterrence.games.signaling import signaling as signaling
    from deterrence.games.stage_game import MonitoredStageGame as MonitoredStageGame
    from deterrence.games.stage_game import RepeatedStageGame as RepeatedStageGame
    from deterrence.games.strategic import StrategicGame as StrategicGame
    from deterrence.games.strategic import bimatrix as bimatrix
    from deterrence.headline import headlines as headlines
    from deterrence.inequality import benefit_shares as benefit_shares
    from deterrence.inequality import exploitation_index as exploitation_index
    from deterrence.inequality import gini as gini
    from deterrence.inequality import lorenz as lorenz
    from deterrence.model import Model as Model
    from deterrence.model.response import with_members as with_members
    from deterrence.modelfile import load_model as load_model
    from deterrence.order import partial_order as partial_order
    from deterrence.pact import Pact as Pact
    from deterrence.pact import Term as Term
    from deterrence.pact import load_pact as load_pact
    from deterrence.prove import prove as prove
    from deterrence.quantities import change as change
    from deterrence.quantities import cost_per_averted_war as cost_per_averted_war
    from deterrence.quantities import entrapment as entrapment
    from deterrence.quantities import informativeness as informativeness
    from deterrence.quantities import preemptive_gap as preemptive_gap
    from deterrence.quantities import quantity as quantity
    from deterrence.refine import refine as refine
    from deterrence.refine import surviving as surviving
    from deterrence.regions import Regions as Regions
    from deterrence.regions import regions as regions
    from deterrence.replicate import replicate as replicate
    from deterrence.robust import robust as robust
    from deterrence.simulate import observed_reliability as observed_reliability
    from deterrence.simulate import simulate as simulate
    from deterrence.simulate import simulate_reliability as simulate_reliability
    from deterrence.solvers import solve as solve
    from deterrence.solvers.batch import solve_many as solve_many
    from deterrence.solvers.break_even import break_even_penalty as break_even_penalty
    from deterrence.solvers.correlated import correlated_range as correlated_range
    from deterrence.solvers.dominance import rationalizable as rationalizable
    from deterrence.solvers.dominance import weakly_dominated as weakly_dominated
    from deterrence.solvers.insurance import critical_insurance as critical_insurance
    from deterrence.solvers.lemke_howson import lemke_howson as lemke_howson
    from deterrence.solvers.likelihood import likelihood_orders as likelihood_orders
    from deterrence.solvers.quantal import quantal_response as quantal_response
    from deterrence.solvers.risk import risk_dominant as risk_dominant
    from deterrence.solvers.zero_sum import zero_sum_value as zero_sum_value
    from deterrence.statics import statics as statics
    from deterrence.table import Column as Column
    from deterrence.table import Interval as Interval
    from deterrence.table import Table as Table
    from deterrence.table import render as render
    from deterrence.threshold import threshold as threshold
    from deterrence.thresholds import thresholds as thresholds
    from deterrence.trembling import certify_proper as certify_proper
    from deterrence.verdict import verdict as verdict
    from deterrence.why import why as why

    __version__: str

else:  # a type checker that saw this would take any name for granted

    def __getattr__(name: str) -> Any:
        if name == "__version__":
            from importlib.metadata import version

            value: Any = version("deterrence")
        elif name in _CONTENTS:
            from importlib import import_module

            value = getattr(import_module(f"deterrence.{_CONTENTS[name]}"), name)
        else:
            raise AttributeError(f"module 'deterrence' has no attribute {name!r}")
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(__all__)


class _Contents(ModuleType):
    """Keeps a name of the contents a function where a room has the same name, as `verdict` in `verdict.py` has.

    Python sets a package's attribute to each submodule it imports, whoever imports it, and would hide the function.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (isinstance(value, ModuleType) and name in _CONTENTS):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Contents
