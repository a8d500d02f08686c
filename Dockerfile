# syntax=docker/dockerfile:1
# One role of Parcours a container, for a log on Kafka and a store on a ClickHouse server: `docker run
# parcours collector`. Rendered and parsed, never run here. infra/README.md is the way in.

# Debian, because it has glibc: what is compiled in some packages wants that one.
FROM node:20-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Optional packages are the embedded engines, chDB (543 MB) and LMDB. Without its binary LMDB's script
# would start a compiler, which is not here; no package that is left has a script.
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY schemas schemas
COPY ingest ingest
COPY processors processors
COPY api api
COPY dashboards dashboards
COPY infra infra
RUN node infra/setup.mjs build

FROM node:20-bookworm-slim
ENV NODE_ENV=production \
    # Events are parsed, passed on and forgotten: the same room for the young as `npm start` gives.
    NODE_OPTIONS=--max-semi-space-size=32 \
    PARCOURS_HOST=0.0.0.0 \
    PARCOURS_PORT=7300 \
    PARCOURS_DATA=/data
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
# Secrets and keys: one folder, the same for every role, and nobody else's.
RUN install --directory --owner=node --group=node --mode=700 /data
USER node
EXPOSE 7300
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PARCOURS_PORT}/livez`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# A role starts no processes and ends at SIGTERM, so it can be process 1; `--init` (compose: `init: true`)
# puts tini before it, which also ends what has not come far enough to listen to signals.
ENTRYPOINT ["node", "dist/server/main.js"]
CMD ["--help"]
