# Functions that bring up a Docker daemon of our own, with its data in a temporary folder. To be sourced.

docker_folder=
docker_trouble=

docker_answers() { docker version >/dev/null 2>&1; }

# The packages that a daemon of our own needs and that are missing here.
docker_packages() {
  docker_answers && return
  command -v dockerd >/dev/null || echo docker.io
  command -v iptables >/dev/null || echo iptables
}

# Says by DOCKER_HOST which daemon is used: the one that answers, else one of our own, which does not run yet.
choose_docker() {
  docker_answers && return
  docker_folder=$(mktemp -d)
  export DOCKER_HOST=unix://$docker_folder/docker.sock
}

# Makes the chosen daemon answer; else docker_trouble says why not.
start_chosen_docker() {
  docker_answers && return
  docker_trouble="not root"
  [ "$(id -u)" = 0 ] || return
  docker_trouble="no dockerd"
  command -v dockerd >/dev/null || return
  # The tests need neither address translation nor a fast file system.
  start_docker || start_docker --iptables=false || start_docker --iptables=false --storage-driver=vfs && return
  docker_trouble="dockerd does not start: $(grep -hE 'level=(error|fatal)|failed' "$docker_folder/log" | tail -n 1)"
  return 1
}

# Starts dockerd with these options; fails when it does not answer within 30 s.
start_docker() {
  dockerd --host "$DOCKER_HOST" --data-root "$docker_folder/data" --exec-root "$docker_folder/exec" \
    --pidfile "$docker_folder/pid" "$@" >"$docker_folder/log" 2>&1 &
  local pid=$!
  for _ in $(seq 60); do
    docker_answers && return
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.5
  done
  end_docker
  return 1
}

# Ends our daemon, whichever process started it, and waits until it is gone.
end_docker() {
  local pid
  pid=$(cat "$docker_folder/pid" 2>/dev/null) || return 0
  kill "$pid" 2>/dev/null || return 0
  for _ in $(seq 40); do
    kill -0 "$pid" 2>/dev/null || return 0
    sleep 0.5
  done
}

# Ends what start_chosen_docker started, and removes its data.
stop_docker() {
  [ -n "$docker_folder" ] || return 0
  end_docker
  rm -rf "$docker_folder"
}
