"""
### Files that come late

Lists the source again for the days before today, as many as `schedule.lookbackDays` says, and runs the days whose listing is not
the one that was taken in: a file came late, was changed, or the day was never run.

Triggered by hand, the days looked at are those before `date`.
"""

from datetime import timedelta

from airflow.sdk import DAG, Param
from fleetlake import plan, settings
from fleetlake.airflow_names import CronDataIntervalTimetable
from fleetlake.task import table_asset, task_class

of = settings.read()
FleetlakeTask = task_class(of.runner)

with DAG(
    "fleetlake_late",
    description="Days whose event files came late, run again",
    doc_md=__doc__,
    tags=["fleetlake"],
    schedule=CronDataIntervalTimetable("30 4 * * *", timezone="UTC"),
    start_date=of.start_date,
    catchup=False,
    max_active_runs=1,
    params={"date": Param(None, type=["null", "string"], format="date", description="The day after the last one to look at")},
    default_args={
        "retries": 5,
        "retry_delay": of.retry_delay,
        "retry_exponential_backoff": True,
        "max_retry_delay": timedelta(minutes=30),
        "execution_timeout": of.timeout,
    },
) as late:
    changed = FleetlakeTask(
        task_id="changed",
        arguments=["changes", "--date", plan.DATE, "--format", "json"],
        date="{{ params.date or dag_run.run_after | ds }}",
        member="dates",
    )
    FleetlakeTask.partial(
        task_id="run",
        # The days to run are known: it is not to look back from each of them again.
        arguments=["run", "--date", plan.DATE, "--days", "0", "--format", "jsonl"],
        outlets=[table_asset(step.table) for step in plan.read(of.plan) if step.table],
        pool=of.warehouse_pool,
        max_active_tis_per_dag=1,
        map_index_template="{{ task.date }}",
    ).expand(date=changed.output)
