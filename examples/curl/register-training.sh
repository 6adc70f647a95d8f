#!/usr/bin/env bash
# Registers one training. Run twice, the second answer says "repeated": the reference is the same.
source "$(dirname "$0")/token.sh"
employer=${FLA_EMPLOYER:-1999000150} worker=${FLA_WORKER:-74101599879}

call POST /trainings '{
  "reference": "curl-one-'"$today"'",
  "enterpriseNumber": "'"$employer"'",
  "ssin": "'"$worker"'",
  "training": {
    "title": "Werken op hoogte", "startDate": "'"$today"'", "endDate": "'"$today"'",
    "durationMinutes": 60, "form": "formal", "category": "safety",
    "status": "completed", "inScope": true,
    "chargedRight": "statutory", "chargedMinutes": 60
  }
}'
