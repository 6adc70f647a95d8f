#!/usr/bin/env bash
# Gets an access token with curl and OpenSSL. Run it to see one; the other examples read it.
#
#   FLA_SERVER  address of the service
#   FLA_CLIENT  the client's id
#   FLA_KEY     its RSA key as PEM; the registered certificate beside it, ending in .crt
#
# Without them: the sandbox of `make demo`.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
server=${FLA_SERVER:-http://127.0.0.1:8000}
api=$server/api/learningAccount/v1
client=${FLA_CLIENT:-sandbox-payroll}
key=${FLA_KEY:-$root/var/demo/clients/$client.key}
today=$(date +%Y-%m-%d)

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

token_of() { # token_of CLIENT KEY
    local kid now header claims signature
    kid=$(openssl x509 -in "${2%.key}.crt" -outform DER | openssl dgst -sha256 -binary | base64url)
    now=$(date +%s)
    header=$(printf '{"alg":"RS256","typ":"JWT","kid":"%s"}' "$kid" | base64url)
    claims=$(printf '{"iss":"%s","sub":"%s","aud":"%s","jti":"%s","iat":%d,"exp":%d}' \
        "$1" "$1" "$server/oauth/v1/token" "$(openssl rand -hex 16)" "$now" $((now + 60)) |
        base64url)
    signature=$(printf '%s.%s' "$header" "$claims" |
        openssl dgst -sha256 -sign "$2" -binary | base64url)
    curl --silent --show-error --fail-with-body "$server/oauth/v1/token" \
        --data-urlencode grant_type=client_credentials \
        --data-urlencode client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \
        --data-urlencode client_assertion="$header.$claims.$signature" | member access_token
}

call() { # call METHOD ADDRESS [BODY [HEADER …]]; what is not 2xx makes it fail
    local method=$1 address=$2 body=${3:-} more=() header
    case $address in
    http*) ;;
    /api/*) address=$server$address ;;
    *) address=$api$address ;;
    esac
    [ -z "$body" ] || more+=(--header "Content-Type: application/json" --data-binary @-)
    shift $(($# < 3 ? $# : 3))
    for header in "$@"; do more+=(--header "$header"); done
    # The token and the body go in by pipes: what stands in arguments, everybody on the machine sees.
    curl --silent --show-error --fail-with-body --request "$method" "$address" \
        --config <(printf 'header = "Authorization: Bearer %s"' "$token") \
        --header "Accept-Language: en" --write-out '\n' "${more[@]}" <<<"$body"
}

member() { # the first member of that name in the JSON of the input: a text or a number
    local found
    found=$(grep -oE "\"$1\" *: *(\"[^\"]*\"|[0-9]+)" || true)
    found=${found%%$'\n'*}
    found=${found#*:}
    tr -d '" ' <<<"$found"
}

token=$(token_of "$client" "$key")
[ "${BASH_SOURCE[0]}" != "$0" ] || echo "$token"
