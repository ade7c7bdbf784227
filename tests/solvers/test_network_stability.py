"""War-stable networks against the definitions of the handbook's T16, read literally, network by network."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import chain, combinations, permutations

import pytest

import deterrence as dt
from deterrence.games.network import Network, NetworkGame, bilateral, mesh, star
from deterrence.proofs.network import Objection, certify_network, certify_objections
from deterrence.solvers.network import solve_network

F = Fraction
GAMMAS = (F(1), F(3, 2), F(2), F(5, 2))


def states(count: int) -> tuple[str, ...]:
    return tuple("ABCDEFGH"[:count])


@cache
def subsets(pool: frozenset[str]) -> tuple[frozenset[str], ...]:
    members = sorted(pool)
    return tuple(map(frozenset, chain.from_iterable(combinations(members, size) for size in range(len(members) + 1))))


@cache
def weights(players: tuple[str, ...], capabilities: tuple[Fraction, ...]) -> dict[frozenset[str], Fraction]:
    m = dict(zip(players, capabilities, strict=True))
    return {pool: sum((m[k] for k in pool), F(0)) for pool in subsets(frozenset(players))}


def networks(game: NetworkGame) -> Iterator[Network]:
    pairs = list(combinations(game.players, 2))
    return chain.from_iterable(combinations(pairs, size) for size in range(len(pairs) + 1))


def vulnerable(game: NetworkGame, links: Network, joint: tuple[str, ...] = (), led: bool = True) -> set[str]:
    """T16: i is vulnerable iff there are j, C inside {j} and N_j, i not in C, M(C) > gamma M({i} and N_i without C).

    `led`: j is in C, so that the attackers are an allied group; without it j may also be the target.
    """
    m = weights(game.players, game.capabilities)
    near = {i: frozenset(k for link in links if i in link for k in link if k != i) for i in game.players}
    found = set()
    for i in game.players:
        for j in game.players:
            for coalition in subsets(near[j] | {j}):
                if i in coalition or (led and j not in coalition) or not set(joint) <= coalition:
                    continue
                if m[coalition] > game.advantage * m[(near[i] - coalition) | {i}]:
                    found.add(i)
    return found


def failures(game: NetworkGame, links: Network, led: bool = True) -> set[str]:
    fails = {"S1"} if vulnerable(game, links, led=led) else set()
    for link in combinations(game.players, 2):
        if link in links:
            without = vulnerable(game, tuple(other for other in links if other != link), led=led)
            fails |= set() if without >= set(link) else {"S3"}
        elif vulnerable(game, (*links, link), joint=link, led=led):
            fails.add("S2")
    return fails


def empty_is_stable(game: NetworkGame) -> bool:
    """Nobody defeats another alone, nor any two a third who are linked to nobody else."""
    by_size = sorted(game.capabilities)
    if len(by_size) == 2:
        return by_size[1] <= game.advantage * by_size[0]
    return by_size[-1] + by_size[-2] <= game.advantage * by_size[0]


@pytest.mark.parametrize("count", [3, 4, 5, 6])
@pytest.mark.parametrize("double", [False, True])
def test_no_network_with_links_is_war_stable(count: int, double: bool) -> None:
    """T16: none for n = 3 to 5 (here also 6, up to symmetry); the empty one iff gamma >= 2 for equal M."""
    classes = {False: (4, 11, 34, 156), True: (6, 20, 90, 544)}  # graphs, and graphs with one node marked
    for gamma in GAMMAS:
        answer = dt.solve(NetworkGame(states(count), (2 if double else 1,) + (1,) * (count - 1), gamma))
        assert answer.networks == (((),) if gamma >= 2 and not double else ())
        assert (answer.complete, answer.exact, answer.certificate.holds) == (True, True, True)
        assert answer.counts["all"].networks == 2 ** (count * (count - 1) // 2)
        assert answer.counts["all"].classes == classes[double][count - 3]
        assert answer.measures["nonempty stable networks"].maximum == 0


@pytest.mark.parametrize("led", [True, False])
def test_every_network_of_three_and_four_states_against_the_definitions(led: bool) -> None:
    """Also where the allies of the target may attack together without a leader among them: the same verdicts."""
    for count, capabilities in ((3, (1, 1, 1)), (3, (2, 1, 1)), (4, (1, 1, 1, 1)), (4, (2, 1, 1, 1))):
        for gamma in GAMMAS if led else (F(1), F(2)):
            game = NetworkGame(states(count), capabilities, gamma)
            stable = [links for links in networks(game) if not failures(game, links, led)]
            answer = solve_network(game)
            assert stable == list(answer.networks)
            if led:
                every = [failures(game, links) for links in networks(game)]
                for name in ("S1", "S1, S2", "S1, S3"):
                    wanted = set(name.split(", "))
                    assert answer.counts[name].networks == sum(not fails & wanted for fails in every)


@pytest.mark.parametrize("gamma", [F(3, 2), F(2)])
def test_every_network_of_five_states_against_the_definitions(gamma: Fraction) -> None:
    game = NetworkGame(states(5), (2, 1, 1, 1, 1), gamma)
    safe = [links for links in networks(game) if not vulnerable(game, links)]
    assert solve_network(game).counts["S1"].networks == len(safe)
    assert [links for links in safe if not failures(game, links)] == list(solve_network(game).networks)


@pytest.mark.parametrize("double", [False, pytest.param(True, marks=pytest.mark.nightly)])
def test_six_states_up_to_symmetry_against_the_definitions(double: bool) -> None:
    """One network of each class, by the literal definitions: none with a link is war-stable."""
    names = states(6)
    pairs = list(combinations(range(6), 2))
    seen = bytearray(1 << 15)
    classes = []
    images = [image for image in permutations(range(6)) if not double or image[0] == 0]
    moves = [[pairs.index((min(a[i], a[j]), max(a[i], a[j]))) for i, j in pairs] for a in images]
    for network in range(1 << 15):
        if not seen[network]:
            bits = [bit for bit in range(15) if network >> bit & 1]
            for move in moves:
                seen[sum(1 << move[bit] for bit in bits)] = 1
            classes.append(tuple((names[pairs[bit][0]], names[pairs[bit][1]]) for bit in bits))
    assert len(classes) == (544 if double else 156)
    for gamma in GAMMAS:
        game = NetworkGame(names, (2 if double else 1, 1, 1, 1, 1, 1), gamma)
        safe = [links for links in classes if not vulnerable(game, links)]
        assert len(safe) == solve_network(game).counts["S1"].classes
        stable = [links for links in safe if not failures(game, links)]
        assert stable == ([()] if gamma >= 2 and not double else [])


def test_random_capabilities() -> None:
    """1,000 draws with ties, zeros and exact boundaries: all networks, the criterion for the empty one, and designs."""
    draw = random.Random(16)
    seen = {True: 0, False: 0, "edge": 0}
    verdicts: dict[tuple[str, ...], int] = {}
    for k in range(1000):
        count = draw.choice((2, 3, 3, 4))
        capabilities = [F(draw.randrange(0, 9), draw.choice((1, 2, 3))) for _ in range(count)]
        if k % 2:
            capabilities = [5 + m for m in capabilities]
        gamma = draw.choice((F(1, 2), *GAMMAS, F(3)))
        largest, smallest = sum(sorted(capabilities)[max(-2, 1 - count) :]), min(capabilities)
        if k % 3 == 0 and smallest and largest:
            gamma = largest / smallest  # the boundary itself, at which nothing is defeated
            seen["edge"] += 1
        names = states(count)
        game = NetworkGame(names, tuple(capabilities), gamma, {"star": star(names), "pairs": bilateral(names)})
        answer = solve_network(game)
        assert answer.networks == (((),) if empty_is_stable(game) else ())
        assert answer.certificate.holds
        seen[bool(answer.networks)] += 1
        for name, one in answer.standings.items():
            assert set(one.fails) == failures(game, one.links), (game, name)
            assert set(one.vulnerable) == vulnerable(game, one.links)
            verdicts[one.fails] = verdicts.get(one.fails, 0) + 1
    assert min(seen.values()) >= 50, seen
    # every set of conditions that can fail; with a link at least one of them does
    common = [("S3",), ("S1",), ("S1", "S3"), ("S2", "S3"), ("S1", "S2", "S3")]
    assert min(verdicts.get(fails, 0) for fails in common) >= 50, verdicts
    assert () not in verdicts


def test_designs_side_by_side() -> None:
    """Four equal states, no advantage of defence: the star exposes its spokes, the mesh everyone, pairs nobody."""
    names = states(4)
    designs = {"star": star(names), "mesh": mesh(names), "bilateral": bilateral(names), "none": ()}
    answer = solve_network(NetworkGame(names, (1,) * 4, 1, designs))
    stands = {name: (one.vulnerable, one.fails) for name, one in answer.standings.items()}
    assert stands == {
        "star": (("B", "C", "D"), ("S1", "S2", "S3")),
        "mesh": (names, ("S1",)),
        "bilateral": ((), ("S2",)),
        "none": ((), ("S2",)),
    }
    measures = {name: found.minimum for name, found in answer.measures.items()}
    assert [measures[f"vulnerable states[{name}]"] for name in designs] == [3, 4, 0, 0]
    assert [measures[f"hub degree[{name}]"] for name in designs] == [3, 3, 1, 0]
    assert [measures[f"links[{name}]"] for name in designs] == [3, 6, 2, 0]
    assert [measures[f"war-stable[{name}]"] for name in designs] == [0, 0, 0, 0]
    # the hub turns on a spoke with the help of another: two against one
    attack = answer.standings["star"].attacks["B"]
    assert (attack.leader, attack.coalition, attack.defenders) == ("A", ("A", "C"), ("B",))
    assert (attack.strength, attack.resistance) == (2, 1)


def test_names_and_units_do_not_matter() -> None:
    draw = random.Random(7)
    for _ in range(40):
        names, numbers = states(4), [draw.randrange(1, 5) for _ in range(4)]
        game = NetworkGame(names, tuple(numbers), F(3, 2), {"star": star(names)})
        order = draw.sample(range(4), 4)
        moved = NetworkGame(
            tuple(names[k] for k in order), tuple(7 * numbers[k] for k in order), F(3, 2), {"star": star(names)}
        )
        one, other = solve_network(game), solve_network(moved)
        assert dict(one.counts) == dict(other.counts)
        assert set(one.standings["star"].vulnerable) == set(other.standings["star"].vulnerable)
        assert one.standings["star"].fails == other.standings["star"].fails


def test_one_more_state_of_no_weight_changes_little() -> None:
    """A state without capability is defeated by anyone, so no network is stable, whatever the advantage of defence."""
    game = NetworkGame(states(3), (1, 1, 0), 100)
    assert solve_network(game).networks == ()
    assert solve_network(NetworkGame(states(2), (0, 0), 1)).networks == ((),)


@pytest.mark.parametrize("count", [pytest.param(7, marks=pytest.mark.nightly), 8])
def test_many_states(count: int) -> None:
    """Seven states are still gone through; for eight the proposition decides, and says so."""
    names = states(count)
    for gamma in (F(3, 2), F(2)):
        answer = solve_network(NetworkGame(names, (1,) * count, gamma, {"pairs": bilateral(names)}))
        assert answer.networks == (((),) if gamma == 2 else ())
        assert answer.complete
        assert answer.method == ("every network looked up" if count == 7 else "proposition")
        assert ("only the empty network is checked" in answer.status) == (count == 8)
        assert answer.certificate.holds


def test_a_false_claim_is_not_certified() -> None:
    names = states(4)
    game = NetworkGame(names, (1,) * 4, 2, {"star": star(names)})
    assert dt.certify(game, ()).holds
    wrong = certify_network(game, star(names))
    assert (wrong.largest_gain, wrong.holds) == (1, False)  # three against one by a margin of one
    idle = certify_network(NetworkGame(names[:3], (1,) * 3, 2), (("A", "B"),))
    assert (idle.largest_gain, idle.largest_residual) == (0, 2)
    standing = solve_network(game).standings["star"]
    found = standing.objections
    assert certify_objections(game, standing.links, found, stable=False).holds
    assert not certify_objections(game, standing.links, (), stable=False).holds
    assert not certify_objections(game, standing.links, (), stable=True).holds
    first = found[0]
    assert first.attack is not None
    for false in (
        replace(first, state="A"),
        replace(first, attack=None),
        replace(first, attack=replace(first.attack, coalition=("C", "D"))),
        replace(first, attack=replace(first.attack, strength=F(9))),
        replace(first, attack=replace(first.attack, defenders=("A", "B"))),
        Objection("S2", ("A", "B"), first.state, first.attack),
        Objection("S3", ("A", "B"), "C", None),
    ):
        assert not certify_objections(game, standing.links, (*found, false), stable=False).holds, false
