"""Source to raw: takes the objects of a source date in, judges every line and commits, as src/Fleetlake.Pipeline/Steps/Extraction.cs."""
from collections import defaultdict
from datetime import datetime, timedelta, timezone

from pyspark import StorageLevel
from pyspark.sql import functions as f

from . import columns, layout, state
from .contract import EVENTS, REASON, VERSION
from .faults import FAILED, Fault
from .intake import SCHEMA, row_of, row_of_raw, rows_of_piece
from .parquet import Partitions
from .source import digest_of, list_objects, pieces_of
from .stores import Stored

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_DAY = "cast(date(timestamp_micros(at)) as string)"


def extract(job, day, ensure_held):
    """Gives the commit of the source date and its rows by lines, or no rows when the commit is as it should be already."""
    listing = list_objects(job.source, day, job.zone)
    previous = state.read_manifest(job.raw, day)
    mends = state.Mends(job.raw, day)
    if previous and not job.force and _is_current(previous, listing, mends, job.prune):
        return _unchanged(job, day, previous), None
    gone = [] if job.prune else _gone(job, day, listing)
    rows = _rows(job, day, listing, previous, gone, mends).persist(StorageLevel.MEMORY_AND_DISK)
    owner = f"source-{day}"
    with Partitions(job.spark, job.raw, owner).opened() as raw, Partitions(job.spark, job.staging, owner).opened() as rejected:
        commit = _commit(job, day, _Taking(listing, gone, mends, previous, rows), raw, rejected, ensure_held)
    return commit, rows


def has_changed(job, day):
    """Whether the source date has objects and no commit, or other objects than those of its commit."""
    listing = list_objects(job.source, day, job.zone)
    previous = state.read_manifest(job.raw, day)
    if previous is None:
        return bool(listing.objects)
    return not _is_current(previous, listing, state.Mends(job.raw, day), prune=False)


def ensure_share(job, commit):
    """A day of which too much is rejected is a fault of its feed that somebody has to look at."""
    totals = commit["totals"]
    if totals["rejected"] <= job.max_rejected_share * totals["lines"]:
        return
    commonest = sorted(commit["reasons"].items(), key=lambda each: -each[1])[:3]
    raise Fault(
        f"{commit['date']}: {totals['rejected']} of {totals['lines']} lines are rejected, expected at most a share of {job.max_rejected_share} "
        f"(--max-rejected-share). Commonest: {', '.join(f'{code} {count}' for code, count in commonest)}.", FAILED)


class _Taking:
    def __init__(self, listing, gone, mends, previous, rows):
        self.listing, self.gone, self.mends, self.previous, self.rows = listing, gone, mends, previous, rows


def _is_current(commit, listing, mends, prune):
    return (commit["listing"]["digest"] == listing.digest and commit["contractVersion"] == VERSION
            and commit["mends"] == mends.digest and not (prune and commit["carriedObjects"] > 0))


def _unchanged(job, day, commit):
    if commit["isPartial"] and state.is_over(day):
        commit |= {"isPartial": False, "committedAt": _now()}
        state.write_manifest(job.raw, commit)
    return commit


# The objects of the last commit that are no longer there: their rows are carried over from the lake.
def _gone(job, day, listing):
    if job.raw.find(layout.objects(day)) is None:
        return []
    present = {listed.key for listed in listing.objects}
    taken = job.read(job.raw, layout.objects(day)).select("key", "size", "etag").collect()
    return [Stored(*each) for each in taken if each["key"] not in present]


def _rows(job, day, listing, previous, gone, mends):
    spark, url = job.spark, job.source_url
    pieces = pieces_of(spark, url, listing.objects)
    # A piece a partition: the order of the rows is that of the objects.
    lines = spark.sparkContext.parallelize(pieces, max(len(pieces), 1)).flatMap(lambda piece: rows_of_piece(url, piece, mends))
    rows = spark.createDataFrame(lines, SCHEMA, verifySchema=False)
    for part in _carried(job, day, previous, gone, mends):
        rows = rows.unionAll(spark.createDataFrame(part, SCHEMA, verifySchema=False))
    return rows


# Rejected lines go through the contract anew; the other rows are copied as they are, and their data is judged for staging.
def _carried(job, day, previous, gone, mends):
    if not gone or not previous:
        return
    keys = f.broadcast(job.spark.createDataFrame([(each.key,) for each in gone], "source_object string"))
    rejected_keys = None
    if previous["rejected"]:
        rejected = job.read(job.staging, previous["rejected"]["key"]).join(keys, "source_object")
        rejected_keys = rejected.select("source_object", "source_line")
        yield rejected.rdd.map(lambda row: _rejected_again(row, mends))
    for part in previous["parts"]:
        rows = job.read(job.raw, part["file"]["key"]).join(keys, "source_object").withColumn("at", f.expr("unix_micros(at)"))
        if rejected_keys is not None:
            rows = rows.join(rejected_keys, ["source_object", "source_line"], "left_anti")
        yield rows.rdd.map(lambda row, event=part["event"]: row_of_raw(row, event))


def _rejected_again(row, mends):
    if row["reason"] == REASON.LineTooLong:
        return (*(None,) * 6, row["source_object"], row["source_line"], row["reason"], row["detail"], row["line"], *(None,) * 6)
    return row_of(row["source_object"], row["source_line"], bytes(row["line"]), mends)


def _commit(job, day, taking, raw, rejected, ensure_held):
    counts = _counts(taking.rows)
    touched = _touched(job, day, counts, taking.previous)
    raw_files = _prepare_raw(job, day, taking.rows, counts, raw)
    rejected_key = layout.staged_part(layout.REJECTED, day)
    shares = rejected.write(taking.rows.where("reason is not null").select(*columns.rejected())).shares if counts.rejected else {}
    rejected_file = rejected.prepare(rejected_key, shares[()], {}) if shares else None
    objects_file = raw.prepare(layout.objects(day), raw.write(_objects(job, taking)).shares[()], {})
    state.mark(job.raw, touched, day)
    ensure_held()
    objects_file.publish()

    # From here to the manifest there is little to do: a reader meets old and new parts side by side for a moment only.
    ensure_held()
    parts = [_published(file, event, counts.events[event]) for event, file in raw_files.items()]
    kept = {part["file"]["key"] for part in parts}
    for listed in list(job.raw.list(layout.raw_prefix(day))):
        if listed.key not in kept:
            job.raw.delete(listed.key)
    put = rejected_file.publish() if rejected_file else job.staging.delete(rejected_key)
    commit = {
        "date": str(day),
        "commit": state.commit_id(taking.listing.digest, digest_of(taking.gone), taking.mends.digest),
        "contractVersion": VERSION,
        "committedAt": _now(),
        "isPartial": not state.is_over(day),
        "listing": {
            "digest": taking.listing.digest, "objects": len(taking.listing.objects), "bytes": taking.listing.bytes,
            "ignored": taking.listing.ignored, "timeZone": job.time_zone},
        "carriedObjects": len(taking.gone),
        "mends": taking.mends.digest,
        "parts": parts,
        "rejected": put and _file(put, counts.rejected),
        "reasons": dict(sorted(counts.reasons.items())),
        "touched": touched,
        "totals": {
            "lines": counts.lines, "raw": sum(rows for rows, _, _ in counts.events.values()), "staged": sum(counts.staged.values()),
            "rejected": counts.rejected, "unmodelled": counts.unmodelled},
    }
    ensure_held()
    state.write_manifest(job.raw, commit)
    return commit


class _counts:
    """What the rows come to: by event name (rows, first and last instant), by reason, by event date and staged table."""

    def __init__(self, rows):
        groups = rows.groupBy(
            "event", "contract", "reason", f.expr(f"if(contract is null, null, {_DAY})").alias("day"),
        ).agg(f.count("*").alias("count"), f.min("at").alias("first"), f.max("at").alias("last")).collect()
        self.events, self.reasons, self.staged = {}, defaultdict(int), defaultdict(int)
        self.lines = self.rejected = self.unmodelled = 0
        for group in groups:
            count = group["count"]
            self.lines += count
            if group["reason"] is not None:
                self.reasons[group["reason"]] += count
                self.rejected += count
            if group["contract"] is not None:
                self.staged[group["day"], EVENTS[group["contract"]]["table"]] += count
            if group["event"] is not None:
                self._add_event(group, count)

    def _add_event(self, group, count):
        known = self.events.get(group["event"])
        first, last = group["first"], group["last"]
        self.events[group["event"]] = (count + known[0], min(first, known[1]), max(last, known[2])) if known else (count, first, last)
        if group["contract"] is None and group["reason"] is None:
            self.unmodelled += count


# Dates that only the previous commit had rows of are kept with none: their partitions have to be staged again too.
def _touched(job, day, counts, previous):
    touched = defaultdict(dict)
    for (event_date, table), rows in counts.staged.items():
        touched[event_date][table] = rows
    for event_date, tables in (previous or {"touched": {}})["touched"].items():
        if any(tables.values()) or job.raw.find(layout.touched(event_date, day)):
            for table in tables:
                touched[event_date].setdefault(table, 0)
    return {event_date: dict(sorted(tables.items())) for event_date, tables in sorted(touched.items())}


# Rows of another event date lie together at the end of a part, so that staging that date reads little of it.
def _prepare_raw(job, day, rows, counts, raw):
    events = sorted(counts.events)
    if not events:
        return {}
    numbers = f.broadcast(job.spark.createDataFrame(list(zip(events, range(len(events)))), "name string, event_no int"))
    in_raw = rows.join(numbers, f.col("event") == f.col("name")).select(
        *columns.raw(), "event_no", f.expr(f"int({_DAY} <> '{day}')").alias("stray"))
    shares = raw.write(in_raw, ["event_no", "stray"]).shares
    return {
        event: raw.prepare(layout.raw_part(day, event), shares.get((str(i), "0"), []) + shares.get((str(i), "1"), []), {"fleetlake.event": event})
        for i, event in enumerate(events)}


def _objects(job, taking):
    listed = job.spark.createDataFrame(
        [(i, *each) for i, each in enumerate(taking.listing.objects + taking.gone)], "place int, key string, size bigint, etag string")
    tally = taking.rows.groupBy(f.col("source_object").alias("key")).agg(f.count("*").alias("lines"), f.count("reason").alias("rejected"))
    return listed.join(tally, "key", "left").coalesce(1).sortWithinPartitions("place").select(*columns.objects())


def _published(file, event, counted):
    rows, first, last = counted
    return {"event": event, "file": _file(file.publish(), rows), "minAt": _instant(first), "maxAt": _instant(last)}


def _file(put, rows):
    return {"key": put.key, "rows": rows, "bytes": put.size, "eTag": put.etag}


def _instant(micros):
    return (_EPOCH + timedelta(microseconds=micros)).isoformat()


def _now():
    return datetime.now(timezone.utc).isoformat()
