#!/bin/sh
# Says in the file $1 that it has begun, and which process it is. Then it waits as long as what started it lives:
# where a library ends a shell between, nothing holds the pipes open.
echo $$ > "$1"
while kill -0 $PPID; do sleep 0.1; done
