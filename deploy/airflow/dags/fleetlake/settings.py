"""What the environment says of the DAGs. What it says of the work itself is read by `fleetlake`, where a task runs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

RUNNERS = ("bash", "docker", "ecs")
PLAN = "fleetlake-plan.json"


@dataclass(frozen=True)
class Settings:
    """The settings of all DAGs; docs/airflow.md has a line for each."""

    start_date: datetime
    end_date: datetime | None
    runner: str
    plan: Path
    late_after: timedelta
    retry_delay: timedelta
    timeout: timedelta
    warehouse_pool: str


def read() -> Settings:
    """Reads the environment. All faults are told at once, each by its name."""
    faults: list[str] = []

    def value(name: str, parse, expected: str, default=None):
        text = os.environ.get(name, "")
        try:
            return parse(text) if text else default
        except ValueError:
            faults.append(f"{name}: found {text!r}, expected {expected}")
            return default

    start = value("FLEETLAKE_START_DATE", _utc_day, "a date such as 2019-06-01")
    if not os.environ.get("FLEETLAKE_START_DATE"):
        faults.append("FLEETLAKE_START_DATE: found nothing, expected the first date to run, such as 2019-06-01")
    settings = Settings(
        start_date=start,
        end_date=value("FLEETLAKE_END_DATE", _utc_day, "a date such as 2019-06-30"),
        runner=value("FLEETLAKE_TASK_RUNNER", _runner, f"one of {', '.join(RUNNERS)}", "bash"),
        plan=_plan(),
        late_after=timedelta(minutes=value("FLEETLAKE_LATE_MINUTES", _count, "minutes, from 0", 15)),
        retry_delay=timedelta(seconds=value("FLEETLAKE_RETRY_SECONDS", _count, "seconds, from 0", 60)),
        timeout=timedelta(minutes=value("FLEETLAKE_TIMEOUT_MINUTES", _count, "minutes, from 0", 120)),
        warehouse_pool=_warehouse_pool(),
    )
    if not settings.plan.is_file():
        faults.append(
            f"FLEETLAKE_PLAN: found no file {settings.plan}, expected what "
            "`fleetlake plan --date 2019-06-01 --format json` prints"
        )
    if settings.runner == "ecs":
        # A task's result is read from its log.
        faults += [
            f"{name}: found nothing, expected where the tasks' log goes, since FLEETLAKE_TASK_RUNNER is ecs"
            for name in ("FLEETLAKE_ECS_LOG_GROUP", "FLEETLAKE_ECS_LOG_PREFIX")
            if not os.environ.get(name)
        ]
    if faults:
        raise ValueError("; ".join(faults))
    return settings


def _utc_day(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=timezone.utc)


def _runner(text: str) -> str:
    return RUNNERS[RUNNERS.index(text)]


def _count(text: str) -> int:
    if not text.isdecimal():
        raise ValueError(text)
    return int(text)


def _plan() -> Path:
    """Where the image has written it, or where whoever copied the DAGs has laid it."""
    if named := os.environ.get("FLEETLAKE_PLAN"):
        return Path(named)
    beside = Path(__file__).parents[1] / PLAN
    return beside if beside.is_file() else Path(os.environ.get("AIRFLOW_HOME", "/opt/airflow")) / PLAN


def _warehouse_pool() -> str:
    """While one has an embedded warehouse open nobody else can: its tasks share a pool of one slot."""
    embedded = os.environ.get("FLEETLAKE_WAREHOUSE__ENGINE", "duckdb") == "duckdb"
    return os.environ.get("FLEETLAKE_WAREHOUSE_POOL") or ("fleetlake_warehouse" if embedded else "default_pool")
