#!/bin/sh
# Runs a broker of a cluster.
#   KAFKA_NODE     its number, from 1
#   KAFKA_NODES    the names of all nodes, separated by commas, in the order of their numbers
#   KAFKA_CLUSTER  id of the cluster, the same for all nodes
#   KAFKA_HEAP     memory of the Java virtual machine (default 256m); BURDOCK_JAVA_OPTS: further options of it
set -eu
umask 077

data=/var/lib/burdock/kafka
properties=${TMPDIR:-/tmp}/server.properties

number=0
voters=
name=
rest=$KAFKA_NODES,
while [ -n "$rest" ]; do
  node=${rest%%,*}
  rest=${rest#*,}
  number=$((number + 1))
  voters=$voters${voters:+,}$number@$node:9093
  [ "$number" = "$KAFKA_NODE" ] && name=$node
done
copies=$((number < 3 ? number : 3))
insync=$((copies > 1 ? copies - 1 : 1))

cat >"$properties" <<PROPERTIES
process.roles=broker,controller
node.id=$KAFKA_NODE
controller.quorum.voters=$voters
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://:9092,CONTROLLER://:9093
advertised.listeners=PLAINTEXT://$name:9092
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=$data
auto.create.topics.enable=false
default.replication.factor=$copies
min.insync.replicas=$insync
offsets.topic.replication.factor=$copies
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=$copies
transaction.state.log.min.isr=$insync
transaction.state.log.num.partitions=8
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=8388608
# A broker that fell silent is asked no longer than this by the others: for its vote, its records, its leave to serve.
request.timeout.ms=5000
controller.socket.timeout.ms=5000
replica.socket.timeout.ms=5000
PROPERTIES

# shellcheck disable=SC2086 # options are split on purpose
set -- -Dlog4j2.loggerContextFactory=org.apache.logging.log4j.simple.SimpleLoggerContextFactory \
  -Dlogback.configurationFile=/opt/burdock/etc/logback.xml \
  -XX:+UseSerialGC "-Xmx${KAFKA_HEAP:-256m}" -XX:+ExitOnOutOfMemoryError ${BURDOCK_JAVA_OPTS:-} -cp "/opt/burdock/lib/*"
if [ ! -f $data/meta.properties ]; then
  java "$@" kafka.tools.StorageTool format --cluster-id "$KAFKA_CLUSTER" --config "$properties"
fi
exec java "$@" kafka.Kafka "$properties"
