"""Reads one RFC 8259 text and says where its values lie, as src/Fleetlake.Events/Json/JsonScanner.cs does."""
import re

from .contract import LIMITS

MISSING, OBJECT, ARRAY, STRING, NUMBER, WORD, NULL = range(7)

_WHITE = re.compile(rb"[ \t\r\n]*").match
# A plain run, then escapes each with the run behind it: no byte can be matched in two ways, so that a string that does not end is
# found out in one pass.
_RUNS = rb'[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*'
_STRING = re.compile(b'"' + _RUNS + b'"').match
_RUN = re.compile(_RUNS).match
_NUMBER = re.compile(rb"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?").match
_EXPONENT = re.compile(rb"[eE][+-]?").match
_WORDS = {ord("t"): b"true", ord("f"): b"false", ord("n"): b"null"}

ABSENT = (MISSING, 0, 0)


class NotJson(Exception):
    def __init__(self, position, expected, too_deep=False):
        super().__init__(expected)
        self.position, self.expected, self.too_deep = position, expected, too_deep


def members(text, position, read):
    """Gives each name of the object at the position to `read(name, position)`, which gives the end of its value; gives its end."""
    position = _WHITE(text, position + 1).end()
    if text[position:position + 1] == b"}":
        return position + 1
    while True:
        if text[position:position + 1] != b'"':
            raise NotJson(position, "a member name in quotes")
        name_end = _string_end(text, position)
        name = text[position + 1:name_end - 1]
        position = _WHITE(text, name_end).end()
        if text[position:position + 1] != b":":
            raise NotJson(position, "':'")
        position = _WHITE(text, read(name, position + 1)).end()
        stop = text[position:position + 1]
        if stop == b"}":
            return position + 1
        if stop != b",":
            raise NotJson(position, "',' or '}'")
        position = _WHITE(text, position + 1).end()


def peek(text, position):
    """Where the next value begins, and the kind that its first byte says."""
    position = _WHITE(text, position).end()
    if position == len(text):
        return MISSING, position
    first = text[position]
    if first == 0x22:
        return STRING, position
    if first == 0x7B:
        return OBJECT, position
    if first == 0x5B:
        return ARRAY, position
    if first == 0x2D or 0x30 <= first <= 0x39:
        return NUMBER, position
    if first in _WORDS:
        return (NULL if first == 0x6E else WORD), position
    return MISSING, position


def value(text, position, depth):
    """The (kind, start, end) of a value whose container has the given depth."""
    kind, start = peek(text, position)
    if kind == STRING:
        end = _string_end(text, start)
    elif kind == NUMBER:
        end = _number_end(text, start)
    elif kind == OBJECT:
        _ensure_depth(depth + 1, start)
        end = members(text, start, lambda name, at: value(text, at, depth + 1)[2])
    elif kind == ARRAY:
        _ensure_depth(depth + 1, start)
        end = _array_end(text, start, depth + 1)
    elif kind == MISSING:
        raise NotJson(start, "a JSON value")
    else:
        word = _WORDS[text[start]]
        if not text.startswith(word, start):
            raise NotJson(start, word.decode())
        end = start + len(word)
    return kind, start, end


def ensure_end(text, position):
    position = _WHITE(text, position).end()
    if position != len(text):
        raise NotJson(position, "the end of the line")


def _ensure_depth(depth, position):
    if depth > LIMITS.MaxDepth:
        raise NotJson(position, f"at most {LIMITS.MaxDepth} nested objects and arrays", too_deep=True)


def _array_end(text, position, depth):
    position = _WHITE(text, position + 1).end()
    if text[position:position + 1] == b"]":
        return position + 1
    while True:
        position = _WHITE(text, value(text, position, depth)[2]).end()
        stop = text[position:position + 1]
        if stop == b"]":
            return position + 1
        if stop != b",":
            raise NotJson(position, "',' or ']'")
        position += 1


def _string_end(text, start):
    found = _STRING(text, start)
    if found:
        return found.end()
    stop = _RUN(text, start + 1).end()
    if stop == len(text):
        raise NotJson(stop, "the quote that ends the string")
    if text[stop] == 0x5C:
        raise NotJson(stop + 1, "an escape that JSON knows")
    raise NotJson(stop, "no control character in a string")


def _number_end(text, start):
    found = _NUMBER(text, start)
    if not found:
        raise NotJson(start + 1, "a digit")
    end = found.end()
    if found.group(2) is None:
        if found.group(1) is None and text[end:end + 1] == b".":
            raise NotJson(end + 1, "a digit after the point")
        exponent = _EXPONENT(text, end)
        if exponent:
            raise NotJson(exponent.end(), "a digit in the exponent")
    return end
