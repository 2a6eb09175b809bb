"""Writes clopper_pearson.json anew: python3 make.py > clopper_pearson.json

An independent definition: the tail P(X >= k) is summed term by term in exact fractions, and the bounds are found by halving an interval
of fractions 200 times. No beta function as in the product. The observation 10 of 100 at 95 % (0.0490 to 0.1762) is the textbook example.
"""

import json
from fractions import Fraction
from math import comb

CASES = [(0, 1), (1, 1), (0, 10), (1, 10), (5, 10), (9, 10), (10, 10), (10, 100), (1, 100), (3, 120), (57, 60), (20, 400)]
TAILS = [(1, 1, "0.05"), (10, 30, "0.05"), (11, 30, "0.05"), (18, 100, "0.05"), (7, 50, "0.01"), (25, 30, "0.5"), (60, 400, "0.1"), (0, 5, "0.3"), (6, 5, "0.3")]


def at_least(k, n, p):
    return sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1))


def solve(grows, wanted):
    low, high = 0, 1 << 60
    while high - low > 1:
        middle = (low + high) // 2
        if grows(Fraction(middle, 1 << 60)) < wanted:
            low = middle
        else:
            high = middle
    return low / (1 << 60)


def interval(x, n, confidence):
    side = (1 - confidence) / 2
    low = 0.0 if x == 0 else solve(lambda p: at_least(x, n, p), side)
    high = 1.0 if x == n else solve(lambda p: at_least(x + 1, n, p), 1 - side)
    return [low, high]


def main():
    intervals = [
        {"x": x, "n": n, "confidence": c, "interval": interval(x, n, Fraction(c))} for x, n in CASES for c in ["0.95", "0.999"]
    ]
    tails = [{"k": k, "n": n, "p": p, "at_least": float(at_least(k, n, Fraction(p)))} for k, n, p in TAILS]
    print(json.dumps({"intervals": intervals, "tails": tails}, indent=1))


main()
