"""The event contracts, the lake's columns and the models, as `fleetlake contracts` has generated them from the product."""
import json
import pkgutil
from types import SimpleNamespace

CONTRACT = json.loads(pkgutil.get_data(__package__, "contract.json"))
VERSION = CONTRACT["version"]
LIMITS = SimpleNamespace(**CONTRACT["limits"])
REASON = SimpleNamespace(**CONTRACT["reasons"])
EVENTS = CONTRACT["events"]
FILES = CONTRACT["files"]
MODELS = CONTRACT["models"]

# The number of a contract in EVENTS by its envelope's (on, event).
CONTRACT_OF = {(event["on"], event["event"]): number for number, event in enumerate(EVENTS)}


def schema(columns):
    """The columns as Spark takes a schema."""
    return ", ".join(f"`{c['name']}` {c['type']}" + ("" if c["nullable"] else " not null") for c in columns)


def names(columns):
    return [column["name"] for column in columns]
