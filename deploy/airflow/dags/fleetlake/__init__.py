"""What Fleetlake's DAGs are made of: settings, the plan, and a task for a command of `fleetlake`."""
