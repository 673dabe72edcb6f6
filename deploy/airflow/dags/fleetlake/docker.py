"""The command in a container of its own image."""

from __future__ import annotations

import os

from airflow.providers.docker.operators.docker import DockerOperator

from fleetlake.task import LINEAGE, RUN_DATE, FleetlakeTask, with_date


class DockerTask(FleetlakeTask, DockerOperator):
    """The container has the FLEETLAKE_… and AWS_… variables of the worker, and goes when the task has ended."""

    template_fields = (*DockerOperator.template_fields, "date")

    def __init__(self, *, arguments: list, date: str = RUN_DATE, member: str | None = None, **kwargs):
        super().__init__(
            image=os.environ.get("FLEETLAKE_DOCKER_IMAGE", "fleetlake"),
            command=with_date(arguments, date),
            environment=LINEAGE,
            # Private: it is not shown in Airflow.
            private_environment={
                name: value for name, value in os.environ.items() if name.startswith(("FLEETLAKE_", "AWS_"))
            },
            network_mode=os.environ.get("FLEETLAKE_DOCKER_NETWORK"),
            mount_tmp_dir=False,
            auto_remove="never",
            **kwargs,
        )
        self.date = date
        self.member = member

    def execute(self, context):
        try:
            return super().execute(context)
        finally:
            if self.container:
                self.cli.remove_container(self.container["Id"], force=True)

    def ended(self) -> tuple[int | None, str]:
        if not self.container:
            return None, ""
        code = self.cli.wait(self.container["Id"])["StatusCode"]
        return code, self.cli.logs(self.container["Id"], tail=1).decode(errors="replace").strip()
