"""The command beside Airflow's own, in the worker."""

from __future__ import annotations

import os
import shlex

from airflow.providers.standard.hooks.subprocess import SubprocessHook
from airflow.providers.standard.operators.bash import BashOperator

from fleetlake.plan import DATE
from fleetlake.task import LINEAGE, RUN_DATE, FleetlakeTask

VARIABLE = "FLEETLAKE_RUN_DATE"


class BashTask(FleetlakeTask, BashOperator):
    """What comes from a run, the date, is no part of the shell's text: it comes in by a variable."""

    template_fields = (*BashOperator.template_fields, "date")

    def __init__(self, *, arguments: list, date: str = RUN_DATE, member: str | None = None, **kwargs):
        words = " ".join(f'"${VARIABLE}"' if each is DATE else shlex.quote(each) for each in arguments)
        super().__init__(
            bash_command=f"exec fleetlake {words}",
            env={VARIABLE: date, **LINEAGE},
            append_env=True,
            # Where fleetlake.json and .env are looked for.
            cwd=os.environ.get("AIRFLOW_HOME", os.path.expanduser("~/airflow")),
            skip_on_exit_code=None,
            **kwargs,
        )
        self.date = date
        self.member = member
        self._hook = _Hook()

    @property
    def subprocess_hook(self) -> SubprocessHook:
        return self._hook

    def ended(self) -> tuple[int | None, str]:
        return self._hook.ended


class _Hook(SubprocessHook):
    """Keeps how the command ended: the operator tells it in words alone."""

    ended: tuple[int | None, str] = (None, "")

    def run_command(self, *args, **kwargs):
        result = super().run_command(*args, **kwargs)
        self.ended = (result.exit_code, result.output)
        return result
