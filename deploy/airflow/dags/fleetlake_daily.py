"""
### A day of the fleet

Takes the event files of one UTC day into the lake and the warehouse: extract, stage per event type, load per table, models,
checks. The tasks are the steps of `fleetlake plan`, so they do what `fleetlake run` does.

- A run is one UTC day that has ended: the day of its data interval. Triggered by hand, the day given as `date`.
- A day without objects shows *extract* as skipped; its models are built all the same, for a stay may span it.
- Any task can be cleared and run again at any time: it replaces what it has written, and what is as it should be is left alone.
- What a task came to (rows, bytes, rejected lines, where the record of the run lies) is the last line of its log and its XCom.
"""

from datetime import datetime, timedelta, timezone

from airflow.sdk import DAG, Param, TaskGroup, task
from fleetlake import plan, settings
from fleetlake.airflow_names import AirflowFailException, CronDataIntervalTimetable, TriggerRule
from fleetlake.task import NO_OBJECTS, RUN_DATE, table_asset, task_class

of = settings.read()
FleetlakeTask = task_class(of.runner)


@task.sensor(mode="reschedule", poke_interval=60, timeout=2 * 86_400)
def day_is_over(date: str) -> bool:
    """Waits until the day has ended and its last files have had time to come."""
    now = datetime.now(timezone.utc)
    day = datetime.strptime(date, "%Y-%m-%d").replace(tzinfo=timezone.utc)
    if day > now:
        raise AirflowFailException(f"date: found {date}, expected today, {now:%Y-%m-%d} in UTC, or a day before it")
    return now >= day + timedelta(days=1) + of.late_after


with DAG(
    "fleetlake_daily",
    description="The event files of a UTC day, into the lake and the warehouse",
    doc_md=__doc__,
    tags=["fleetlake"],
    schedule=CronDataIntervalTimetable("0 0 * * *", timezone="UTC"),
    start_date=of.start_date,
    end_date=of.end_date,
    catchup=True,
    max_active_runs=1,
    params={"date": Param(None, type=["null", "string"], format="date", description="The UTC day to run, such as 2019-06-01")},
    default_args={
        "retries": 5,
        "retry_delay": of.retry_delay,
        "retry_exponential_backoff": True,
        "max_retry_delay": timedelta(minutes=30),
        "execution_timeout": of.timeout,
        # Extract is skipped when there are no objects, and what comes after it runs.
        "trigger_rule": TriggerRule.NONE_FAILED,
    },
) as daily:
    over = day_is_over.override(execution_timeout=None)(RUN_DATE)
    groups = {kind: TaskGroup(kind) for kind in ("stage", "load", "model", "check")}
    tasks = {}
    for step in plan.read(of.plan):
        options = ["--format", "jsonl"] + (["--skip-code", str(NO_OBJECTS)] if step.kind == "extract" else [])
        tasks[step.id] = FleetlakeTask(
            task_id=step.target or step.kind,
            task_group=groups.get(step.kind),
            arguments=step.arguments + options,
            outlets=[table_asset(step.table)] if step.table else [],
            pool=of.warehouse_pool if step.opens_warehouse else "default_pool",
        )
        tasks[step.id].set_upstream([tasks[id] for id in step.depends_on] or over)
