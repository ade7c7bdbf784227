"""Models: the same from Python as from a file, values in order, and one game in four number systems."""

from __future__ import annotations

import copy
import pickle
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
import z3

from deterrence.catalogue import load, models
from deterrence.data import data_folder
from deterrence.errors import ModelError
from deterrence.formula import ARRAY, EXACT, SYMBOLIC, Z3, Reading, evaluate, read_toml
from deterrence.games.attrition import AttritionGame
from deterrence.games.bargaining import BargainingGame
from deterrence.games.cutoff import CutoffGame
from deterrence.games.extensive import Chance, ExtensiveGame, InformationSet
from deterrence.games.network import NetworkGame
from deterrence.games.provision import ProvisionGame
from deterrence.games.strategic import StrategicGame
from deterrence.model import Model
from deterrence.pact import Pact, World, vocabulary, worlds

F = Fraction


def shipped(name: str) -> Model:
    model = load(name)
    assert isinstance(model, Model)
    return model


def pact(name: str = "nato-1949") -> Pact:
    found = load(name)
    assert isinstance(found, Pact)
    return found


def parameter(default: Any, *, low: Any = 0, high: Any = 1) -> dict[str, Any]:
    return {"range": [low, high], "default": default, "meaning": "a number", "unit": "utility"}


def small(**sections: Any) -> dict[str, Any]:
    """A small extensive model; sections replace or add to its own."""
    return {
        "format": 1,
        "form": "extensive",
        "title": "A small game",
        "status": "in the spirit of",
        "players": ["Row", "Column"],
        "parameters": {"x": parameter("1/2"), "q": parameter("1/3")},
        "types": {"Row": {"strong": "q", "weak": "1 - q"}},
        "moves": {
            "": {"player": "Row", "actions": ["out", "in"]},
            "in": {"player": "Column", "actions": ["left", "right"]},
        },
        "payoffs": {
            "out": {"Row": 0, "Column": 0},
            "in left": {"Row": {"strong": "x", "weak": "-x"}, "Column": {"strong": 1, "weak": 0}},
            "in right": {"Row": "1", "Column": "2*x"},
        },
        **sections,
    }


# -- the same content, however it was written ------------------------------------------------------------------------


@pytest.mark.parametrize("name", models())
def test_a_model_built_in_python_equals_the_loaded_one(name: str) -> None:
    loaded = shipped(name)
    built = Model(**read_toml(data_folder() / "games" / f"{name}.toml"))
    assert built == loaded
    assert hash(built) == hash(loaded)
    assert Model(**loaded.content) == loaded


def test_numbers_may_be_written_in_any_exact_way() -> None:
    assert Model(**small()) == Model(**small(parameters={"x": parameter(0.5), "q": parameter(F(1, 3))}))
    assert Model(**small()) != Model(**small(parameters={"x": parameter("1/4"), "q": parameter(F(1, 3))}))


def test_the_order_of_types_is_content_and_that_of_keys_is_not() -> None:
    turned = dict(reversed(small().items()))
    assert Model(**turned) == Model(**small())
    assert Model(**small(types={"Row": {"weak": "1 - q", "strong": "q"}})) != Model(**small())


def test_a_model_is_a_frozen_value() -> None:
    model = shipped("unilateral-deterrence")
    assert pickle.loads(pickle.dumps(model)) == model
    assert copy.deepcopy(model) == model
    with pytest.raises(Exception, match="frozen"):
        model.title = "another"  # type: ignore[misc]
    with pytest.raises(TypeError):
        model.parameters["prize"] = None  # type: ignore[index]


# -- values ----------------------------------------------------------------------------------------------------------


def test_without_a_pact_every_term_has_its_value_for_no_pact() -> None:
    model = shipped("unilateral-deterrence")
    values = model.values()
    assert [values[term] for term in model.terms] == [0] * 6
    assert list(values) == list(model.names)
    assert all(type(value) is F for value in values.values())


def test_a_pact_codes_terms_and_a_world_parameters() -> None:
    model, treaty = shipped("unilateral-deterrence"), pact()
    values = model.values(treaty, world="superior-challenger")
    assert values["trigger_clarity"] == F(17, 20)
    assert values["balance"] == F(2, 3)
    assert values["win"] == F(2, 3) * (1 - F(1, 5) * F(1, 2) - F(1, 10) - F(1, 10) * F(1, 2))
    assert model.values(treaty, end="hi")["trigger_clarity"] == F(97, 100)
    assert model.values(treaty, at={"trigger_clarity": "0.8", "scope": 1})["trigger_clarity"] == F(4, 5)
    assert model.values(treaty, at={"trigger_clarity": 0.8}, set={"trigger_clarity": 1})["trigger_clarity"] == 1
    custom = World("mine", "a test", "a test", {"prize": F(2), "elsewhere": F(1)})
    assert model.values(world=custom)["prize"] == 2


def test_setting_a_definition_replaces_its_formula() -> None:
    model = shipped("unilateral-deterrence")
    values = model.values(set={"c_SQ": "1/4", "prize": 2})
    assert values["c_SQ"] == F(1, 4)
    assert values["c_s"] == (2 - F(1, 4)) / F(5, 2)


def test_the_rows_of_the_handbook_have_its_thresholds() -> None:
    model = shipped("unilateral-deterrence")
    row = model.tests[0].at
    values = model.values(set=row)
    assert (values["c_s"], values["c_t"], values["d_n"]) == (F(1, 2), F(2, 3), F(1, 2))
    assert model.violated(values) == ()


@pytest.mark.parametrize(
    ("asked", "advice"),
    [
        ({"set": {"prise": 1}}, "did you mean 'prize'"),
        ({"set": {"p_D": 2}}, "from 0 to 1"),
        ({"set": {"p_D": float("nan")}}, "finite"),
        ({"set": {"scope": 1}}, "there is"),
        ({"at": {"prize": 1}}, "there is obligation_strength"),
        ({"at": {"basing_right": 3}}, "from 0 to 1"),
        ({"world": "baselin"}, "did you mean 'baseline'"),
        ({"end": "middle"}, "'mid'"),
    ],
)
def test_values_that_cannot_be_are_refused_with_advice(asked: Mapping[str, Any], advice: str) -> None:
    with pytest.raises(ModelError, match="(?s)" + advice):
        shipped("unilateral-deterrence").values(**asked)


def test_what_divides_by_zero_is_an_error_only_where_the_game_rests_on_it() -> None:
    model = shipped("unilateral-deterrence")
    values = model.values(set={"c_DC": "-1/2"})  # c_DC = c_CD: the threshold c_s is not defined
    assert "c_s" not in values
    assert "challenger" in model.violated(values)
    model.game(values)
    share = {"share": {"formula": "1/x", "meaning": "m", "because": "b"}}
    payoffs = small()["payoffs"] | {"in right": {"Row": "share", "Column": "2*x"}}
    with pytest.raises(ModelError, match="divides by zero") as caught:
        Model(**small(define=share, payoffs=payoffs)).values(set={"x": 0})
    assert caught.value.key == "define.share.formula"


def test_scenario_terms_are_those_the_pact_does_not_code() -> None:
    model = shipped("tripwire")
    assert model.scenario_terms(pact()) == ()
    assert model.scenario_terms(pact("aukus-2021")) == ("basing_right",)


def test_every_shipped_model_keeps_its_assumptions_in_every_world_with_every_pact() -> None:
    for name in models():
        model = shipped(name)
        for world in worlds():
            assert model.violated(model.values(world=world)) == ()
            for treaty in ("nato-1949", "prc-dprk-1961", "india-ussr-1971"):
                for end in ("lo", "mid", "hi"):
                    values = model.values(pact(treaty), world=world, end=end)  # type: ignore[arg-type]
                    assert model.violated(values) == (), (name, world, treaty)


def test_values_are_quick() -> None:
    model, treaty = shipped("unilateral-deterrence"), pact()
    start = time.perf_counter()
    for _ in range(100):
        model.values(treaty)
    assert (time.perf_counter() - start) / 100 < 0.005  # 0.15 ms on an idle machine


# -- games -----------------------------------------------------------------------------------------------------------


def test_an_extensive_game_has_types_priors_and_payoffs_by_type() -> None:
    game = Model(**small()).game(Model(**small()).values())
    assert isinstance(game, ExtensiveGame)
    assert game.types == (("strong", "weak"), ("",))
    assert game.priors == ((F(1, 3), F(2, 3)), (F(1),))
    assert game.payoffs["in", "left"]["strong", ""] == (F(1, 2), F(1))
    assert game.payoffs["in", "left"]["weak", ""] == (F(-1, 2), F(0))
    assert game.payoffs["in", "right"]["weak", ""] == (F(1), F(1))


def test_payoffs_by_profile_and_moves_of_chance() -> None:
    model = Model(
        **small(
            types={"Row": {"strong": "q", "weak": "1 - q"}, "Column": {"a": "1/2", "b": "1/2"}},
            moves={"": {"chance": {"rain": "x", "sun": "1 - x"}}, "rain": {"player": "Row", "actions": ["go"]}},
            payoffs={
                "sun": {"Row": 0, "Column": 0},
                "rain go": {
                    "Row": {"strong / a": 1, "strong / b": 2, "weak / a": 3, "weak/b": 4},
                    "Column": {"a": 5, "b": 6},
                },
            },
        )
    )
    game = model.game(model.values(set={"x": "1/4"}))
    assert isinstance(game, ExtensiveGame)
    assert game.moves[()] == Chance((("rain", F(1, 4)), ("sun", F(3, 4))))
    assert game.payoffs["rain", "go"]["weak", "b"] == (F(4), F(6))


def test_imperfect_recall_is_refused_at_the_moves() -> None:
    moves = {
        "": {"player": "Row", "actions": ["out", "in"]},
        "out": {"player": "Row", "actions": ["left", "right"], "sees": "nothing"},
        "in": {"player": "Row", "actions": ["left", "right"], "sees": "nothing"},
    }
    payoffs = {f"{first} {then}": {"Row": "x", "Column": 0} for first in ("out", "in") for then in ("left", "right")}
    with pytest.raises(ModelError, match="forget") as caught:
        Model(**small(moves=moves, payoffs=payoffs))
    assert caught.value.key == "moves"


def strategic(**sections: Any) -> dict[str, Any]:
    return {
        "format": 1,
        "form": "strategic",
        "title": "Stag hunt",
        "status": "canonical form",
        "players": ["Row", "Column"],
        "parameters": {"x": parameter(2, high=5)},
        "actions": {"Row": ["stag", "hare"], "Column": ["stag", "hare"]},
        "payoffs": {
            "stag stag": {"Row": "2*x", "Column": "2*x"},
            "stag hare": {"Row": 0, "Column": "x"},
            "hare stag": {"Row": "x", "Column": 0},
            "hare hare": {"Row": "x", "Column": "x"},
        },
        "events": {"together": ["stag stag"], "row hunts": ["stag"]},
        "measures": {"P(together | row hunts)": "together / row hunts"},
        "regions": {"Hunt": {"does": {"Row": "stag", "Column": ["stag", "hare | stag"]}, "meaning": "both hunt"}},
        **sections,
    }


def test_a_strategic_game_lists_payoffs_by_profile() -> None:
    model = Model(**strategic())
    game = model.game(model.values())
    assert isinstance(game, StrategicGame)
    assert game.matrices == (((F(4), F(0)), (F(2), F(2))), ((F(4), F(2)), (F(0), F(2))))
    assert model.measure("P(together | row hunts)").given == {("stag", "stag"), ("stag", "hare")}
    assert model.shape("Hunt").does == {
        InformationSet("Row", "", ""): (("stag",),),
        InformationSet("Column", "", ""): (("stag",), ("stag", "hare")),
    }
    rest = {profile: cell for profile, cell in strategic()["payoffs"].items() if profile != "stag hare"}
    with pytest.raises(ModelError, match="'stag hare'"):
        Model(**strategic(payoffs=rest))


def test_a_provision_game_takes_gdps_from_the_pact() -> None:
    model = shipped("burden-sharing")
    game = model.game(model.values())
    allies, endowments, weights = ("Large", "Middle", "Small"), (10, 6, 2), ("1/2",) * 3
    assert game == ProvisionGame(allies, "cobb-douglas", endowments, weights, 1, benchmarks=(5, 3, 1))
    values = model.values(pact("usa-japan-1960"))
    assert {name: value for name, value in values.items() if "[" in name} == {
        "endowment[USA]": F("23109.51"),
        "endowment[JPN]": F("5383.39"),
    }
    assert model.values(pact("usa-japan-1960"), year=1960)["endowment[USA]"] == F("4123.38")
    assert model.benchmarks(values) == {"USA": F("23109.51") / 2, "JPN": F("5383.39") / 2}
    assert model.penalties(values) == {"USA": 0, "JPN": 0}
    with pytest.raises(ModelError, match="1961"):
        model.values(pact("usa-japan-1960"), year=1961)
    with pytest.raises(ModelError, match="more than 0"):
        model.values(set={"endowment[Small]": 0})
    with pytest.raises(ModelError, match=r"endowment\[Small\]"):
        model.values(set={"endowment[Smal]": 1})


# -- one game, four number systems -----------------------------------------------------------------------------------


def in_reading(model: Model, values: Mapping[str, Any], reading: Reading) -> list[Any]:
    """Every number a model makes of terms, parameters and endowments."""
    everything = model.evaluate(values, reading)
    named = [everything[name] for name in model.define if name not in model.open_definitions]
    if model.form == "repeated":  # not every point is a game: its primitives are compared
        return [*named, *(evaluate(formula, everything, reading) for formula in model._compiled.form.formulas)]
    game = model.game(everything, reading)
    if isinstance(game, ExtensiveGame):
        numbers = [number for prior in game.priors for number in prior]
        numbers += [number for by_types in game.payoffs.values() for vector in by_types.values() for number in vector]
    elif isinstance(game, StrategicGame):
        numbers = [number for tensor in game.payoffs for number in tensor]
    elif isinstance(game, CutoffGame):  # gains: tests/test_interval.py
        numbers = [reading.value(end) for one in game.cutoffs for end in (one.low, one.high)]
    elif isinstance(game, NetworkGame):
        numbers = [*game.capabilities, game.advantage]
    elif isinstance(game, AttritionGame):
        numbers = [*game.prizes, *game.audience_costs, *game.war_costs]
    elif isinstance(game, BargainingGame):
        rows = [*game.agreement.values(), *game.rejection.values(), (game.outside or {}).values()]
        numbers = [*game.demands, *game.types, game.insurance, *(number for row in rows for number in row)]
    else:
        assert isinstance(game, ProvisionGame)
        numbers = [*game.endowments, *game.weights, game.publicness]
    return [*named, *numbers]


def drawn(model: Model, count: int) -> list[dict[str, Fraction]]:
    """Exact points of the declared ranges at which every definition is defined."""
    random_ = random.Random(7)
    points: list[dict[str, Fraction]] = []
    given = [name for name in model.values() if name not in model.define]
    while len(points) < count:
        point = {}
        for name in given:
            low, high = (F(0), F(1))
            if name in model.parameters:
                low, high = model.parameters[name].range
            elif name in vocabulary():
                low, high = vocabulary()[name].low, vocabulary()[name].high
            elif name.startswith("endowment"):
                low, high = F(1), F(20)
            point[name] = low + (high - low) * F(random_.randrange(9), 8)
        if set(model.define) - model.open_definitions <= model.evaluate(point).keys():
            points.append(point)
    return points


@pytest.mark.parametrize("name", models())
def test_the_readings_agree(name: str) -> None:
    model = shipped(name)
    points = drawn(model, 40 if name == "joint-promise" else 300)  # there z3 adds up to 60 members
    exact = [in_reading(model, point, EXACT) for point in points]
    if model.provision is not None and model.provision.in_kind is not None:
        return  # who is the largest ally is no formula: refused in other readings (tests/test_readings_agree.py)
    arrays = {key: np.array([float(point[key]) for point in points]) for key in points[0]}
    for position, column in enumerate(in_reading(model, arrays, ARRAY)):
        expected = [float(row[position]) for row in exact]
        assert np.allclose(np.broadcast_to(column, len(points)), expected, rtol=1e-9, atol=1e-9)
    for point, expected in zip(points, exact, strict=True):
        symbols = in_reading(model, point, SYMBOLIC)
        assert [F(int(value.p), int(value.q)) for value in symbols] == expected
        terms = [z3.simplify(value) for value in in_reading(model, point, Z3)]
        assert [value.as_fraction() for value in terms] == expected


def test_the_symbolic_reading_gives_the_thresholds() -> None:
    model = shipped("unilateral-deterrence")
    symbols = {name: sympy.Symbol(name) for name in model.names if name not in model.define}
    values = model.evaluate(symbols, SYMBOLIC)
    breach = "breach_cost*obligation_strength*(automaticity + trigger_clarity)/2"
    denied = f"-crisis_cost + stake*({values['win']}) + fight_cost_soft"
    expected = sympy.parse_expr(f"(stake + {breach} - crisis_cost)/({denied})")
    assert sympy.simplify(values["d_n"] - expected) == 0


# -- events, measures, regions, claims -------------------------------------------------------------------------------


def test_regions_name_information_sets_and_supports() -> None:
    model = shipped("unilateral-deterrence")
    shape = model.shape("Steadfast Deterrence")
    assert shape.does[InformationSet("Defender", "soft", "initiate")] == (("deny",), ("concede", "deny"))
    assert shape.does[InformationSet("Challenger", "hard", "")] == (("hold",),)
    assert next(iter(model.regions)) == "Sure Resistance"
    assert model.event("honour") == {("initiate", "deny", "back-down"), ("initiate", "deny", "press")}
    with pytest.raises(ModelError, match="did you mean 'Bluff'"):
        model.shape("Bluf")


def test_moves_that_share_their_actions_are_told_apart_by_what_is_seen() -> None:
    moves = small()["moves"] | {"in left": {"player": "Row", "actions": ["out", "in"], "sees": "again"}}
    end = {"Row": "x", "Column": 0}
    payoffs = {"out": end, "in right": end, "in left out": end, "in left in": end}
    region = {"does": {"Row strong": "in"}, "meaning": "in"}
    with pytest.raises(ModelError, match='write "Row strong at again"'):
        Model(**small(moves=moves, payoffs=payoffs, regions={"In": region}))
    region = {"does": {"Row strong at again": "in"}, "meaning": "in"}
    model = Model(**small(moves=moves, payoffs=payoffs, regions={"In": region}))
    assert model.shape("In").does == {InformationSet("Row", "strong", "again"): (("in",),)}


def test_a_claim_may_expect_a_bound() -> None:
    claims = [{"says": "rare", "where": ["x < 1/2"], "over": "refined", "expect": {"P(in)": "<= q/2"}}]
    model = Model(**small(events={"in": ["in"]}, measures={"P(in)": "in"}, claims=claims))
    relation, formula = model.tests[0].expect["P(in)"]
    assert (relation, formula.text) == ("<=", "q/2")
    assert model.tests[0].over == "refined"


def test_trees_and_degrees_are_bounded() -> None:
    wide = {"": {"player": "Row", "actions": [f"a{i}" for i in range(20_001)]}}
    with pytest.raises(ModelError, match="at most 20000"):
        Model(**small(moves=wide))
    with pytest.raises(ModelError, match="there is") as caught:
        Model(**small(events={"e": ["z" * 500]}, measures={"\x1b[31m": "e"}))
    assert len(str(caught.value)) < 600
    types = {"Row": {"strong": "q", "weak": "1 - q"}, "Column": {f"t{i}": "1/8000" for i in range(8000)}}
    with pytest.raises(ModelError, match="profiles of types"):
        Model(**small(types=types))
    powers = {f"d{i}": {"formula": f"d{i - 1}*d{i - 1}", "meaning": "m", "because": "b"} for i in range(1, 40)}
    powers["d0"] = {"formula": "x", "meaning": "m", "because": "b"}
    with pytest.raises(ModelError, match="degree"):
        Model(**small(define=powers))


@pytest.mark.parametrize(
    ("sections", "key", "advice"),
    [
        ({"parameters": {"lambda": parameter(1)}}, "parameters.lambda", "another name"),
        ({"parameters": {"prix fixe": parameter(1)}}, 'parameters."prix fixe"', "letters"),
        ({"parameters": {"x": parameter(float("inf"))}}, "parameters.x.default", "finite"),
        ({"parameters": {"x": "1/2"}}, "parameters.x", "{ name"),
        ({"players": ["Row", "Row"]}, "players", "once"),
        ({"title": 3}, "title", "quotes"),
        ({"payoffs": {"out": 3}}, "payoffs.out", "{ name"),
        ({"regions": {"all": {"meaning": "m"}}}, "regions.all", "another name"),
        ({"moves": {}}, "moves", "needs it"),
        ({"claims": [{"says": "s"}]}, "claims[0]", "expect"),
        ({"claims": [{"says": "s", "at": {"scope": 1}}]}, "claims[0].at.scope", "there is"),
    ],
)
def test_mistakes_made_in_python_are_located_too(sections: dict[str, Any], key: str, advice: str) -> None:
    with pytest.raises(ModelError) as caught:
        Model(**small(**sections))
    assert caught.value.key == key
    assert advice in str(caught.value.advice)


HOSTILE: list[Any] = [
    None, float("nan"), [], {}, "", "x" * 3000, 10**400, -1, True, "1/0", "lambda", "a b", "/", " at ", "|", {"": ""},
    [[]], b"x", object(), {"a": {"b": {}}}, "hold", "*", "\x00", "\x1b[31m", 1j, {1: 2}, "p_D", "- 1",
]  # fmt: skip


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in nested dicts and lists."""
    if path:
        yield path
    if isinstance(data, (dict, list)):
        for key in data if isinstance(data, dict) else range(len(data)):
            yield from places(data[key], (*path, key))


@pytest.mark.parametrize("name", models())
def test_whatever_a_section_holds_there_is_a_model_or_our_error(name: str) -> None:
    random_ = random.Random(11)
    sections = read_toml(data_folder() / "games" / f"{name}.toml")
    for _ in range(300):
        broken = copy.deepcopy(sections)
        path = random_.choice(list(places(broken)))
        holder = broken
        for key in path[:-1]:
            holder = holder[key]
        if random_.random() < 0.8:
            holder[path[-1]] = random_.choice(HOSTILE)
        else:
            del holder[path[-1]]
        message = ""
        try:
            model = Model(**broken)
            assert Model(**model.content) == model
        except ModelError as error:
            message = str(error)
        assert len(message) < 4000
        assert all(letter.isprintable() or letter == "\n" for letter in message)


def test_a_claim_is_data_that_a_runner_reads() -> None:
    claim = shipped("burden-sharing").tests[1]
    assert claim.at == {"phi": 1, "endowment[Large]": 9, "endowment[Middle]": 7}
    assert replace(claim, says="").expect["G"][1].text == "16/3"
    values = shipped("burden-sharing").values(set=claim.at)
    assert evaluate(claim.expect["G"][1], values) == F(16, 3)
