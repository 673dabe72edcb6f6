"""Lines to rows: what every task does with its piece of the source, or of the lake, for a source date."""
from .contract import CONTRACT_OF, EVENTS, LIMITS, REASON
from .rules import Rejected, judge, judge_data
from .source import lines_of

# A row a line: what it is in raw, what it is in staging, why it is rejected, each null when it is not. Times are microseconds.
SCHEMA = (
    "event string, `on` string, at bigint, data string, organization_id string, extra string, "
    "source_object string, source_line bigint, reason string, detail string, line binary, "
    "contract int, id string, lat double, long double, time1 bigint, time2 bigint")

# A staged row alone: the part of the above that staging is made of.
STAGED_SCHEMA = "at bigint, organization_id string, contract int, id string, lat double, long double, time1 bigint, time2 bigint"

_NOT_IN_RAW = (None,) * 6
_NOT_STAGED = (None,) * 6


def rows_of_piece(url, piece, mends):
    """The rows of the lines of the source."""
    for source_object, number, text, length in lines_of(url, piece):
        if length > LIMITS.MaxLineBytes:
            detail = f"found a line of {length} bytes, expected at most {LIMITS.MaxLineBytes} bytes"
            yield (*_NOT_IN_RAW, source_object, number, REASON.LineTooLong, detail, text[:LIMITS.KeptOfLongLine], *_NOT_STAGED)
        else:
            yield row_of(source_object, number, text, mends)


def row_of(source_object, number, line, mends):
    raw, contract, values, fault = judge(line)
    if fault is not None and (mended := mends.find(source_object, line)) is not None:
        # A mended line is judged in its place; when it fails too, the original is what is rejected.
        other = judge(mended.strip(b" \t\r\n"))
        if other[3] is None:
            raw, contract, values, fault = other
    in_raw = _NOT_IN_RAW if raw is None else (raw.event, raw.on, raw.at, raw.data, raw.organization_id, raw.extra)
    rejection = (None, None, None) if fault is None else (fault.code, fault.detail, line)
    return (*in_raw, source_object, number, *rejection, *(staged_values(contract, values) if values else _NOT_STAGED))


def row_of_raw(row, event):
    """A row that is in raw already, as a row of SCHEMA: its `data` is judged again."""
    contract, values, fault = judged_data(row["on"], event, row["data"])
    rejection = (None, None, None) if fault is None else (fault.code, fault.detail, (row["data"] or "").encode())
    return (
        event, row["on"], row["at"], row["data"], row["organization_id"], row["extra"], row["source_object"], row["source_line"],
        *rejection, *(staged_values(contract, values) if values else _NOT_STAGED))


def judged_data(on, event, data):
    contract = CONTRACT_OF.get((on, event))
    if contract is None:
        return None, None, None
    try:
        return contract, judge_data(contract, None if data is None else data.encode()), None
    except Rejected as fault:
        return contract, None, fault


def staged_values(contract, values):
    """The columns contract, id, lat, long, time1 and time2 of staged values."""
    if len(values) == 4:
        return (contract, values[0], values[1], values[2], values[3], None)
    return (contract, values[0], None, None, *(values[1:] or (None, None)))
