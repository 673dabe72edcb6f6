"""The names of everything in the lake, as src/Fleetlake.Lake/LakeLayout.cs prints them."""
import hashlib
import re
from datetime import date

PART = "part-00000.parquet"
REJECTED = "rejected_events"
_ESCAPED = re.compile(r"""[\x00-\x1f\x7f"#%'*/:=?\\{\[\]^~]""")


def manifest(day):
    return f"_manifests/date={day}.json"


def objects(day):
    return f"_objects/date={day}/objects.parquet"


def mends(day):
    return f"_mends/date={day}.jsonl"


def touched(event_date, source_date):
    return f"_touched/date={event_date}/{source_date}"


def raw_prefix(day):
    return f"date={day}/"


def raw_part(day, event):
    return f"date={day}/{_event_folder(event)}/{PART}"


def staged_part(table, day):
    return f"{table}/date={day}/{PART}"


def model_state(model, day):
    """What a partition of a model was made of: it says so also of one without rows, which has no file."""
    return f"_models/{model}/date={day}.json"


def model_inputs(table):
    """The versions of the rows of a table's partitions, as the models last read them."""
    return f"_models/_inputs/{table}.json"


def source_date_lease(day):
    return f"source-date/{day}"


def partition_lease(table, day):
    return f"{table}/{day}"


def date_of(key, begin):
    """The date of a key that begins so and goes on with one; None for another key."""
    try:
        return date.fromisoformat(key[len(begin):len(begin) + 10]) if key.startswith(begin) else None
    except ValueError:
        return None


def _event_folder(event):
    folder = "event=" + _ESCAPED.sub(lambda found: f"%{ord(found[0]):02X}", event)
    if len(folder.encode()) <= 255:
        return folder
    digest = hashlib.sha256(event.encode()).hexdigest()
    return folder.encode()[:255 - 1 - len(digest)].decode(errors="ignore") + "~" + digest
