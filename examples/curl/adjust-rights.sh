#!/usr/bin/env bash
# Grants a worker half a day on top of his right, and opts another out of computed rights next year.
source "$(dirname "$0")/token.sh"
employer=${FLA_EMPLOYER:-1999000249} worker=${FLA_WORKER:-82062299809}
year=${today%%-*}

call POST /adjustments '{
  "reference": "curl-extra-'"$year"'", "enterpriseNumber": "'"$employer"'", "ssin": "'"$worker"'",
  "adjustment": {
    "year": '"$year"', "rightType": "statutory", "unit": "day", "amount": "0.5",
    "effectiveDate": "'"$year"'-01-01", "reason": "Agreed at recruitment"
  }
}'
call POST /optOuts '{
  "reference": "curl-out-'"$((year + 1))"'", "enterpriseNumber": "'"$employer"'", "ssin": "'"$worker"'",
  "optOut": {"year": '"$((year + 1))"', "reason": "A sectoral scheme of its own applies"}
}'
