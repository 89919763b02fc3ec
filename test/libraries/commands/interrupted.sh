#!/bin/sh
kill -INT $$
