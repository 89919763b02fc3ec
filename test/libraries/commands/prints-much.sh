#!/bin/sh
exec seq 100000
