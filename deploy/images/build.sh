#!/usr/bin/env bash
# Builds the images burdock, burdock-kafka and burdock-registry, from packages of the Debian that this runs on and from
# the jars of the build. It asks no image registry for anything, and builds again only what changed.
#   deploy/images/build.sh [TAG]      (default: latest)
#   deploy/images/build.sh TAG base   what needs no build alone, so that it is there when the others are built
# Needs apt-get, dpkg-deb and a Docker daemon (DOCKER_HOST), and a build (./mvnw process-classes).
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
deploy=$(dirname "$here")
tag=${1:-latest}
work=$deploy/target/images
class_path=$deploy/target/class-path
label=dev.burdock.made-of
export DOCKER_BUILDKIT=0 # The legacy builder is the one that every daemon has.

say() { printf 'build.sh: %s\n' "$*" >&2; }

if [[ ${2:-} != base ]] && [[ ! -s $class_path || ! -d $deploy/target/registry ]]; then
  say "nothing built yet (run ./mvnw process-classes first)"
  exit 1
fi
mkdir -p "$work"

# One build at a time: they share a folder.
exec 9>"$work/lock"
flock 9

# Where the packages are, by apt's own lists, which are fetched when they are missing.
addresses() {
  (cd "$work" && apt-get download --print-uris "$@" 2>/dev/null) && return
  apt-get update -qq >&2 && (cd "$work" && apt-get download --print-uris "$@")
}

# The packages themselves, and once more with fresh lists when those name packages that are gone.
download() {
  rm -rf "$work/packages" && mkdir -p "$work/packages"
  (cd "$work/packages" && apt-get -qq download "$@" 2>/dev/null) && return
  apt-get update -qq >&2 && (cd "$work/packages" && apt-get -qq download "$@")
}

# Whether an image is there that was made of this.
made_of() { # image fingerprint
  [[ $(docker image inspect -f "{{index .Config.Labels \"$label\"}}" "$1" 2>/dev/null) == "$2" ]]
}

fingerprint() { sha256sum | cut -c1-32; }

# A root file system out of unpacked packages: no scripts of theirs run, none of ours need it.
debian() {
  local packages wanted made root
  mapfile -t packages <"$here/debian/packages"
  wanted=$(addresses "${packages[@]}" | cut -d ' ' -f 2-)
  made=$(cat "$here/build.sh" "$here/debian/CaCerts.java" - <<<"$wanted" | fingerprint)
  made_of "burdock-debian:$tag" "$made" && return
  download "${packages[@]}"
  root=$(mktemp -d "$work/root.XXXXXX")
  trap 'rm -rf "$root"' RETURN
  for package in "$work"/packages/*.deb; do
    dpkg-deb -x "$package" "$root"
  done
  find "$root/usr/share/ca-certificates" -name '*.crt' -exec cat {} + >"$root/etc/ssl/certs/ca-certificates.crt"
  install -d "$root/etc/ssl/certs/java"
  java "$here/debian/CaCerts.java" "$root/etc/ssl/certs/ca-certificates.crt" "$root/etc/ssl/certs/java/cacerts"
  printf 'root:x:0:0::/root:/bin/sh\nburdock:x:4354:4354::/var/lib/burdock:/bin/sh\n' >"$root/etc/passwd"
  printf 'root:x:0:\nburdock:x:4354:\n' >"$root/etc/group"
  install -d -m 1777 "$root/tmp"
  install -d -m 755 "$root/etc/burdock" "$root/var/lib/burdock"
  ln -sf "$(cd "$root" && echo usr/lib/jvm/java-17-*/bin/java | sed 's,^,/,')" "$root/usr/bin/java"
  rm -rf "$root"/usr/share/{doc,man,locale,lintian}
  tar -C "$root" --owner=0 --group=0 --numeric-owner -c . |
    docker import -c "LABEL $label=$made" - "burdock-debian:$tag" >/dev/null
}

# The folder that an image is built from, empty.
context() {
  rm -rf "${work:?}/$1" && mkdir -p "$work/$1"
  echo "$work/$1"
}

# The class path of the build: jars that change seldom, and our own classes.
stage() {
  local jars burdock kafka registry entry name
  context base >/dev/null
  jars=$(context jars) burdock=$(context burdock) kafka=$(context kafka) registry=$(context registry)
  mkdir "$jars/lib" "$burdock/classes"
  while IFS= read -r -d : entry; do
    if [[ -d $entry ]]; then
      cp -r "$entry/." "$burdock/classes/"
    elif [[ $(basename "$entry") == burdock-*.jar ]]; then
      (cd "$burdock/classes" && jar xf "$entry")
    else
      cp -l "$entry" "$jars/lib/" 2>/dev/null || cp "$entry" "$jars/lib/"
    fi
  done <<<"$(<"$class_path"):"
  cp -r "$deploy/target/classes/." "$burdock/classes/"
  cp -rl "$deploy/target/registry" "$registry/" 2>/dev/null || cp -r "$deploy/target/registry" "$registry/"
  for name in base jars burdock kafka registry; do
    cp "$here/$name"/* "$work/$name/"
  done
}

image() { # image folder parent
  local made
  made=$({
    docker image inspect -f '{{.Id}}' "$3:$tag"
    cd "$work/$2" && find . -type f -print0 | sort -z | xargs -0 sha256sum
  } | fingerprint)
  if ! made_of "$1:$tag" "$made"; then
    docker build -q --build-arg "TAG=$tag" --label "$label=$made" -t "$1:$tag" "$work/$2" >/dev/null 2>"$work/$2.log" ||
      { cat "$work/$2.log" >&2 && exit 1; }
  fi
}

debian
[[ ${2:-} != base ]] || exit 0
stage
image burdock-base base burdock-debian
image burdock-jars jars burdock-base
image burdock burdock burdock-jars
image burdock-kafka kafka burdock-jars
image burdock-registry registry burdock-base
for name in burdock burdock-kafka burdock-registry; do
  echo "$name:$tag"
done
