"""Judges event lines by the contract, as src/Fleetlake.Events/Parsing does: the same rows, reasons and details."""
import json
import re
from datetime import date
from functools import lru_cache

from .contract import CONTRACT_OF, EVENTS, LIMITS, REASON
from .scanner import ABSENT, MISSING, NULL, NUMBER, OBJECT, STRING, NotJson, ensure_end, members, peek, value

WHITE = b" \t\r"
_TEXT_RULE = f"a text of 1 to {LIMITS.MaxTextBytes} bytes"
_FORM = "a timestamp as 2019-06-01T18:17:10.123Z"
_TIMESTAMP = re.compile(
    rb"(\d{4}-\d\d-\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:([Zz])|([+-])(\d\d):(\d\d))?").fullmatch
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_EPOCH = date(1970, 1, 1).toordinal()
_EARLIEST = (date(LIMITS.FirstYear, 1, 1).toordinal() - _EPOCH) * 86_400
_LIMIT = (date(LIMITS.LastYear + 1, 1, 1).toordinal() - _EPOCH) * 86_400
_MAX_ESCAPED = LIMITS.MaxTextBytes * 6
_ENVELOPE = (b"event", b"on", b"at", b"organization_id")


class Rejected(Exception):
    """A line or value that breaks a rule: its reason code, and the member with what was found and expected."""

    def __init__(self, code, found, expected, member=None):
        super().__init__(code)
        self.code = code
        self.detail = f"{member + ': ' if member else ''}found {found}, expected {expected}"


class RawRow:
    """What a line with a good envelope is in raw; texts are str, `at` is in microseconds since 1970."""
    __slots__ = ("event", "on", "at", "data", "organization_id", "extra")


def judge(line):
    """The (raw row or None, contract's number or None, staged values or None, Rejected or None) of a line that is not blank."""
    text = line.strip(WHITE)
    try:
        text.decode()
    except UnicodeDecodeError as fault:
        return None, None, None, Rejected(REASON.InvalidUtf8, f"0x{text[fault.start]:02X} at byte {fault.start}", "UTF-8")
    try:
        envelope, fields, whole, unknown = _read(text)
        raw = _raw_row(text, envelope, whole, unknown)
    except Rejected as fault:
        return None, None, None, fault
    contract = CONTRACT_OF.get((raw.on, raw.event))
    if contract is None:
        return raw, None, None, None
    try:
        return raw, contract, _staged(contract, text, fields, whole), None
    except Rejected as fault:
        return raw, contract, None, fault


def judge_data(contract, data):
    """The staged values of `data` as raw has it (bytes, or None when the line had none). Raises Rejected."""
    if data is None:
        return _staged(contract, b"", {}, ABSENT)
    try:
        fields = {}
        whole = _read_data(data, 0, 1, fields)
    except NotJson:
        raise Rejected(REASON.InvalidJson, snippet(data), "JSON", "data") from None
    return _staged(contract, data, fields, whole)


def snippet(text):
    """The beginning of some bytes as a person can read them in one line."""
    shown = _CONTROL.sub("\ufffd", text[:LIMITS.ShownBytes].decode(errors="replace"))
    return f"{shown}… ({len(text)} bytes)" if len(text) > LIMITS.ShownBytes else shown


def _read(text):
    kind, start = peek(text, 0)
    try:
        if kind != OBJECT:
            found = value(text, start, 0)
            ensure_end(text, found[2])
            raise Rejected(REASON.NotAnObject, snippet(text[found[1]:found[2]]), "one JSON object")
        envelope, fields, unknown, whole = {}, {}, [], [ABSENT]

        def member(name, position):
            plain = _plain(name)
            if plain in _ENVELOPE:
                envelope[plain] = found = value(text, position, 1)
            elif plain == b"data":
                fields.clear()
                whole[0] = found = _read_data(text, position, 1, fields)
            else:
                found = value(text, position, 1)
                unknown.append((name, found))
            return found[2]

        ensure_end(text, members(text, start, member))
        return envelope, fields, whole[0], unknown
    except NotJson as fault:
        at = fault.position
        found = f"the end of the line at byte {len(text)}" if at >= len(text) else f"{snippet(text[at:at + 16])} at byte {at}"
        raise Rejected(REASON.NestedTooDeep if fault.too_deep else REASON.InvalidJson, found, fault.expected) from None


# The members of `data` that some contract asks for, of equal names the last; those of `location` under str, which no name of `data` is.
def _read_data(text, position, depth, fields):
    kind, start = peek(text, position)
    if kind != OBJECT:
        return value(text, start, depth)

    def member(name, at):
        plain = _plain(name)
        if plain == b"location":
            found = _read_location(text, at, depth + 1, fields)
        else:
            found = value(text, at, depth + 1)
        fields[plain] = found
        return found[2]

    return OBJECT, start, members(text, start, member)


def _read_location(text, position, depth, fields):
    for name in ("lat", "lng", "at"):
        fields.pop(name, None)
    kind, start = peek(text, position)
    if kind != OBJECT:
        return value(text, start, depth)

    def member(name, at):
        found = value(text, at, depth + 1)
        plain = _plain(name)
        if plain in (b"lat", b"lng", b"at"):
            fields[plain.decode()] = found
        return found[2]

    return OBJECT, start, members(text, start, member)


def _raw_row(text, envelope, whole, unknown):
    raw = RawRow()
    raw.event = _text(text, envelope.get(b"event", ABSENT), "event")
    raw.on = _text(text, envelope.get(b"on", ABSENT), "on")
    raw.at = _timestamp(text, envelope.get(b"at", ABSENT), "at")
    raw.organization_id = _text(text, envelope.get(b"organization_id", ABSENT), "organization_id")
    raw.data = None if whole[0] == MISSING else text[whole[1]:whole[2]].decode()
    raw.extra = _extra(text, unknown) if unknown else None
    return raw


# The unknown members as an object, verbatim; of equal names the last counts.
def _extra(text, unknown):
    last = {_plain(name, keeps_broken=True): i for i, (name, _) in enumerate(unknown)}
    kept = [b'"' + unknown[i][0] + b'":' + text[unknown[i][1][1]:unknown[i][1][2]] for i in sorted(last.values())]
    return (b"{" + b",".join(kept) + b"}").decode()


def _staged(contract, text, fields, whole):
    if whole[0] != OBJECT:
        _fail(text, whole, "data", REASON.WrongType, "an object")
    identity = _text(text, fields.get(b"id", ABSENT), "data.id")
    event = EVENTS[contract]
    if (event["on"], event["event"]) == ("vehicle", "update"):
        return (identity, *_location(text, fields))
    if event["on"] == "operating_period":
        return (identity, *_period(text, fields, optional=event["event"] == "delete"))
    return (identity,)


def _location(text, fields):
    location = fields.get(b"location", ABSENT)
    if location[0] in (MISSING, NULL):
        return None, None, None
    if location[0] != OBJECT:
        _fail(text, location, "data.location", REASON.WrongType, "an object or null")
    lat, lng = fields.get("lat", ABSENT), fields.get("lng", ABSENT)
    missing = [name for name, found in (("lat", lat), ("lng", lng)) if found[0] in (MISSING, NULL)]
    if len(missing) == 1:
        raise Rejected(REASON.IncompletePosition, "one coordinate", "both lat and lng, or neither", f"data.location.{missing[0]}")
    position = (None, None) if missing else (
        _coordinate(text, lat, "data.location.lat", LIMITS.MaxLatitude),
        _coordinate(text, lng, "data.location.lng", LIMITS.MaxLongitude))
    at = fields.get("at", ABSENT)
    return *position, None if at[0] in (MISSING, NULL) else _timestamp(text, at, "data.location.at")


def _period(text, fields, optional):
    bounds = []
    for name in ("start", "finish"):
        found = fields.get(name.encode(), ABSENT)
        is_absent = optional and found[0] in (MISSING, NULL)
        bounds.append(None if is_absent else _timestamp(text, found, f"data.{name}"))
    if None not in bounds and bounds[0] > bounds[1]:
        start, finish = (snippet(text[slice(*fields[name][1:])]) for name in (b"start", b"finish"))
        raise Rejected(REASON.FinishBeforeStart, f"{finish} with start {start}", "a finish at or after the start", "data.finish")
    return bounds


def _fail(text, found, member, code, expected):
    if found[0] == MISSING:
        raise Rejected(REASON.MissingMember, "nothing", expected, member)
    raise Rejected(code, snippet(text[found[1]:found[2]]), expected, member)


def _text(text, found, member):
    if found[0] != STRING:
        _fail(text, found, member, REASON.WrongType, _TEXT_RULE)
    inside = text[found[1] + 1:found[2] - 1]
    if b"\\" in inside:
        if len(inside) > _MAX_ESCAPED:
            raise Rejected(REASON.TextTooLong, f"more than {LIMITS.MaxTextBytes} bytes", _TEXT_RULE, member)
        inside = _unescaped(text, found, inside, member)
    if not inside:
        _fail(text, found, member, REASON.EmptyText, _TEXT_RULE)
    if len(inside) > LIMITS.MaxTextBytes:
        raise Rejected(REASON.TextTooLong, f"{len(inside)} bytes", _TEXT_RULE, member)
    if b"\0" in inside:
        _fail(text, found, member, REASON.NulInText, "no U+0000 in a text")
    return inside.decode()


def _unescaped(text, found, inside, member):
    try:
        return json.loads(b'"' + inside + b'"').encode()
    except UnicodeEncodeError:
        _fail(text, found, member, REASON.InvalidUnicode, "a text without half surrogate pairs")


# A name without escapes, as bytes that equal names share; one that is no text is no member that anybody knows.
def _plain(name, keeps_broken=False):
    if b"\\" not in name:
        return name
    plain = json.loads(b'"' + name + b'"')
    try:
        return plain.encode()
    except UnicodeEncodeError:
        return plain.encode(errors="surrogatepass") if keeps_broken else b""


def _coordinate(text, found, member, bound):
    if found[0] != NUMBER:
        _fail(text, found, member, REASON.WrongType, "a number")
    degrees = float(text[found[1]:found[2]]) + 0.0
    if not -bound <= degrees <= bound:
        _fail(text, found, member, REASON.CoordinateOutOfRange, f"a number from -{bound} to {bound}")
    return degrees


def _timestamp(text, found, member):
    if found[0] != STRING:
        _fail(text, found, member, REASON.WrongType, _FORM)
    inside = text[found[1] + 1:found[2] - 1]
    if b"\\" in inside:
        inside = _unescaped(text, found, inside, member)
    parts = _TIMESTAMP(inside)
    if parts is None:
        _fail(text, found, member, REASON.MalformedTimestamp, _FORM)
    day, hour, minute, second, decimals, zulu, sign, offset_hour, offset_minute = parts.groups()
    if zulu is None and sign is None:
        _fail(text, found, member, REASON.TimestampWithoutZone, "Z or an offset such as +02:00 at the end")
    days = _days(day)
    if days is None or hour > b"23" or minute > b"59" or second > b"59":
        _fail(text, found, member, REASON.NonexistentTime, "a date and time that exist, seconds up to 59 and hours up to 23")
    offset = 0 if zulu else int(offset_hour) * 60 + int(offset_minute)
    if offset > LIMITS.MaxOffsetMinutes or (sign and offset_minute > b"59"):
        hours = f"{LIMITS.MaxOffsetMinutes // 60}:00"
        _fail(text, found, member, REASON.OffsetOutOfRange, f"an offset of at most {hours} and minutes up to 59")
    seconds = days * 86_400 + int(hour) * 3600 + int(minute) * 60 + int(second) + (offset if sign == b"-" else -offset) * 60
    if not _EARLIEST <= seconds < _LIMIT:
        years = f"{LIMITS.FirstYear}-01-01 to {LIMITS.LastYear}-12-31"
        _fail(text, found, member, REASON.TimestampOutOfRange, f"an instant from {years} UTC")
    return seconds * 1_000_000 + (int(decimals[:6].ljust(6, b"0")) if decimals else 0)


@lru_cache(maxsize=4096)
def _days(day):
    try:
        return date(int(day[:4]), int(day[5:7]), int(day[8:])).toordinal() - _EPOCH
    except ValueError:
        return None
