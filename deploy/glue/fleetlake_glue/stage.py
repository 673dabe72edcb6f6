"""Raw to staging: makes staged partitions of all source dates that have rows of their event date, as PartitionStager.cs does."""
from contextlib import ExitStack

from pyspark.sql import functions as f

from . import columns, layout, state
from .contract import EVENTS, names
from .intake import STAGED_SCHEMA, judged_data, staged_values
from .parquet import Partitions, digest, metadata_of

# So many partitions are held, read and written at once.
_MAX_DATES = 62
_ROWS_A_TASK = 1_000_000
_DAY = "cast(date(timestamp_micros(at)) as string)"


def stage(job, commit, rows):
    """Stages every partition that the commit touches now or touched before; gives how many were made anew."""
    changed = 0
    for contract, event in enumerate(EVENTS):
        dates = [event_date for event_date, tables in commit["touched"].items() if event["table"] in tables]
        for start in range(0, len(dates), _MAX_DATES):
            changed += _stage(job, contract, dates[start:start + _MAX_DATES], commit["date"], rows)
    for event_date, tables in commit["touched"].items():
        if not any(tables.values()):
            job.raw.delete(layout.touched(event_date, commit["date"]))
    return changed


def _stage(job, contract, dates, day, rows):
    table = EVENTS[contract]["table"]
    with ExitStack() as holds:
        held = {each: holds.enter_context(job.leases.hold(layout.partition_lease(table, each), job.wait)) for each in dates}
        inputs = {each: state.inputs_of(job.raw, table, each) for each in dates}
        stale = [each for each in dates if job.force or not _is_current(job, table, each, inputs[each])]
        for each in stale:
            if not inputs[each]:
                held[each]()
                job.staging.delete(layout.staged_part(table, each))
        filled = [each for each in stale if inputs[each]]
        if filled:
            _replace(job, contract, filled, {each: inputs[each] for each in filled}, held, day, rows)
        return len(stale)


def _is_current(job, table, event_date, inputs):
    metadata = metadata_of(job.spark, job.staging, layout.staged_part(table, event_date))
    if not inputs:
        return metadata is None
    return metadata is not None and metadata.get("fleetlake.inputs") == state.fingerprint(inputs)


def _replace(job, contract, dates, inputs, held, day, rows):
    table = EVENTS[contract]["table"]
    commits = {commit["date"]: commit for each in dates for commit in inputs[each]}
    found = {commit: _part(job, commits[commit], contract) for commit in commits if commit != day or rows is None}
    staged = _staged_rows(job, contract, found, dates, rows if day in commits else None)
    expected = sum(commit["touched"][each][table] for each in dates for commit in inputs[each])
    owner = f"{table}-{dates[0]}"
    with Partitions(job.spark, job.staging, owner).opened() as partitions:
        written = partitions.write(_sorted(staged, contract, expected), ["date"])
        keys = names(EVENTS[contract]["columns"])
        counted = digest(job.spark.read.schema(f"{_schema(contract)}, date string").parquet(written.url), ["date"], [f"`{key}`" for key in keys])
        for each in dates:
            # Of a source date that was replaced meanwhile the rows may be of either commit: its run stages them again.
            is_whole = all(_is_same(job, found[commit["date"]]) for commit in inputs[each] if commit["date"] in found)
            _publish(job, partitions, table, each, written.shares.get((each,), []), counted.get((each,), (0, "")), inputs[each], is_whole, held[each])


def _publish(job, partitions, table, event_date, shares, counted, inputs, is_whole, ensure_held):
    key = layout.staged_part(table, event_date)
    count, version = counted
    if not shares:
        ensure_held()
        job.staging.delete(key)
        return
    delivered = sum(commit["touched"][event_date][table] for commit in inputs)
    file = partitions.prepare(key, shares, {
        "fleetlake.inputs": state.fingerprint(inputs) if is_whole else "torn",
        "fleetlake.version": version,
        "fleetlake.duplicates": str(delivered - count)})
    ensure_held()
    file.publish()


# The staged rows of the partitions: of the source date at hand as its lines gave them, of others from their parts of raw.
def _staged_rows(job, contract, parts, dates, rows):
    staged = job.spark.createDataFrame([], STAGED_SCHEMA)
    if rows is not None:
        staged = staged.unionByName(rows.where(f"contract = {contract} and id is not null").select(*staged.columns))
    event = EVENTS[contract]["event"]
    for part in parts.values():
        read = job.read(job.raw, part.key).where(
            f"at >= timestamp '{dates[0]}' and at < timestamp '{dates[-1]}' + interval 1 day and `on` = '{EVENTS[contract]['on']}'")
        again = read.selectExpr("`on`", "unix_micros(at) as at", "data", "organization_id").rdd.flatMap(lambda row: _staged_again(row, event))
        staged = staged.unionByName(job.spark.createDataFrame(again, STAGED_SCHEMA, verifySchema=False))
    return staged.withColumn("date", f.expr(_DAY)).where(f.col("date").isin(*dates))


def _staged_again(row, event):
    contract, values, fault = judged_data(row["on"], event, row["data"])
    if fault is None and contract is not None:
        yield (row["at"], row["organization_id"], *staged_values(contract, values))


# Equal rows become one first: that spreads rows anew, and would undo the ranges after them. The ranges are of all columns, so
# that a vehicle that sends more than its share is cut by time, and the shares one after the other are the order of the file.
def _sorted(staged, contract, expected):
    keys = ["date", *[f"`{name}`" for name in names(EVENTS[contract]["columns"])]]
    tasks = max(1, -(-expected // _ROWS_A_TASK))
    return staged.select("date", *columns.staged(contract)).distinct().repartitionByRange(tasks, *keys).sortWithinPartitions(*keys)


def _part(job, commit, contract):
    event = EVENTS[contract]["event"]
    part = next(part for part in commit["parts"] if part["event"] == event)["file"]
    return job.raw.find(part["key"])._replace(etag=part["eTag"])


def _is_same(job, part):
    return job.raw.find(part.key) == part


def _schema(contract):
    return ", ".join(f"`{column['name']}` {column['type']}" for column in EVENTS[contract]["columns"])
