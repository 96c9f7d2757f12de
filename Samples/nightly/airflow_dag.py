"""A DAG for Airflow 3: the snapshot of the day, checked, every night.

Needs Rollcall on the workers, and /etc/rollcall/rollcall.json with crisp-key and chatwoot-token beside it. SNAPSHOTS must
be a folder that all workers share, or else a try on another worker begins anew.
"""
import subprocess
from datetime import datetime, timedelta

# In Airflow 2 these are in airflow.decorators and airflow.exceptions.
from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowFailException

SNAPSHOTS = "/var/lib/rollcall"
# Another try may mend these: an outage, a full disk, a quota, an interruption.
WORTH_A_TRY = {69, 74, 75, 130, 143}


def rollcall(*arguments):
    """Runs Rollcall, which says on standard error what happened and what to do next."""
    code = subprocess.run(["rollcall", *arguments], check=False).returncode
    if code in WORTH_A_TRY:
        raise RuntimeError(f"rollcall ended with {code}; the next try goes on from there")
    if code != 0:
        raise AirflowFailException(f"rollcall ended with {code}, which needs a person: see the log above")


@dag(
    schedule="15 2 * * *", start_date=datetime(2026, 1, 1), catchup=False, max_active_runs=1,
    default_args={"retries": 5, "retry_delay": timedelta(minutes=30)}, tags=["access"])
def access_snapshot():
    @task
    def export(data_interval_end=None):
        # The day of the run, not of the try: a try after midnight goes on with the same folder.
        folder = f"{SNAPSHOTS}/{data_interval_end:%Y-%m-%d}"
        rollcall(
            "export", "--config", "/etc/rollcall/rollcall.json", "--output", folder, "--resume", "--if-exists", "skip",
            "--quiet")
        return folder

    @task
    def verify(folder):
        rollcall("verify", folder)

    verify(export())


access_snapshot()
