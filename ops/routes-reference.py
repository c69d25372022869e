#!/usr/bin/env python3
"""Plans files of sites with PyVRP and prints the travel, to have something to hold `bangdu routes solve` against.

A development script; no test needs it. `pip install pyvrp` (0.14), then

    ops/routes-reference.py SECONDS SITES.json…

Understands what app/benches/routes writes: coordinates in a plane, one home, equal squads, one window a site. Both
sides minimise the sum of travel, any number of squads, over the same whole seconds.
"""

import json
import math
import sys

from pyvrp import Model
from pyvrp.stop import MaxRuntime


def seconds(a, b, kmh):
    """As analysis/src/route/distance.rs: metres rounded up, then seconds rounded up."""
    dx, dy = (round((a[k] * 1000)) - round((b[k] * 1000)) for k in ("x", "y"))
    square = dx * dx + dy * dy
    metres = math.isqrt(square)
    metres += metres * metres < square
    return -(-metres * 3600 // (kmh * 1000))


def solve(path, runtime):
    with open(path, encoding="utf-8") as file:
        given = json.load(file)
    squads, sites = given["squads"], given["sites"]
    places = [squads[0]["home"]] + [site["place"] for site in sites]
    model = Model()
    at = [model.add_location(place["x"], place["y"]) for place in places]
    model.add_depot(at[0])
    day = squads[0]
    model.add_vehicle_type(
        len(squads), capacity=day["capacity"], tw_early=day["from"], tw_late=day["from"] + day["length"]
    )
    for site, location in zip(sites, at[1:]):
        (early, late), = site["windows"]
        model.add_client(
            location, delivery=site["demand"], service_duration=site["service"], tw_early=early, tw_late=late
        )
    for start, a in zip(at, places):
        for end, b in zip(at, places):
            if start is not end:
                way = seconds(a, b, given["travel"]["kmh"])
                model.add_edge(start, end, distance=way, duration=way)
    found = model.solve(MaxRuntime(runtime), seed=1, display=False)
    return found.cost() if found.is_feasible() else None


for path in sys.argv[2:]:
    print(path, solve(path, float(sys.argv[1])), flush=True)
