# Functions that bring up a Docker daemon of our own, with its data in a temporary folder. To be sourced.

docker_folder=
docker_pid=
docker_trouble=

docker_answers() { docker version >/dev/null 2>&1; }

# Makes Docker answer, by DOCKER_HOST when it must be started; else docker_trouble says why not.
provide_docker() {
  docker_answers && return
  docker_trouble="not root"
  [ "$(id -u)" = 0 ] || return
  if ! command -v dockerd >/dev/null || ! command -v iptables >/dev/null; then
    docker_trouble="neither dockerd nor apt-get"
    command -v apt-get >/dev/null || return
    docker_trouble="docker.io cannot be installed"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq docker.io iptables; } >/dev/null 2>&1 ||
      return
    docker_answers && return
  fi
  docker_folder=$(mktemp -d)
  # The tests need neither address translation nor a fast file system.
  start_docker || start_docker --iptables=false || start_docker --iptables=false --storage-driver=vfs && return
  docker_trouble="dockerd does not start: $(grep -hE 'level=(error|fatal)|failed' "$docker_folder/log" | tail -n 1)"
  return 1
}

# Starts dockerd with these options; fails when it does not answer within 30 s.
start_docker() {
  local socket=unix://$docker_folder/docker.sock
  dockerd --host "$socket" --data-root "$docker_folder/data" --exec-root "$docker_folder/exec" \
    --pidfile "$docker_folder/pid" "$@" >"$docker_folder/log" 2>&1 &
  docker_pid=$!
  for _ in $(seq 60); do
    if DOCKER_HOST=$socket docker_answers; then
      export DOCKER_HOST=$socket
      return
    fi
    kill -0 "$docker_pid" 2>/dev/null || break
    sleep 0.5
  done
  end_docker
  return 1
}

end_docker() {
  [ -n "$docker_pid" ] || return 0
  kill "$docker_pid" 2>/dev/null || true
  wait "$docker_pid" 2>/dev/null || true
  docker_pid=
}

# Ends what provide_docker started, and removes its data.
stop_docker() {
  end_docker
  [ -z "$docker_folder" ] || rm -rf "$docker_folder"
}
