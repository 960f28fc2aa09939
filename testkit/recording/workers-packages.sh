#!/bin/sh
# Prints a folder of Python packages that Synapse needs besides its venv when it has workers: PostgreSQL and Redis.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
requirements="$here/requirements-workers.txt"
venv=$("$here/synapse-venv.sh")
folder="$venv-workers"
mark="$folder/.burdock-requirements"
want=$(cksum < "$requirements")

if [ "$(cat "$mark" 2>/dev/null)" != "$want" ]; then
  echo "workers-packages: installing into $folder" >&2
  rm -rf "$folder"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: --no-deps \
    --target "$folder" --requirement "$requirements" >&2
  printf '%s' "$want" > "$mark"
fi
echo "$folder"
