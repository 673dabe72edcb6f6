"""The event files of a source date: which they are, how they are cut into pieces of work, and their lines."""
import hashlib
import re
import zlib
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .contract import LIMITS
from .faults import CALLER, FAILED, Fault
from .rules import WHITE
from .stores import open_store

Listing = namedtuple("Listing", "objects ignored digest bytes")

# A piece of work: whole objects, or a range of a large one whose first line has a number.
Piece = namedtuple("Piece", "objects offset length first_line")
Line = namedtuple("Line", "source_object number text length")

_NAME = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-(\d{1,2})-(\d{1,2})-(\d{1,2})-events\.(?:json|txt|ndjson|jsonl)(?:\.gz)?", re.ASCII)
_OFFSET = re.compile(r"(?:UTC)?([+-])(\d\d):?(\d\d)?", re.ASCII)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_PIECE_BYTES = 32 << 20
_PIECE_OBJECTS = 2000
_CHUNK = 8 << 20
_READS_AHEAD = 16


def find_zone(name):
    """The clock that names the files: an IANA zone, or an offset such as -03:00."""
    offset = _OFFSET.fullmatch(name)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        return timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes))
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as fault:
        raise Fault(f"--time-zone: found {name}, expected an IANA time zone such as America/Sao_Paulo, or an offset.", CALLER) from fault


def instant_of(key, zone):
    """The instant in an object's name, or None when it is no event file."""
    name = _NAME.fullmatch(key.rsplit("/", 1)[-1])
    if not name:
        return None
    try:
        # A fold of 0 is the earlier of two instants, and the offset before a gap.
        return datetime(*(int(part) for part in name.groups()), tzinfo=zone).astimezone(timezone.utc)
    except (ValueError, OverflowError):
        return None


def list_objects(store, day, zone):
    """The event files of a source date by time and key, and the digest over them that `fleetlake` takes too."""
    store.ensure_readable()
    found, ignored = {}, 0
    for prefix in sorted(set(_prefixes(day, zone))):
        for listed in store.list(prefix):
            instant = instant_of(listed.key, zone)
            if instant is None:
                ignored += 1
            elif instant.date() == day:
                found[listed.key] = (instant, listed)
    ordered = sorted(found.values(), key=lambda each: (each[0], each[1].key.encode("utf-16-be")))
    objects = [listed for _, listed in ordered]
    return Listing(objects, ignored, digest_of(objects), sum(each.size for each in objects))


def digest_of(objects):
    return hashlib.sha256("".join(f"{each.key}\n{each.size}\n{each.etag}\n" for each in objects).encode()).hexdigest()


def pieces_of(spark, url, objects):
    """The objects as pieces of some megabytes, in order. The lines before a range are counted where the objects are read."""
    pieces, batch, size = [], [], 0
    for listed in objects:
        if listed.size > _PIECE_BYTES and not listed.key.endswith(".gz"):
            pieces += [Piece(batch, 0, 0, 1)] if batch else []
            batch, size = [], 0
            pieces += [Piece([listed], offset, min(_PIECE_BYTES, listed.size - offset), 1) for offset in range(0, listed.size, _PIECE_BYTES)]
            continue
        batch.append(listed)
        size += listed.size
        if size >= _PIECE_BYTES or len(batch) >= _PIECE_OBJECTS:
            pieces.append(Piece(batch, 0, 0, 1))
            batch, size = [], 0
    pieces += [Piece(batch, 0, 0, 1)] if batch else []
    return _numbered(spark, url, pieces)


def lines_of(url, piece):
    """The lines of a piece that are not blank."""
    store = open_store(url)
    if piece.length:
        yield from _range_lines(store, piece)
        return
    with ThreadPoolExecutor(_READS_AHEAD) as pool:
        waiting = []
        for listed in piece.objects:
            waiting.append((listed, pool.submit(_read_small, store, listed)))
            if len(waiting) >= _READS_AHEAD:
                yield from _object_lines(store, *waiting.pop(0))
        for each in waiting:
            yield from _object_lines(store, *each)


def _prefixes(day, zone):
    start = datetime(day.year, day.month, day.day, tzinfo=timezone.utc)
    around = {(start + timedelta(hours=hour)).astimezone(zone).utcoffset() for hour in range(-24, 49)}
    last = max((start + timedelta(days=1, microseconds=-1) + offset).date() for offset in around)
    local = min((start + offset).date() for offset in around)
    while local <= last:
        for month in {f"{local.month}", f"{local.month:02}"}:
            for dayofmonth in {f"{local.day}", f"{local.day:02}"}:
                yield f"{local.year:04}-{month}-{dayofmonth}-"
                yield f"{local.year:04}-{month}-{dayofmonth}/"
                yield f"{local.year:04}/{month}/{dayofmonth}/"
        local += timedelta(days=1)


# Ranges of a large object begin where the one before has ended its last line: how many lines that makes is counted first.
def _numbered(spark, url, pieces):
    ranges = [(i, piece) for i, piece in enumerate(pieces) if piece.length]
    if not ranges:
        return pieces
    counts = dict(spark.sparkContext.parallelize(ranges, len(ranges)).map(lambda each: (each[0], _line_ends(url, each[1]))).collect())
    line = 1
    for i, piece in ranges:
        line = 1 if piece.offset == 0 else line
        pieces[i] = piece._replace(first_line=line)
        line += counts[i]
    return pieces


def _line_ends(url, piece):
    return sum(chunk.count(b"\n") for chunk in _range_chunks(open_store(url), piece))


def _range_lines(store, piece):
    for number, text, length in _split(_range_chunks(store, piece), piece.first_line):
        yield Line(piece.objects[0].key, number, text, length)


# The bytes of the lines that begin in the range, of which the last may end beyond it.
def _range_chunks(store, piece):
    listed = piece.objects[0]
    with store.reader(listed) as read:
        start = _after_line_end(read, piece.offset - 1, listed.size) if piece.offset else 0
        stop = _after_line_end(read, piece.offset + piece.length - 1, listed.size)
        for position in range(start, stop, _CHUNK):
            chunk = read(position, min(_CHUNK, stop - position))
            yield chunk if position else _without_mark(chunk)


# Where a line begins: behind the first end of one at the position or after it.
def _after_line_end(read, position, size):
    while position < size:
        chunk = read(position, min(_CHUNK, size - position))
        end = chunk.find(b"\n")
        if end >= 0:
            return position + end + 1
        position += len(chunk)
    return size


def _object_lines(store, listed, reading):
    chunks = _inflated(store, listed, reading.result()) if listed.key.endswith(".gz") else iter([_without_mark(reading.result())])
    for number, text, length in _split(chunks, 1):
        yield Line(listed.key, number, text, length)


def _read_small(store, listed):
    with store.reader(listed) as read:
        content = read(0, listed.size) if listed.size else b""
    if len(content) != listed.size:
        raise Fault(f"{store.describe(listed.key)}: found {len(content)} bytes, expected {listed.size}.", FAILED)
    return content


def _without_mark(chunk):
    return chunk[3:] if chunk.startswith(_BYTE_ORDER_MARK) else chunk


# Members of a gzip file one after the other, a chunk at a time; one that is cut short is a fault.
def _inflated(store, listed, content):
    is_first = True
    try:
        while content:
            inflater = zlib.decompressobj(31)
            while content or not inflater.eof:
                chunk = inflater.decompress(content, _CHUNK)
                content = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
                if chunk:
                    yield _without_mark(chunk) if is_first else chunk
                    is_first = False
                if inflater.eof:
                    break
                if not chunk and not content:
                    raise zlib.error("the object ends before its data does")
    except zlib.error as fault:
        raise Fault(
            f"{store.describe(listed.key)}: found {listed.size} bytes that are no whole gzip file ({fault}), expected one that is not cut short.") from fault


# Only \n ends a line. Of one that is longer than the contract allows the head is kept, and its length.
def _split(chunks, number):
    head, length, is_blank = [], 0, True
    for chunk in chunks:
        pieces = chunk.split(b"\n")
        for piece in pieces[:-1]:
            if length:
                head, length, is_blank = _kept(head, length, is_blank, piece)
                text, whole, blank = b"".join(head), length, is_blank
                head, length, is_blank = [], 0, True
            else:
                text, whole, blank = piece, len(piece), not piece.strip(WHITE)
            if not blank:
                yield number, text, whole
            number += 1
        if pieces[-1]:
            head, length, is_blank = _kept(head, length, is_blank, pieces[-1])
    if length and not is_blank:
        yield number, b"".join(head), length


def _kept(head, length, is_blank, piece):
    length += len(piece)
    is_blank = is_blank and not piece.strip(WHITE)
    if length <= LIMITS.MaxLineBytes:
        return head + [piece], length, is_blank
    return [b"".join(head + [piece])[:LIMITS.KeptOfLongLine]], length, is_blank
