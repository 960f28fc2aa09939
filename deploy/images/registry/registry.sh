#!/bin/sh
# Runs the schema registry on port 8081; its Confluent-compatible API is at /apis/ccompat/v7.
set -eu
umask 077
export QUARKUS_HTTP_HOST=0.0.0.0
export QUARKUS_HTTP_PORT=8081
export REGISTRY_DATASOURCE_URL="jdbc:h2:file:/var/lib/burdock/registry;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE"
exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "-Xmx${REGISTRY_HEAP:-192m}" -XX:+ExitOnOutOfMemoryError -jar /opt/registry/*-runner.jar
