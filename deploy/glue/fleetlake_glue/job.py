"""The job: its options, and what it does for a range of source dates."""
import json
import sys
from datetime import date, datetime, timedelta, timezone

from . import models
from .extract import ensure_share, extract, has_changed
from .faults import CALLER, FAILED, Fault
from .layout import source_date_lease
from .leases import open_leases
from .session import open_session
from .source import find_zone
from .stage import stage
from .stores import open_store

_MAX_LOOKBACK = 366
_REQUIRED = ["source", "raw", "staging"]
_DEFAULTS = {
    "date": "", "to": "", "lookback": "0", "time-zone": "UTC", "steps": "lake,models", "max-rejected-share": "0.5",
    "wait-seconds": "60", "force": "false", "prune": "false", "checks": "true", "single-writer": "false"}


class Job:
    """The lake and the options of a run."""

    def __init__(self, options):
        faults = []

        def read(name, parse, expected):
            try:
                return parse(options[name])
            except (ValueError, KeyError, Fault):
                faults.append(f"--{name}: found {options[name] or 'nothing'}, expected {expected}")

        def switch(name):
            return read(name, {"true": True, "false": False}.__getitem__, "true or false")

        # A schedule gives no date: it means the day that has ended.
        ended = datetime.now(timezone.utc).date() - timedelta(days=1)
        self.first = read("date", date.fromisoformat, "a date as 2019-06-01") if options["date"] else ended
        self.last = read("to", date.fromisoformat, "a date as 2019-06-30") if options["to"] else self.first
        self.lookback = read("lookback", _lookback_of, f"a whole number of dates from 0 to {_MAX_LOOKBACK}")
        self.time_zone = options["time-zone"]
        self.zone = read("time-zone", find_zone, "an IANA time zone such as America/Sao_Paulo, or an offset such as -03:00")
        self.max_rejected_share = read("max-rejected-share", float, "a number from 0 to 1")
        self.wait = read("wait-seconds", float, "a number of seconds")
        self.steps = options["steps"].split(",")
        if not set(self.steps) <= {"lake", "models"}:
            faults.append(f"--steps: found {options['steps']}, expected lake, models or lake,models")
        self.force, self.prune, self.checks = switch("force"), switch("prune"), switch("checks")
        single_writer = switch("single-writer")
        if faults:
            raise Fault("\n".join(faults), CALLER)
        self.source_url = options["source"]
        self.source, self.raw, self.staging = (open_store(options[zone]) for zone in ("source", "raw", "staging"))
        self.leases = open_leases(self.raw, single_writer)
        self.spark = open_session()

    def read(self, store, key):
        """The rows of one file of the lake."""
        return self.spark.read.parquet(f"{store.url}/{key}")

    def dates(self):
        return [self.first + timedelta(days=i) for i in range((self.last - self.first).days + 1)]

    def dates_before(self):
        """The dates that are looked at again for files that have come late."""
        return [self.first - timedelta(days=back) for back in range(self.lookback, 0, -1)]


def main(argv):
    """Runs the job; gives its exit code, which is that of `fleetlake`."""
    try:
        job = Job(_options(argv))
        if "lake" in job.steps:
            for day in job.dates():
                _say(_take_in(job, day))
            # After the dates that are due, so that an old one's fault keeps none of them from being taken in.
            for day in job.dates_before():
                if has_changed(job, day):
                    _say(_take_in(job, day))
        if "models" in job.steps:
            _say({"models": models.build(job)})
        return 0
    except Exception as fault:
        known = _fault_of(fault)
        if known is None:
            raise
        print(f"fleetlake: {known}", file=sys.stderr)
        return known.exit_code


def _take_in(job, day):
    with job.leases.hold(source_date_lease(day), job.wait) as ensure_held:
        commit, rows = extract(job, day, ensure_held)
        ensure_share(job, commit)
        partitions = stage(job, commit, rows)
        if rows is not None:
            rows.unpersist()
    return {"date": str(day), "isChanged": rows is not None, "partitions": partitions, **commit["totals"], "reasons": commit["reasons"]}


def _lookback_of(text):
    days = int(text)
    if not 0 <= days <= _MAX_LOOKBACK:
        raise ValueError(text)
    return days


def _options(argv):
    from awsglue.utils import getResolvedOptions

    missing = [name for name in _REQUIRED if f"--{name}" not in argv and not any(each.startswith(f"--{name}=") for each in argv)]
    if missing:
        raise Fault("\n".join(f"--{name}: found nothing, expected a value" for name in missing), CALLER)
    given = [name for name in _DEFAULTS if f"--{name}" in argv or any(each.startswith(f"--{name}=") for each in argv)]
    # Glue gives names back with _ where the call has -.
    return _DEFAULTS | {name.replace("_", "-"): value for name, value in getResolvedOptions(argv, _REQUIRED + given).items()}


# A task's fault comes wrapped in what the executor tells of it.
def _fault_of(fault):
    if isinstance(fault, Fault):
        return fault
    text = str(fault)
    begin = text.find("fleetlake_glue.faults.Fault: ")
    if begin < 0:
        return None
    message = text[begin:].partition(": ")[2].splitlines()[0]
    return Fault(message, 75 if "changed while it was read" in message else FAILED)


def _say(outcome):
    print(json.dumps(outcome), flush=True)
