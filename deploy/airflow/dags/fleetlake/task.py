"""A task that is a command of `fleetlake`, wherever it runs, and what its exit codes mean to Airflow."""

from __future__ import annotations

import json

from airflow.sdk import Asset

from fleetlake.airflow_names import AirflowException, AirflowFailException, AirflowSkipException
from fleetlake.plan import DATE

NO_OBJECTS = 99
# A step failed, or the caller has to mend something: trying again does not help. All else, 75 and a kill among it, may.
FINAL = (1, 2)

# The day that a person asked for, else the day of the run's interval, else the last one that had ended when it was asked for.
RUN_DATE = (
    "{{ params.date or (dag_run.data_interval_start or dag_run.run_after - macros.timedelta(days=1)) | ds }}"
)

# The lineage of a command is the task's, where Airflow has its OpenLineage provider.
LINEAGE = {
    variable: "{{ macros.OpenLineageProviderPlugin.%s(task_instance) if macros.OpenLineageProviderPlugin is defined }}" % macro
    for variable, macro in (
        ("OPENLINEAGE_PARENT_ID", "lineage_parent_id"),
        ("OPENLINEAGE_ROOT_PARENT_ID", "lineage_root_parent_id"),
    )
}


class FleetlakeTask:
    """
    Runs a command by the operator it is mixed into. The operator's `ended` gives the exit code and the last line.

    The last line of a command is its result, one object of JSON: it becomes the task's XCom, and goes with the asset
    events of the tables that the task writes.
    """

    member: str | None = None

    def execute(self, context):
        try:
            return self._done(context, _result(super().execute(context)))
        except AirflowException:
            code, line = self.ended()
            if code is None:
                raise
        result = _result(line)
        said = f"fleetlake {self.task_id} of {self.date} ended with {code}: {result.get('error') or line}"
        if code == NO_OBJECTS:
            context["ti"].xcom_push(key="return_value", value=result)
            raise AirflowSkipException(f"{self.date} has no objects.")
        if code in FINAL:
            raise AirflowFailException(said)
        raise AirflowException(said)

    def _done(self, context, result: dict):
        for outlet in self.outlets:
            context["outlet_events"][outlet].extra = {"date": self.date, **_counts(result)}
        if not self.member:
            return result
        if self.member not in result:
            raise AirflowException(f"fleetlake {self.task_id} of {self.date}: found no {self.member} in the last line of its log: {result}")
        return result[self.member]


def table_asset(table: str) -> Asset:
    """What other teams' DAGs follow: an event whenever a task has brought the table up to date."""
    return Asset(name=f"fleetlake.{table}", uri=f"fleetlake://warehouse/{table}", group="fleetlake")


def task_class(runner: str) -> type:
    """The operator of a runner; its provider is imported here and nowhere else."""
    if runner == "ecs":
        from fleetlake.ecs import EcsTask as chosen
    elif runner == "docker":
        from fleetlake.docker import DockerTask as chosen
    else:
        from fleetlake.bash import BashTask as chosen
    return chosen


def with_date(arguments: list, date: str) -> list[str]:
    """The arguments as a list, for what runs them without a shell."""
    return [date if each is DATE else each for each in arguments]


def _result(line: str | None) -> dict:
    try:
        result = json.loads(line or "{}")
    except ValueError:
        return {}
    return result if isinstance(result, dict) else {}


def _counts(result: dict) -> dict:
    return {name: result[name] for name in ("status", "rows", "record") if name in result}
