#!/bin/sh
# Prints more than is taken, and is there for a while to be ended for it.
seq 100000 || exit
exec sleep 3
