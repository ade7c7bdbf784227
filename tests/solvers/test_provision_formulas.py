"""The closed forms of T5, T5 with spill-ins and T5c, typed here, at a thousand random draws each."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction as F

import deterrence as dt

DRAWS = 1000


def solved(utility: str, w: list[F], weights: list[F], phi: F) -> dt.ProvisionGame:
    return dt.solve(dt.ProvisionGame(tuple(f"a{k}" for k in range(len(w))), utility, w, weights, phi))


def test_a_pure_public_good() -> None:
    """G = W_K/(1 + sum gamma), K the allies of the largest w/gamma; knife-edges w_i = gamma_i G built in."""
    rng, seen = random.Random("T5"), Counter[object]()
    for trial in range(DRAWS):
        n = rng.randrange(2, 5)
        w = [F(rng.randrange(1, 40), 2) for _ in range(n)]
        alphas = [F(rng.randrange(1, 12), 12) for _ in range(n)]
        if trial % 3 == 0:
            alphas = alphas[:1] * n
        gammas = [(1 - a) / a for a in alphas]

        def total(paying: list[int], w: list[F] = w, gammas: list[F] = gammas) -> F:
            return sum(w[k] for k in paying) / (1 + sum(gammas[k] for k in paying))

        order = sorted(range(n), key=lambda k: -w[k] / gammas[k])
        if trial % 7 == 0:  # the last one wants exactly what is there
            last = order[-1]
            w[last] = gammas[last] * total(order[:-1])
            seen["edge"] += 1
        paying = order[:1]
        for k in order[1:]:
            if w[k] > gammas[k] * total(paying):
                paying.append(k)
            else:
                break
        G = total(paying)
        found = solved("cobb-douglas", w, alphas, F(1))
        assert found.contributions == tuple(w[k] - gammas[k] * G if k in paying else 0 for k in range(n))
        assert found.measures["G"].minimum == G
        assert found.measures["neutrality"].minimum in (None, 0)
        if len(set(alphas)) == 1:
            a = alphas[0]
            assert a * sum(w[k] for k in paying) / (a + len(paying) * (1 - a)) == G
            assert found.measures["suboptimality"].minimum == G / (a * sum(w))
        seen[len(paying)] += 1
    assert all(seen[size] >= 50 for size in (1, 2, 3, "edge")), seen


def test_joint_products() -> None:
    """g_i = (v_i - phi G)/(1 - phi), G = V_K/(1 + (|K| - 1) phi), those with v_i <= phi G dropped; edges built in."""
    rng, seen = random.Random("T5c"), Counter[object]()
    for trial in range(DRAWS):
        n = rng.randrange(2, 5)
        v = [F(rng.randrange(1, 40), 3) for _ in range(n)]
        phi = rng.choice([F(0), F(1, 10), F(1, 5), F(2, 5), F(3, 5), F(19, 20)])
        order = sorted(range(n), key=lambda k: -v[k])
        if trial % 7 == 0 and phi:
            rest = order[:-1]
            v[order[-1]] = phi * sum(v[k] for k in rest) / (1 + (len(rest) - 1) * phi)
            order = sorted(range(n), key=lambda k: -v[k])
            seen["edge"] += 1
        for size in range(n, 0, -1):
            paying = order[:size]
            G = sum(v[k] for k in paying) / (1 + (size - 1) * phi)
            if v[paying[-1]] > phi * G:
                break
        found = solved("quasilinear-log", [F(100)] * n, v, phi)
        assert found.contributions == tuple((v[k] - phi * G) / (1 - phi) if k in paying else 0 for k in range(n))
        seen[len(paying)] += 1
        seen["private"] += phi == 0
    assert all(seen[size] >= 50 for size in (1, 2, 3, "edge", "private")), seen


def test_spill_ins_while_all_pay_and_two_allies_alike() -> None:
    """g_i = (w_i - gamma phi G)/(1 + gamma (1 - phi)) while both pay: phi < w_small/((1 - a) w_big)."""
    rng, seen = random.Random("T5 spill"), Counter[str]()
    for trial in range(DRAWS):
        a = F(rng.randrange(1, 12), 12)
        big, small = F(rng.randrange(8, 30)), F(rng.randrange(1, 8))
        edge = small / ((1 - a) * big)
        phi = edge if trial % 5 == 0 and edge <= 1 else F(rng.randrange(0, 11), 10)
        found = solved("cobb-douglas", [big, small], [a, a], phi).contributions
        gamma = (1 - a) / a
        if phi < edge:
            shares = [1 / (1 + gamma * (1 - phi))] * 2
            G = sum(w * s for w, s in zip((big, small), shares, strict=True)) / (1 + 2 * gamma * phi * shares[0])
            assert found == tuple((w - gamma * phi * G) * s for w, s in zip((big, small), shares, strict=True))
            assert found[1] > 0
        else:
            assert found == (a * big, 0)
        seen["pays" if phi < edge else "edge" if phi == edge else "rides free"] += 1
    assert min(seen[word] for word in ("pays", "edge", "rides free")) >= 50, seen
