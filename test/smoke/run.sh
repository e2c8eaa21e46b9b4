#!/usr/bin/env bash
# The packed tarball in an empty project, by `import`, by `require` and by `npx`; without and with OpenTelemetry.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
project=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$project"' EXIT
cp "$root"/test/smoke/{app.mjs,app.cjs,opentelemetry.mjs} "$project"
cd "$root"
npm pack --silent --pack-destination "$project" >/dev/null
cd "$project"
echo '{ "private": true }' >package.json
npm install --silent --no-audit --no-fund ./nestjs-wechat-*.tgz @nestjs/common@12 @nestjs/core@12 @nestjs/config@12 \
  @nestjs/platform-express@12 reflect-metadata@0.2 rxjs@7
for app in app.mjs app.cjs; do
  node "$app"
done

npx --no-install nestjs-wechat sandbox --help | grep -- '--callback <url>' >/dev/null
node_modules/.bin/nestjs-wechat sandbox --port 0 >output &
command=$!
for _ in $(seq 100); do
  grep -q '^WECHAT_SANDBOX=' output && break
  sleep 0.1
done
node -e 'fetch(process.argv[1] + "/cgi-bin/ticket/getticket").then(r => r.json()).then(b => process.exit(b.errcode === 41001 ? 0 : 1))' \
  "$(sed -n 's/^WECHAT_SANDBOX=//p' output)"
kill "$command"
wait "$command"
echo 'npx: answered as expected'

node opentelemetry.mjs
npm install --silent --no-audit --no-fund @opentelemetry/api@1 @opentelemetry/sdk-trace@3 @opentelemetry/context-async-hooks@3
node opentelemetry.mjs installed
