"""The command as a task of Amazon ECS: for a managed Airflow, whose workers have no `fleetlake`."""

from __future__ import annotations

import os

from airflow.providers.amazon.aws.operators.ecs import EcsRunTaskOperator

from fleetlake.task import LINEAGE, RUN_DATE, FleetlakeTask, with_date


class EcsTask(FleetlakeTask, EcsRunTaskOperator):
    """Its configuration, secrets among it, stands in the task definition; a run gives the arguments alone."""

    template_fields = (*EcsRunTaskOperator.template_fields, "date")

    def __init__(self, *, arguments: list, date: str = RUN_DATE, member: str | None = None, **kwargs):
        container = os.environ.get("FLEETLAKE_ECS_CONTAINER", "fleetlake")
        super().__init__(
            cluster=os.environ.get("FLEETLAKE_ECS_CLUSTER", "fleetlake"),
            task_definition=os.environ.get("FLEETLAKE_ECS_TASK_DEFINITION", "fleetlake"),
            launch_type="FARGATE",
            overrides={
                "containerOverrides": [
                    {
                        "name": container,
                        "command": with_date(arguments, date),
                        "environment": [{"name": name, "value": value} for name, value in LINEAGE.items()],
                    }
                ]
            },
            network_configuration={
                "awsvpcConfiguration": {
                    "subnets": _names("FLEETLAKE_ECS_SUBNETS"),
                    "securityGroups": _names("FLEETLAKE_ECS_SECURITY_GROUPS"),
                }
            },
            container_name=container,
            awslogs_group=os.environ.get("FLEETLAKE_ECS_LOG_GROUP"),
            awslogs_stream_prefix=os.environ.get("FLEETLAKE_ECS_LOG_PREFIX"),
            # A worker that was started again finds the task that it had begun.
            reattach=True,
            **kwargs,
        )
        self.date = date
        self.member = member

    def ended(self) -> tuple[int | None, str]:
        if not self.arn:
            return None, ""
        task = self.client.describe_tasks(cluster=self.cluster, tasks=[self.arn])["tasks"][0]
        codes = [each.get("exitCode") for each in task["containers"] if each["name"] == self.container_name]
        fetched = self.task_log_fetcher.get_last_log_message() if self.task_log_fetcher else ""
        return codes[0] if codes else None, fetched or ""


def _names(variable: str) -> list[str]:
    return [name for name in os.environ.get(variable, "").split(",") if name]
