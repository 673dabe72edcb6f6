"""What has another place in Airflow 3.0 and 3.1 than since: managed services offer those too."""

from __future__ import annotations

try:
    from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException
except ImportError:
    from airflow.exceptions import AirflowException, AirflowFailException, AirflowSkipException

try:
    from airflow.sdk import TriggerRule
except ImportError:
    from airflow.utils.trigger_rule import TriggerRule

try:
    from airflow.sdk import CronDataIntervalTimetable
except ImportError:
    from airflow.timetables.interval import CronDataIntervalTimetable

__all__ = ["AirflowException", "AirflowFailException", "AirflowSkipException", "CronDataIntervalTimetable", "TriggerRule"]
