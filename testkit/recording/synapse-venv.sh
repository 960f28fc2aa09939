#!/bin/sh
# Prints the folder of a Python venv that holds the pinned matrix-synapse; makes it on first use.
#
# BURDOCK_SYNAPSE_VENV names the folder; the default survives builds and is shared by the recorder
# and the tests. The folder's mark holds the checksum of requirements.txt, so a new pin rebuilds it.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
requirements="$here/requirements.txt"
version=$(sed -n 's/^matrix-synapse==//p' "$requirements")
venv=${BURDOCK_SYNAPSE_VENV:-${XDG_CACHE_HOME:-$HOME/.cache}/burdock/synapse-$version}
mark="$venv/.burdock-requirements"
want=$(cksum < "$requirements")

is_ready() { [ -x "$venv/bin/python" ] && [ "$(cat "$mark" 2>/dev/null)" = "$want" ]; }

if is_ready; then
  echo "$venv"
  exit 0
fi

if ! python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
  echo "synapse-venv: needs python3 3.10 or newer with its venv module (Debian, Ubuntu: apt-get install python3-venv)" >&2
  exit 1
fi

mkdir -p "$(dirname "$venv")"
# Two builds may start at once: the second waits for the first (where flock exists).
if command -v flock >/dev/null 2>&1; then
  exec 9>"$venv.lock"
  flock 9
  if is_ready; then
    echo "$venv"
    exit 0
  fi
fi

echo "synapse-venv: installing matrix-synapse $version into $venv" >&2
rm -rf "$venv"
python3 -m venv "$venv" >&2
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  --only-binary=:all: --requirement "$requirements" >&2
printf '%s' "$want" > "$mark"
echo "$venv"
