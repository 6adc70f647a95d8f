#!/usr/bin/env bash
# Reads what happened since the last time, and keeps the cursor in a file for the next.
source "$(dirname "$0")/token.sh"
kept=${FLA_CURSOR:-$root/var/demo/clients/$client.cursor}

address=/events
[ ! -s "$kept" ] || address=$(cat "$kept")
while true; do
    page=$(call GET "$address")
    echo "$page"
    address=$(member next <<<"$page")
    # What is read has to be worked off before the cursor is kept: an event may come twice, but none
    # may be lost.
    echo "$address" >"$kept"
    grep -q '"items" *: *\[ *\]' <<<"$page" && break
done
