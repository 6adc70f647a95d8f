#!/usr/bin/env bash
# Reads an employer's trainings page by page, until a page names no next one.
source "$(dirname "$0")/token.sh"
employer=${FLA_EMPLOYER:-1999000150}

after=
while true; do
    page=$(call POST /trainings/query \
        '{"enterpriseNumber": "'"$employer"'", "pageSize": 2'"${after:+, \"afterTraining\": \"$after\"}"'}')
    echo "$page"
    after=$(member afterTraining <<<"$page")
    [ -n "$after" ] || break
done
