# The command alone, to run anywhere: no shell, no package manager, not root, nothing written outside of what is mounted.
#   docker build -f deploy/docker/fleetlake.Dockerfile -t fleetlake .
ARG SDK=10.0.401-noble
ARG RUNTIME=10.0.12-noble-chiseled

# What a restore reads, and nothing else: its layer is made again when one of these files changes, not with every source.
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

FROM mcr.microsoft.com/dotnet/runtime-deps:${RUNTIME}
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="Fleetlake" \
      org.opencontainers.image.description="Takes the event files of a vehicle fleet into a Parquet data lake and a SQL warehouse, a day at a time." \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.base.name="mcr.microsoft.com/dotnet/runtime-deps:10.0.12-noble-chiseled"
COPY --from=build /opt/fleetlake /opt/fleetlake
# The zones of the system, for what does not bring its own.
COPY --from=build /usr/share/zoneinfo /usr/share/zoneinfo
# Where relative paths lie: events/, lake/, fleetlake.json. Mount a volume or a folder here to keep them.
COPY --from=build --chown=1654:1654 /work /work
# Without this the runtime opens a socket in /tmp, which a read-only file system does not have.
ENV DOTNET_EnableDiagnostics=0 \
    PATH=/opt/fleetlake:/usr/bin:/bin
WORKDIR /work
USER 1654:1654
HEALTHCHECK --interval=1m --timeout=10s --start-period=5s CMD ["/opt/fleetlake/fleetlake", "--version"]
ENTRYPOINT ["/opt/fleetlake/fleetlake"]
CMD ["--help"]
