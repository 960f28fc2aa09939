#!/bin/sh
# Runs the burdock command. BURDOCK_JAVA_OPTS: further options of the Java virtual machine.
# shellcheck disable=SC2086 # options are split on purpose
exec java -Dlog4j2.loggerContextFactory=org.apache.logging.log4j.simple.SimpleLoggerContextFactory \
  -XX:MaxRAMPercentage=70 ${BURDOCK_JAVA_OPTS:-} \
  -cp "/opt/burdock/classes:/opt/burdock/lib/*" dev.burdock.deploy.command.Burdock "$@"
