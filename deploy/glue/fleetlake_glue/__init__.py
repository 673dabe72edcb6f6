"""Fleetlake as a Spark job: source to raw, raw to staging, staging to models, on the lake that `fleetlake` keeps too."""
