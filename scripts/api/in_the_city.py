"""Moves what Schemathesis asks into the demo city: places between its borders and into the gaps
and overlaps that it was given, names to those of its layers.

What Schemathesis makes up lies nearly always elsewhere, and is answered with little.
"""

import json
import math
import os
import pathlib
import random
import sys
import urllib.request

import schemathesis

sys.path.append(str(pathlib.Path(__file__).parent))
import media_types  # noqa: E402, F401

with urllib.request.urlopen(os.environ["WARENG_URL"].rstrip("/") + "/v1/layers") as reply:
    LAYERS = json.load(reply)["layers"]
WEST, SOUTH, EAST, NORTH = next(
    layer["bounds"] for layer in LAYERS if layer.get("kind") == "boundary" and "bounds" in layer
)
NAMES = sorted(layer["id"] for layer in LAYERS)
ROOT = pathlib.Path(__file__).parents[2]
PLANTED = json.loads((ROOT / "layers/data/planted.json").read_text())


@schemathesis.hook
def map_query(_context, query):
    if query and "lon" in query and "lat" in query:
        query["lon"], query["lat"] = place(repr(query))
    if query and "layers" in query:
        query["layers"] = known(query["layers"])
    return query


@schemathesis.hook
def map_path_parameters(context, parameters):
    if parameters and "layers" in parameters:
        parameters["layers"] = known(parameters["layers"])
    if parameters and "z" in parameters:
        parameters.update(tile(repr(parameters)))
    if parameters and context.operation.path == "/v1/layers/{id}":
        parameters["id"] = known(parameters["id"])
    return parameters


def place(seed):
    """The same for the same seed, so that a failure can be asked again."""
    dice = random.Random(seed)
    if dice.random() < 0.3:
        planted = dice.choice(PLANTED)
        return planted["lon"], planted["lat"]
    return round(dice.uniform(WEST, EAST), 6), round(dice.uniform(SOUTH, NORTH), 6)


def tile(seed):
    """A tile over the city (Web Mercator)."""
    lon, lat = place(seed)
    z = random.Random(seed).randint(9, 16)
    down = 0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)
    return {"z": z, "x": int((lon + 180) / 360 * 2**z), "y": int(down * 2**z)}


def known(names):
    """As many layers as there are names, each once."""
    count = min(str(names).count(",") + 1, len(NAMES))
    return ",".join(random.Random(str(names)).sample(NAMES, count))
