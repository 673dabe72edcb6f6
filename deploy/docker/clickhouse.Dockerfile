# ClickHouse with our users, their grants and the tables. Passwords come from the environment when it starts.
#   docker build -f deploy/docker/clickhouse.Dockerfile -t fleetlake-clickhouse .
ARG CLICKHOUSE=26.7
FROM clickhouse/clickhouse-server:${CLICKHOUSE}
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="ClickHouse for Fleetlake" \
      org.opencontainers.image.description="ClickHouse with the users, grants and tables of Fleetlake." \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.base.name="clickhouse/clickhouse-server:26.7"
COPY deploy/docker/clickhouse/users.xml /etc/clickhouse-server/users.d/fleetlake.xml
COPY deploy/docker/clickhouse/server.xml /etc/clickhouse-server/config.d/fleetlake.xml
COPY deploy/docker/clickhouse/tables.sql /docker-entrypoint-initdb.d/tables.sql
# The users are ours: the image's own script has none to make.
ENV CLICKHOUSE_SKIP_USER_SETUP=1
