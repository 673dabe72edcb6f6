# Airflow with the command, the DAGs and the plan they are made of.
#   docker build -f deploy/docker/airflow.Dockerfile -t fleetlake-airflow .
ARG SDK=10.0.401-noble
ARG AIRFLOW=3.3.2

# The next two stages are those of fleetlake.Dockerfile, to the letter: whoever builds both images builds them once.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:${SDK} AS projects
WORKDIR /source
COPY . .
RUN find . -type f ! -name '*.csproj' ! -name '*.props' ! -name global.json ! -name build-fleetlake -delete \
    && find . -type d -empty -delete

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:${SDK} AS build
ARG TARGETARCH
WORKDIR /source
COPY --from=projects /source .
RUN deploy/docker/build-fleetlake restore "${TARGETARCH}"
COPY . .
RUN deploy/docker/build-fleetlake publish /opt/fleetlake "${TARGETARCH}" && mkdir /work

FROM apache/airflow:${AIRFLOW}
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="Fleetlake on Airflow" \
      org.opencontainers.image.description="Airflow with the command fleetlake, its DAGs and their plan." \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.base.name="apache/airflow:3.3.2"
USER root
# state/ is a volume of the parts together; a new volume takes its owner from here.
RUN install -d -o 50000 -g 0 -m 0770 /opt/airflow/state
COPY --from=build /opt/fleetlake /opt/fleetlake
COPY deploy/docker/airflow/ /opt/fleetlake/airflow/
COPY --chown=50000:0 deploy/airflow/dags/ /opt/airflow/dags/
USER 50000
ENV PATH=/opt/fleetlake:${PATH} \
    DOTNET_EnableDiagnostics=0 \
    FLEETLAKE_PLAN=/opt/airflow/fleetlake-plan.json
# Any date will do: the DAGs put their own in its place.
RUN fleetlake plan --date 2019-06-01 --format json > "${FLEETLAKE_PLAN}"
ENTRYPOINT ["/usr/bin/dumb-init", "--", "/opt/fleetlake/airflow/entry"]
