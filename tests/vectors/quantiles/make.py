"""Writes lower_quantiles.json anew: python3 make.py > lower_quantiles.json

An independent definition, word by word and in exact fractions: the smallest sample s for which the number of samples <= s is at least
the share q of all. No rank arithmetic as in the product. The samples named nist_gauge are the twelve thickness readings (mm) in the
NIST/SEMATECH e-Handbook of Statistical Methods, section 7.2.6.2 "Percentiles" (a work of the US government, public domain).
"""

import json
import random
from fractions import Fraction

SHARES = ["0", "0.01", "0.07", "0.1", "0.25", "0.29", "0.5", "0.57", "0.75", "0.9", "0.95", "0.99", "0.999", "1"]


def lower_quantile(samples, share):
    if share == 0:
        return min(samples)
    return min(s for s in samples if sum(1 for t in samples if t <= s) >= share * len(samples))


def main():
    rng = random.Random(20260401)
    sets = {
        "nist_gauge": [95.1772, 95.1567, 95.1937, 95.1959, 95.1442, 95.0610, 95.1591, 95.1195, 95.1065, 95.0925, 95.1990, 95.1682],
        "one": [7.0],
        "two": [2.0, 1.0],
        "nineteen": [float(i) for i in range(19, 0, -1)],
        "twenty": [float(i) for i in range(1, 21)],
        "hundred": [float(i) for i in range(1, 101)],
        "ties": [1.0] * 5 + [2.0] * 5 + [100.0],
        "with_zeros": [0.0, 0.0, 0.0, 0.5, 3.0, 0.0, 8.0],
        "exponential": [round(rng.expovariate(1 / 1.7), 6) for _ in range(150)],
        "lognormal": [round(rng.lognormvariate(0, 1.5), 6) for _ in range(150)],
        "pareto": [round(rng.paretovariate(1.2), 6) for _ in range(150)],
    }
    cases = [
        {"set": name, "samples": samples, "lower_quantiles": {q: lower_quantile(samples, Fraction(q)) for q in SHARES}}
        for name, samples in sets.items()
    ]
    print("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]")


main()
