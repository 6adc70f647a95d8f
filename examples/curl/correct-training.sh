#!/usr/bin/env bash
# Sends a wrong registration, shows everything that is wrong with it, puts it right, and changes it.
source "$(dirname "$0")/token.sh"
employer=${FLA_EMPLOYER:-1999000150} worker=${FLA_WORKER:-75112099854}

registration() { # registration SCORE CHARGE
    cat <<JSON
{
  "reference": "curl-corrected-$today",
  "enterpriseNumber": "$employer",
  "ssin": "$worker",
  "training": {
    "title": "Eerste hulp", "startDate": "$today", "endDate": "$today",
    "durationMinutes": 60, "form": "formal", "category": "safety",
    "status": "completed", "inScope": true, "result": "passed", "score": "$1",
    "chargedRight": "statutory"$2
  }
}
JSON
}

echo "Refused, with every issue:"
call POST /trainings "$(registration 120 '')" 2>&1 || true

echo "Put right, under the same reference:"
outcome=$(call POST /trainings "$(registration 80 ', "chargedMinutes": 60')")
echo "$outcome"

echo "Changed: a merge patch, under the version that the outcome told."
call PATCH "$(member href <<<"$outcome")" '{"training": {"score": "85"}}' \
    "If-Match: \"$(member version <<<"$outcome")\""
