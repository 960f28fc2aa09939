#!/usr/bin/env bash
# Builds the images burdock, burdock-kafka and burdock-registry, from packages of the Debian that this runs on and from
# the jars of the build. It asks no image registry for anything.
#   deploy/images/build.sh [TAG]      (default: latest)
# Needs apt-get, dpkg-deb and a Docker daemon (DOCKER_HOST), and a build (./mvnw process-classes).
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
deploy=$(dirname "$here")
tag=${1:-latest}
work=$deploy/target/images
class_path=$deploy/target/class-path
export DOCKER_BUILDKIT=0 # The legacy builder is the one that every daemon has.

if [[ ! -s $class_path || ! -d $deploy/target/registry ]]; then
  echo "build.sh: nothing built yet (run ./mvnw process-classes first)" >&2
  exit 1
fi
mkdir -p "$work"

# A root file system out of unpacked packages: no scripts of theirs run, none of ours need it.
base() {
  local packages wanted name root
  mapfile -t packages <"$here/base/packages"
  wanted=$(cd "$work" && apt-get download --print-uris "${packages[@]}")
  name=burdock-base:$(cat "$here/build.sh" - <<<"$wanted" | sha256sum | cut -c1-16)
  if ! docker image inspect "$name" >/dev/null 2>&1; then
    root=$(mktemp -d "$work/root.XXXXXX")
    mkdir -p "$work/packages"
    (cd "$work/packages" && rm -f ./*.deb && apt-get -qq download "${packages[@]}")
    for package in "$work"/packages/*.deb; do
      dpkg-deb -x "$package" "$root"
    done
    find "$root/usr/share/ca-certificates" -name '*.crt' -exec cat {} + >"$root/etc/ssl/certs/ca-certificates.crt"
    install -d "$root/etc/ssl/certs/java"
    java "$here/base/CaCerts.java" "$root/etc/ssl/certs/ca-certificates.crt" "$root/etc/ssl/certs/java/cacerts"
    printf 'root:x:0:0::/root:/bin/sh\nburdock:x:4354:4354::/var/lib/burdock:/bin/sh\n' >"$root/etc/passwd"
    printf 'root:x:0:\nburdock:x:4354:\n' >"$root/etc/group"
    install -d -m 1777 "$root/tmp"
    install -d -o 4354 -g 4354 "$root/var/lib/burdock"
    ln -sf "$(cd "$root" && echo usr/lib/jvm/java-17-*/bin/java | sed 's,^,/,')" "$root/usr/bin/java"
    rm -rf "$root"/usr/share/{doc,man,locale,lintian}
    tar -C "$root" --numeric-owner -c . | docker import - "$name" >/dev/null
    rm -rf "$root"
  fi
  docker tag "$name" "burdock-base:$tag"
}

# The class path of the build: jars that change seldom, and our own classes.
stage() {
  rm -rf "$work/context"
  mkdir -p "$work/context"/{lib,classes}
  local entry
  while IFS= read -r -d : entry; do
    if [[ -d $entry ]]; then
      cp -r "$entry/." "$work/context/classes/"
    elif [[ $(basename "$entry") == burdock-*.jar ]]; then
      (cd "$work/context/classes" && jar xf "$entry")
    else
      ln "$entry" "$work/context/lib/" 2>/dev/null || cp "$entry" "$work/context/lib/"
    fi
  done <<<"$(<"$class_path"):"
  cp -r "$deploy/target/classes/." "$work/context/classes/"
  cp -rl "$deploy/target/registry" "$work/context/registry" 2>/dev/null ||
    cp -r "$deploy/target/registry" "$work/context/registry"
  cp "$here"/*/*.sh "$work/context/"
}

image() {
  docker build -q --build-arg "TAG=$tag" -t "$1:$tag" -f "$here/$2/Dockerfile" "$work/context" >/dev/null
  echo "$1:$tag"
}

base
stage
image burdock-jars base
image burdock burdock
image burdock-kafka kafka
image burdock-registry registry
