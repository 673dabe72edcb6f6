"""Staging to models: builds the partitions of every model whose inputs have changed, from the files of models/, and tests them."""
import hashlib
import json
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta

from pyspark.sql import functions as f

from . import layout, state
from .contract import EVENTS, FILES, MODELS, schema
from .faults import FAILED, Fault
from .parquet import Partitions, digest, metadata_of

# Dates that one execution builds: enough to read a window once for several, few enough that a vehicle's days fit one task.
_MAX_DATES = 7
_BYTES_A_TASK = 64 << 20
_DATES_VIEW = "dates_to_build"

_COLUMNS = {event["table"]: event["columns"] for event in EVENTS}
_COLUMNS |= {layout.REJECTED: FILES[layout.REJECTED]} | {model["name"]: model["columns"] for model in MODELS}

_VERSION = "fleetlake.version"

_Stale = namedtuple("_Stale", "date inputs")
_Partition = namedtuple("_Partition", "file version")


def build(job):
    """Builds what is stale of every model, each after those it reads; gives how many partitions of each have other rows than before."""
    dates = state.run_dates(job.raw)
    return {model["name"]: sum(_build(job, model, dates[i:i + _MAX_DATES]) for i in range(0, len(dates), _MAX_DATES)) for model in MODELS}


def _build(job, model, dates):
    # Asked without the leases first: mostly there is nothing to do.
    if not _stale(job, model, dates):
        return 0
    with ExitStack() as holds:
        held = {each: holds.enter_context(job.leases.hold(layout.partition_lease(model["name"], each), job.wait)) for each in dates}
        partitions = _partitions(job, model)
        stale = _stale(job, model, dates, partitions)
        if not stale:
            return 0
        replaced = _replace(job, model, [each.date for each in stale], partitions, held)
        _test(job, model, [each.date for each in stale])
        for each in stale:
            held[each.date]()
            text = json.dumps({"model": model["hash"], "inputs": each.inputs}, indent=2)
            job.staging.put(layout.model_state(model["name"], each.date), text.encode())
    return replaced


# A partition is stale when its model, or a partition that the model may read for its date, is not what it was made of.
def _stale(job, model, dates, partitions=None):
    partitions = partitions or _partitions(job, model)
    with ThreadPoolExecutor(16) as pool:
        known = list(pool.map(lambda each: job.staging.get(layout.model_state(model["name"], each)), dates))
    stale = []
    for each, found in zip(dates, known):
        inputs = _fingerprint(model, each, partitions)
        if job.force or found is None or json.loads(found[1]) != {"model": model["hash"], "inputs": inputs}:
            stale.append(_Stale(each, inputs))
    return stale


# Of each table that the model reads its partitions as they are listed now, and the versions of their rows.
def _partitions(job, model):
    return {read["table"]: _versioned(job, read["table"]) for read in model["reads"]}


# The versions stand in the files' footers. Those that are known are kept by ETag, so that a run opens the files that are new only.
def _versioned(job, table):
    listed = _listed(job, table)
    found = job.staging.get(layout.model_inputs(table))
    known = json.loads(found[1]) if found else {}
    current = {}
    for day, each in listed.items():
        kept = known.get(str(day))
        current[str(day)] = kept if kept and kept[0] == each.etag else [each.etag, _version(job, each)]
    if current != known:
        job.staging.put(layout.model_inputs(table), json.dumps(current, indent=2).encode())
    return {day: _Partition(each, current[str(day)][1]) for day, each in listed.items()}


# A file that does not say which rows it has is another with each put.
def _version(job, listed):
    return (metadata_of(job.spark, job.staging, listed.key) or {}).get(_VERSION, listed.etag)


def _listed(job, table):
    begin = f"{table}/date="
    listed = ((layout.date_of(each.key, begin), each) for each in job.staging.list(begin))
    return dict(sorted((day, each) for day, each in listed if day))


def _fingerprint(model, day, partitions):
    text = hashlib.sha256()
    for read in model["reads"]:
        for each in _within(read, [day], partitions[read["table"]]):
            text.update(f"{read['table']} {each} {partitions[read['table']][each].version}\n".encode())
    return text.hexdigest()


def _within(read, dates, listed):
    first, last = read.get("first"), read.get("last")
    return [day for day in listed if any(
        (first is None or day >= each + timedelta(days=first)) and (last is None or day <= each + timedelta(days=last)) for each in dates)]


def _replace(job, model, dates, partitions, held):
    size = _register(job, model, dates, partitions)
    rows = job.spark.sql(model["sql"]).select(*[f.col(f"`{name}`").cast(type_) for name, type_ in _types(model)])
    order = ["date", *[f"`{name}`" for name in model["orderBy"]]]
    tasks = max(1, -(-size // _BYTES_A_TASK))
    rows = rows.withColumn("date", f.col("date").cast("string")).repartitionByRange(tasks, *order).sortWithinPartitions(*order)
    with Partitions(job.spark, job.staging, f"{model['name']}-{dates[0]}").opened() as written:
        url, shares = written.write(rows, ["date"])
        others = sorted(key[0] for key in shares if key[0] not in map(str, dates))
        if others:
            raise Fault(f"the model {model['name']} gives rows of {', '.join(others)}, expected those of the dates that are built.", FAILED)
        versions = _versions(job, model, url) if shares else {}
        return sum(_publish(job, model, each, written, shares.get((str(each),)), versions.get(str(each)), held[each]) for each in dates)


# Rows that are published already stay as they are, so that who reads the partition has nothing to do again.
def _publish(job, model, day, written, shares, version, ensure_held):
    key = layout.staged_part(model["name"], day)
    published = metadata_of(job.spark, job.staging, key)
    is_same = (published or {}).get(_VERSION) == version if shares else published is None
    if is_same and not job.force:
        return False
    file = written.prepare(key, shares, {_VERSION: version}) if shares else None
    ensure_held()
    if file:
        file.publish()
    else:
        job.staging.delete(key)
    return True


# With the model's own hash: equal rows of other columns or types are another version.
def _versions(job, model, url):
    types = [(name, type_) for name, type_ in _types(model) if name != "date"]
    rows = job.spark.read.schema(", ".join(f"`{name}` {type_}" for name, type_ in [*types, ("date", "string")])).parquet(url)
    counted = digest(rows, ["date"], [f"`{name}`" for name, _ in types])
    return {day: f"{model['hash']}-{version}" for (day,), (_, version) in counted.items()}


# The views that the model's SQL names: the tables within their windows and the dates; gives the bytes of the files.
def _register(job, model, dates, partitions):
    job.spark.createDataFrame([(each,) for each in dates], "date date").createOrReplaceTempView(_DATES_VIEW)
    size = 0
    for read in model["reads"]:
        listed = partitions[read["table"]]
        files = [listed[day].file for day in _within(read, dates, listed)]
        size += sum(each.size for each in files)
        _view(job, read["table"], files)
    return size


def _view(job, table, files):
    columns = f"{schema(_COLUMNS[table])}, date date"
    if files:
        base = f"{job.staging.url}/{table}"
        rows = job.spark.read.schema(columns).option("basePath", base).parquet(*[f"{job.staging.url}/{each.key}" for each in files])
    else:
        rows = job.spark.createDataFrame([], columns)
    rows.createOrReplaceTempView(table)


def _types(model):
    types = {column["name"]: column["type"] for column in model["columns"]} | {"date": "date"}
    return [(name, types[name]) for name in model["select"]]


# One query a date for all tests of a model. What fails is built again by the next run, and fails again.
def _test(job, model, dates):
    partitions = _partitions(job, model)
    own = _listed(job, model["name"])
    faults = []
    for each in dates if job.checks and model["tests"] else []:
        _register(job, model, [each], partitions)
        _view(job, model["name"], [own[each]] if each in own else [])
        counts = " union all ".join(f"select {i} as test, count(*) as failing from ({test['failing']})" for i, test in enumerate(model["tests"]))
        for row in job.spark.sql(counts).where("failing > 0").collect():
            test = model["tests"][row["test"]]
            examples = job.spark.sql(test["failing"]).limit(3).toJSON().collect()
            faults.append(f"{model['name']} {each}: {test['text']}: {row['failing']} rows, such as {'; '.join(examples)}")
    if faults:
        raise Fault("\n".join(faults), FAILED)


