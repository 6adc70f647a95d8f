#!/usr/bin/env bash
# A training provider registers two trainings; the employer confirms one and objects to the other.
#
#   FLA_CUSTOMER_CLIENT, FLA_CUSTOMER_KEY  the employer's client; that of FLA_CLIENT is the provider's
export FLA_CLIENT=${FLA_CLIENT:-sandbox-school}
source "$(dirname "$0")/token.sh"
customer=${FLA_CUSTOMER_CLIENT:-sandbox-customer}
customer_key=${FLA_CUSTOMER_KEY:-$(dirname "$key")/$customer.key}
employer=${FLA_EMPLOYER:-1999000447} worker=${FLA_WORKER:-94072099837}

registration() { # registration NAME TITLE
    cat <<JSON
{
  "reference": "curl-$1-$now", "enterpriseNumber": "$employer", "ssin": "$worker",
  "training": {
    "title": "$2 $now", "startDate": "$today", "endDate": "$today",
    "durationMinutes": 60, "form": "formal", "category": "language",
    "status": "completed", "inScope": true
  }
}
JSON
}
now=$(date +%s)
right=$(call POST /trainings "$(registration right 'Frans op de werkvloer')")
wrong=$(call POST /trainings "$(registration wrong 'Duits op de werkvloer')")

token=$(token_of "$customer" "$customer_key")
echo "What waits for an answer:"
call POST /trainings/query '{"enterpriseNumber": "'"$employer"'", "verification": "pending"}'
call POST "$(member href <<<"$right")/confirm" '' "If-Match: \"$(member version <<<"$right")\""
call POST "$(member href <<<"$wrong")/object" '{"reason": "He was ill that day"}' \
    "If-Match: \"$(member version <<<"$wrong")\""
