"""The columns of the lake's files as Spark expressions: their names, types and whether they may be null as the contract has them."""
from pyspark.sql import functions as f

from .contract import EVENTS, FILES

_DEFAULTS = {"string": "''", "timestamp": "timestamp '1970-01-01'", "double": "0e0", "bigint": "0L", "binary": "X''"}
_RAW = {"at": "timestamp_micros(at)"}
_STAGED = {"located_at": "timestamp_micros(time1)", "start": "timestamp_micros(time1)", "finish": "timestamp_micros(time2)"}


def raw():
    return _select(FILES["raw"], _RAW)


def rejected():
    return _select(FILES["rejected_events"], {})


def objects():
    return _select(FILES["objects"], {})


def staged(contract):
    columns = EVENTS[contract]["columns"]
    return _select(columns, {columns[0]["name"]: "id", columns[1]["name"]: "timestamp_micros(at)", **_STAGED})


# A column that is never null becomes a required one of the file: Spark knows that only of an expression with a default.
def _select(columns, sources):
    return [f.expr(_expression(column, sources.get(column["name"], f"`{column['name']}`"))).alias(column["name"]) for column in columns]


def _expression(column, source):
    return source if column["nullable"] else f"coalesce({source}, {_DEFAULTS[column['type']]})"
