#!/usr/bin/env bash
# The packed tarball in an empty project, by `import` and by `require`.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
project=$(mktemp -d)
trap 'rm -rf "$project"' EXIT
cp "$root"/test/smoke/app.mjs "$root"/test/smoke/app.cjs "$project"
cd "$root"
npm pack --silent --pack-destination "$project" >/dev/null
cd "$project"
echo '{ "private": true }' >package.json
npm install --silent --no-audit --no-fund ./nestjs-wechat-*.tgz @nestjs/common@12 @nestjs/core@12 @nestjs/config@12 \
  @nestjs/platform-express@12 reflect-metadata@0.2 rxjs@7
for app in app.mjs app.cjs; do
  node "$app"
done
