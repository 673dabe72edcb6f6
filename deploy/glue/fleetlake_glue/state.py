"""The commits of the lake, as src/Fleetlake.Lake/State keeps them: the manifest of a source date, marks and mended lines."""
import hashlib
import json
from datetime import datetime, timezone

from . import layout
from .contract import VERSION
from .faults import FAILED, Fault


def read_manifest(raw, day):
    found = raw.get(layout.manifest(day))
    if found is None:
        return None
    try:
        return json.loads(found[1])
    except ValueError as fault:
        raise Fault(f"{raw.describe(layout.manifest(day))}: found {fault}, expected a manifest that Fleetlake wrote.", FAILED) from fault


def write_manifest(raw, manifest):
    raw.put(layout.manifest(manifest["date"]), json.dumps(manifest, indent=2, ensure_ascii=False).encode())


def run_dates(raw):
    """Every source date that has been run, ascending."""
    return sorted(filter(None, (layout.date_of(listed.key, "_manifests/date=") for listed in raw.list("_manifests/"))))


def source_dates_of(raw, event_date):
    """The source dates that have rows of an event date, ascending."""
    begin = f"_touched/date={event_date}/"
    return sorted(filter(None, (layout.date_of(listed.key, begin) for listed in raw.list(begin))))


def mark(raw, event_dates, source_date):
    """Marks the event dates of a commit that is about to be written: a mark too many is harmless, one too few is not."""
    for event_date in event_dates:
        if raw.find(layout.touched(event_date, source_date)) is None:
            raw.put(layout.touched(event_date, source_date), b"")


def is_over(day, now=None):
    return (now or datetime.now(timezone.utc)).date() > day


def commit_id(listing_digest, carried_digest, mends_digest):
    """The same for two commits that were made of the same objects under the same rules."""
    made = f"{VERSION}\n{listing_digest}\n{carried_digest}\n{mends_digest}\n"
    return hashlib.sha256(made.encode()).hexdigest()[:32]


def fingerprint(commits):
    """The fingerprint of a staged partition: the commits that it is made of."""
    text = VERSION + "".join(f"\n{commit['date']} {commit['commit']}" for commit in commits)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def inputs_of(raw, table, event_date):
    """The commits that have rows for a staged partition, by source date."""
    commits = (read_manifest(raw, day) for day in source_dates_of(raw, event_date))
    return [commit for commit in commits if commit and commit["touched"].get(str(event_date), {}).get(table, 0) > 0]


class Mends:
    """The lines that a person has mended, by object and the SHA-256 of the rejected line."""

    def __init__(self, raw, day):
        found = raw.get(layout.mends(day))
        self._lines = {}
        try:
            for line in found[1].splitlines() if found else ():
                mend = json.loads(line)
                self._lines[mend["source_object"], mend["was_sha256"]] = mend["line"].encode()
        except (ValueError, KeyError) as fault:
            raise Fault(f"{raw.describe(layout.mends(day))}: found {fault}, expected mended lines that Fleetlake wrote.", FAILED) from fault
        self.digest = hashlib.sha256(found[1]).hexdigest() if self._lines else ""

    def find(self, source_object, line):
        return self._lines.get((source_object, hashlib.sha256(line).hexdigest())) if self._lines else None


