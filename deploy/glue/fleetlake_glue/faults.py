"""Faults that a person can act on, by the exit codes that `fleetlake` has."""

FAILED, CALLER, TRANSIENT = 1, 2, 75


class Fault(Exception):
    """Says what was found, what was expected and where."""

    def __init__(self, message, exit_code=FAILED):
        super().__init__(message)
        self.exit_code = exit_code

    def __reduce__(self):
        # A task raises it in another process than the one that tells it.
        return type(self), (self.args[0], self.exit_code)


class UnknownRequest(Fault):
    """The server does not know something that a request asks for (501 of S3)."""
