#!/bin/sh
# Makes a throwaway certificate authority in DIR and one TLS certificate per host (IP or DNS name).
#
#   test-ca.sh DIR HOST...      writes DIR/ca.pem, DIR/ca.key, DIR/HOST.pem, DIR/HOST.key
#
# An authority that is there already is kept, so hosts can be added later. For tests only.
set -eu

dir=$1
shift
mkdir -p "$dir"

new_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }

if [ ! -f "$dir/ca.pem" ]; then
  new_key "$dir/ca.key"
  openssl req -x509 -new -key "$dir/ca.key" -days 30 -subj "/CN=Burdock test CA" \
    -addext "keyUsage=critical,keyCertSign,cRLSign" -out "$dir/ca.pem"
fi

for host in "$@"; do
  case $host in
    *[!0-9.]*) name="DNS:$host" ;;
    *) name="IP:$host" ;;
  esac
  new_key "$dir/$host.key"
  printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n' "$name" > "$dir/$host.ext"
  openssl req -new -key "$dir/$host.key" -subj "/CN=$host" -out "$dir/$host.csr"
  openssl x509 -req -in "$dir/$host.csr" -CA "$dir/ca.pem" -CAkey "$dir/ca.key" -days 30 \
    -set_serial "0x$(openssl rand -hex 8)" -extfile "$dir/$host.ext" -out "$dir/$host.pem" 2>/dev/null
  rm -f "$dir/$host.csr" "$dir/$host.ext"
done
