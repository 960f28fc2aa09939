#!/bin/sh
# Runs the burdock command. BURDOCK_JAVA_OPTS: further options of the Java virtual machine.
umask 077
# shellcheck disable=SC2086 # options are split on purpose
exec java -Dlog4j2.loggerContextFactory=org.apache.logging.log4j.simple.SimpleLoggerContextFactory \
  -XX:MaxRAMPercentage=70 -XX:+ExitOnOutOfMemoryError ${BURDOCK_JAVA_OPTS:-} \
  -cp "/opt/burdock/classes:/opt/burdock/lib/*" dev.burdock.deploy.command.Burdock "$@"
