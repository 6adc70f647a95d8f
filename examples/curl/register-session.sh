#!/usr/bin/env bash
# Registers one session that workers of three employers followed, each with an outcome of his own.
source "$(dirname "$0")/token.sh"

participant() { # participant NUMBER EMPLOYER SSIN
    printf '{"reference": "curl-session-%s-%d", "enterpriseNumber": "%s", "ssin": "%s", "result": "attended"}' \
        "$today" "$1" "$2" "$3"
}

call POST /sessions/register '{
  "sessionReference": "curl-session-'"$today"'",
  "training": {
    "title": "Brandpreventie", "startDate": "'"$today"'", "endDate": "'"$today"'",
    "durationMinutes": 30, "form": "formal", "category": "safety",
    "status": "completed", "inScope": true
  },
  "participants": [
    '"$(participant 1 1999000150 74101599879)"',
    '"$(participant 2 1999000150 75112099854)"',
    '"$(participant 3 1999000249 81051799834)"',
    '"$(participant 4 1999000348 87121899882)"'
  ]
}' "Idempotency-Key: curl-session-$today"
