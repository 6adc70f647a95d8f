#!/usr/bin/env bash
# Proposes a mandate to every employer of a list: number, first quarter, last quarter or nothing.
#
#   propose-mandates.sh [LIST.csv]     up to 500 lines; FLA_MANDATARY is who is to hold them
source "$(dirname "$0")/token.sh"
list=${1:-$root/examples/mandates.csv}
mandatary=${FLA_MANDATARY:-1999010048}

proposals() {
    local separator='' employer start end
    while IFS=, read -r employer start end; do
        printf '%s{"mandator": "%s", "mandatary": "%s", "groups": ["identification"], "startQuarter": "%s"' \
            "$separator" "$employer" "$mandatary" "$start"
        [ -z "$end" ] || printf ', "endQuarter": "%s"' "$end"
        printf '}'
        separator=', '
    done < <(tail -n +2 "$list" | tr -d '\r')
}

# Sent again, employers that were asked already are not asked a second time.
call POST /mandates/propose "{\"items\": [$(proposals)]}"
