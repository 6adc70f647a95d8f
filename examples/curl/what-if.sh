#!/usr/bin/env bash
# Calculates what somebody would be owed, step by step; nothing is read or written.
source "$(dirname "$0")/token.sh"

call POST /rights/calculate '{
  "items": [
    {
      "id": "four days a week from 15 March on", "year": 2026, "jointCommittee": "200",
      "headCount": {"quarters": ["21.0", "20.5", null, "22"]},
      "occupations": [{"start": "2026-03-15", "q": 3040, "s": 3800}]
    }
  ]
}'
