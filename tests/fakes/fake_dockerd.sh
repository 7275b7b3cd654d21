#!/bin/sh
# A fake of dockerd, for a test that copies it as `dockerd`: writes the pid file beside itself, says
# when it is told to reload, ends when it is told to.
trap 'echo reloaded' HUP
trap 'exit 0' TERM
echo $$ >"$(dirname "$0")/docker.pid"
echo started
for _ in $(seq 300); do sleep 0.1; done # a minute's half, should a test forget it
