"""The plan that `fleetlake plan --format json` has written: a DAG of its steps does what `fleetlake run` does."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

# Stands in the arguments for the date of the run.
DATE = object()


@dataclass(frozen=True)
class Step:
    """A step of the plan."""

    id: str
    kind: str
    target: str
    depends_on: list[str]
    arguments: list[str | object]

    @property
    def table(self) -> str | None:
        """The table of the warehouse that it writes."""
        return self.target if self.kind in ("load", "model") else None

    @property
    def opens_warehouse(self) -> bool:
        return self.kind in ("load", "model", "check")


def read(path: Path) -> list[Step]:
    """The steps, each after those it depends on."""
    try:
        plan = json.loads(path.read_text(encoding="utf-8"))
        return [_step(step, plan["date"]) for step in plan["steps"]]
    except (KeyError, TypeError, ValueError) as fault:
        raise ValueError(
            f"{path}: found no plan ({fault!r}), expected what `fleetlake plan --date 2019-06-01 --format json` prints"
        ) from None


def _step(step: dict, written_for: str) -> Step:
    return Step(
        id=step["id"],
        kind=step["step"],
        target=step.get("event") or step.get("name") or "",
        depends_on=step["dependsOn"],
        arguments=[DATE if each == written_for else each for each in step["arguments"]],
    )
