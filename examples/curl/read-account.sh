#!/usr/bin/env bash
# Reads what a worker has, has used and has left this year, and why it is so much.
source "$(dirname "$0")/token.sh"
employer=${FLA_EMPLOYER:-1999000150} worker=${FLA_WORKER:-74101599879}

whose='{"enterpriseNumber": "'"$employer"'", "ssin": "'"$worker"'", "year": '"${today%%-*}"'}'
call POST /accounts/get "$whose"
call POST /accounts/explain "$whose"
