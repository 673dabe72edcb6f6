# Deploys to AWS from a clone, with nothing on the machine but docker; docs/aws.md is the guide.
#   docker build . -f aws_deploy.Dockerfile -t aws_deploy
#   docker run --env-file=.env aws_deploy bootstrap
ARG SDK=10.0.401-noble
ARG NODE=22.21.1-bookworm-slim

FROM node:${NODE} AS cdk
WORKDIR /cdk
COPY deploy/aws/package.json deploy/aws/package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM mcr.microsoft.com/dotnet/sdk:${SDK}
LABEL org.opencontainers.image.title="Fleetlake: deploy to AWS" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=cdk /usr/local/bin/node /usr/local/bin/node
WORKDIR /fleetlake
COPY . .
COPY --from=cdk /cdk/node_modules deploy/aws/node_modules
RUN dotnet build deploy/aws/Fleetlake.Aws -c Release -nologo && chown -R 1654:1654 /fleetlake
ENV FLEETLAKE_CDK_APP=/fleetlake/deploy/aws/Fleetlake.Aws/bin/Release/net10.0/Fleetlake.Aws.dll \
    DOTNET_EnableDiagnostics=0 \
    HOME=/tmp
USER 1654:1654
ENTRYPOINT ["/fleetlake/deploy/aws/deploy"]
CMD ["check"]
