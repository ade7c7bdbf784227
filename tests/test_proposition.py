"""The grammar of propositions: what is read, what is refused, and what is offered instead."""

from __future__ import annotations

import random

import pytest

from deterrence import ModelError, load
from deterrence.proposition import GRAMMAR, Vocabulary, parse_proposition
from deterrence.proposition.statement import Comparison, Deters, Emptiness, Monotone, Place, Presence, UniqueOutcome

MODEL = load("unilateral-deterrence")
KNOWN = Vocabulary(MODEL.names, tuple(MODEL.measures), tuple(MODEL.regions))

VALID = (
    'most "P(war)" over "Bluff" = p_C*c_s when p_D > 0',
    'most "P(war)" over "Bluff" does not change in p_D',
    'exists "Bluff" and exists "Steadfast Deterrence" when p_D < c_s and 0 < p_C and p_C < d_n',
    'no "Steadfast Deterrence" over refined when 0 < p_C',
    'most "P(challenge)" over refined never rises in p_D',
    'most "P(war)" under usa-japan-1960 <= most "P(war)" over refined under no pact',
    'least "P(war)" of tripartite-crisis <= most "P(war)"',
    '2*(most "P(war)" - least "P(war)" at (p_D = (1 + p_D)/2, p_C = 1/3))/3 >= -1 when p_C <= p_D <= 1',
    'only "Bluff" over refined exactly when p_D < c_s and p_C<d_n',
    "deters in every equilibrium over refined under nato-1949",
    "unique outcome over refined at (p_D = 0)",
    "p_C <= 1 and some equilibrium and no equilibrium over refined",
)

# what is written wrongly, and what is offered
WRONG = (
    ("most P(war) <= 1/2", 'most "P(war)" <= 1/2'),
    ('most "P(wr)" <= 1/2', 'most "P(war)" <= 1/2'),
    ('"P(war)" < 1', 'most "P(war)" < 1'),
    ("P(war) rises in p_D", 'most "P(war)" rises in p_D'),
    ('most "P(war)" increases in p_d', 'most "P(war)" rises in p_D'),
    ('most "P(war)" over "Bluff" = p_C*c_s if p_D > 0', 'most "P(war)" over "Bluff" = p_C*c_s when p_D > 0'),
    ('most "P(war)" <= 1/2 when', 'most "P(war)" <= 1/2'),
    ("exists Bluff", 'exists "Bluff"'),
    ('exists "Bluff" exactly', 'exists "Bluff"'),
    ('only "Blff" over "Attack"', 'only "Bluff"'),
    ("deters in all", "deters in every over refined"),
)

REFUSED = (
    ("", "here a statement is missing"),
    ("most", "here the measure is missing"),
    ('most "P(war)"', "a statement compares two sides, or says how a quantity changes"),
    ('most "P(war)" at p_D = 1 < 2', "here a parenthesis is missing"),
    ('most "P(war)" at (p_D = 1, p_D = 2) < 2', "'p_D' is replaced twice"),
    ('most "P(war)" at (p_D = 1', "here a parenthesis is missing"),
    ('most "P(war)" at (x = 1 + ) < 2', ""),
    ('most "P(war)" over over < 2', "here the set of equilibria is missing"),
    ('most "P(war)" over all over refined < 2', "'over' is said twice"),
    ('most "P(war)" under <= 2', "here the name of a pact is missing"),
    ('most "P(war)" rises in 2', "here the name of a parameter or term is missing"),
    ('most "P(war)" rises in p_D exactly when p_C > 0', "'exactly when' speaks of points"),
    ('only "Bluff" over "Attack"', "a region is asked for among all equilibria or the refined ones"),
    ("p_C < 1 when most > 2", "conditions compare formulas without quantities"),
    ("p_C < 1 p_D < 1", ""),
    ("p_C < 1 when p_D < 1 when p_D < 2", ""),
    ("p_C < " + "1 + " * 600 + "1", "a proposition has at most 2000 characters"),
    ("p_C <\n1", "a proposition is one line of plain text"),
    ('most "P(war)" <= __import__("os")', "a name in quotes stands for a measure or a region"),
    ("p_C <= 10**99999999", ""),
)


@pytest.mark.parametrize("text", VALID)
def test_what_is_read_is_written_back(text: str) -> None:
    read = parse_proposition(text, KNOWN)
    assert parse_proposition(str(read), KNOWN) == read


def test_every_kind_of_statement() -> None:
    kinds = {type(statement) for text in VALID for statement in parse_proposition(text, KNOWN).statements}
    assert kinds == {Comparison, Monotone, Presence, Emptiness, UniqueOutcome, Deters}


def test_the_parts_of_a_place() -> None:
    (found,) = parse_proposition('deters in some over "Bluff" at (p = q/2) under a-1.b of "my model"').statements
    assert isinstance(found, Deters)
    assert (found.word, found.place.over, found.place.under, found.place.of) == ("some", "Bluff", "a-1.b", "my model")
    assert [(name, formula.text) for name, formula in found.place.at] == [("p", "q/2")]
    assert parse_proposition("deters in none under no pact").places == (Place(under="no pact"),)


@pytest.mark.parametrize(("wrong", "offered"), WRONG)
def test_the_nearest_proposition_is_offered_with_the_grammar(wrong: str, offered: str) -> None:
    with pytest.raises(ModelError) as caught:
        parse_proposition(wrong, KNOWN)
    assert f"a proposition near it: {offered}\n" in str(caught.value)
    assert GRAMMAR in str(caught.value)
    parse_proposition(offered, KNOWN)


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(ModelError) as caught:
        parse_proposition(text, KNOWN)
    assert message in caught.value.message


def test_text_is_refused_with_its_column() -> None:
    with pytest.raises(ModelError) as caught:
        parse_proposition('most "P(war)" <= p_X', KNOWN)
    assert caught.value.formula == 'most "P(war)" <= p_X'
    with pytest.raises(ModelError) as caught:
        parse_proposition("p_C < 1 when p_D < p_X", KNOWN)
    assert caught.value.column == 19


WORDS = (
    *("most", '"P(war)"', "over", "refined", '"Bluff"', "at", "(", ")", "=", "<=", "p_D", "1/2", "rises", "in", "when"),
    *("and", "exactly", "under", "of", "x", '"', "not", "+", "**", "no", "equilibrium", "deters", ",", "\u2264", "{"),
    *("lambda", "99999999999**99", "\x00", "[[", "'"),
)


def test_any_text_is_read_or_refused_and_what_is_offered_is_valid() -> None:
    draw = random.Random(20_260_101)
    read = offered = 0
    for _ in range(400):
        parts = draw.choice(VALID).split(" ")
        for _ in range(draw.randint(0, 3)):
            place = draw.randrange(len(parts))
            parts[place : place + draw.randint(0, 1)] = draw.choices(WORDS, k=draw.randint(0, 2))
            parts = parts or [""]
        try:
            found = parse_proposition(" ".join(parts), KNOWN)
        except ModelError as error:
            near = str(error).partition("a proposition near it: ")[2].partition("\n")[0]
            if near:
                parse_proposition(near, KNOWN)
                offered += 1
            continue
        assert parse_proposition(str(found), KNOWN) == found
        read += 1
    assert read > 50
    assert offered > 200
