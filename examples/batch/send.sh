#!/usr/bin/env bash
# Signs declaration files, sends them as one file set over SFTP, and brings the replies home.
#
#   examples/batch/send.sh FILE.xml [FILE.xml …]    each file is a part of the set
#
#   FLA_SFTP_HOST     where the server is                        127.0.0.1
#   FLA_SFTP_PORT     its port                                   2222
#   FLA_SFTP_KNOWN    the server's host key, as ssh keeps them   ~/.ssh/known_hosts
#   FLA_SENDER        your six-digit sender number
#   FLA_SENDER_KEY    your private SSH key
#   FLA_CERTIFICATE   your registered certificate, PEM; not needed for S
#   FLA_SIGNING_KEY   its private key, PEM
#   FLA_ENVIRONMENT   R production, T circuit test, S simulation S
#   FLA_PURPOSE       FLAD declarations, FLAS snapshot           FLAD
#   FLA_SERVER_CERTIFICATE  the server's certificate, to hold its replies against; without: not done
#   FLA_PATIENCE      seconds to wait for each reply             300
#
# It needs nothing but OpenSSH's sftp and OpenSSL. The replies are left in the present directory.
# Status: 0 all forms accepted, 1 some or all refused, 2 the file set is refused, 3 no reply yet.
set -euo pipefail

host=${FLA_SFTP_HOST:-127.0.0.1} port=${FLA_SFTP_PORT:-2222}
known=${FLA_SFTP_KNOWN:-$HOME/.ssh/known_hosts}
sender=${FLA_SENDER:?your six-digit sender number} ssh_key=${FLA_SENDER_KEY:?your private SSH key}
environment=${FLA_ENVIRONMENT:-S} purpose=${FLA_PURPOSE:-FLAD} patience=${FLA_PATIENCE:-300}
case $environment in
R) in=IN out=OUT ;;
T) in=INTEST out=OUTTEST ;;
S) in=INTEST-S out=OUTTEST-S ;;
*) echo "FLA_ENVIRONMENT is R, T or S" >&2 && exit 64 ;;
esac
[ $# -gt 0 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2 && exit 64; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

sftp_batch() { # reads sftp's commands from standard input
    sftp -q -b - -P "$port" -i "$ssh_key" -o IdentitiesOnly=yes -o StrictHostKeyChecking=yes \
        -o UserKnownHostsFile="$known" "$sender@$host"
}

sign() { # sign FILE SIGNATURE: a detached CMS over the very bytes of the file, base64
    openssl cms -sign -binary -md sha256 -signer "$FLA_CERTIFICATE" -inkey "$FLA_SIGNING_KEY" \
        -in "$1" -outform DER | openssl base64 -A >"$2"
}

# The name of the set: unique for the day and the environment. Seconds of the day will do for one
# set a second; whoever sends more counts.
sequence=$(printf '%05d' $((10#$(date -u +%H) * 3600 + 10#$(date -u +%M) * 60 + 10#$(date -u +%S) + 1)))
stem=$purpose.$sender.$(date +%Y%m%d).$sequence.$environment

commands=("cd $in")
part=0
for file in "$@"; do
    part=$((part + 1))
    name=$stem.$#.$part
    cp -- "$file" "$work/FI.$name"
    commands+=("put $work/FI.$name")
    if [ "$environment" != S ]; then
        sign "$work/FI.$name" "$work/FS.$name"
        commands+=("put $work/FS.$name")
    fi
done
: >"$work/GO.$stem.$#"
commands+=("put $work/GO.$stem.$#") # last: with it the set is whole, and processing begins
printf '%s\n' "${commands[@]}" | sftp_batch >/dev/null
echo "sent $stem"

value() { # value ELEMENT FILE: the text of the first such element
    tr -d '\n' <"$2" | grep -o "<$1>[^<]*</$1>" | head -1 | sed 's/<[^>]*>//g'
}

verified() { # verified REPLY: its signature is the server's
    [ -n "${FLA_SERVER_CERTIFICATE:-}" ] || return 0
    openssl base64 -d -A -in "FS${1#??}" -out "$work/signature"
    openssl cms -verify -binary -inform DER -in "$work/signature" -content "$1" \
        -certfile "$FLA_SERVER_CERTIFICATE" -CAfile "$FLA_SERVER_CERTIFICATE" -purpose any \
        -out /dev/null 2>/dev/null || { echo "$1: not signed by the server" >&2 && exit 2; }
}

reply() { # reply KIND: waits for the reply of that kind to this set, leaves it here, says its name
    local deadline=$(($(date +%s) + patience)) go name
    while [ "$(date +%s)" -lt "$deadline" ]; do
        # A reply is whole once its GO is there. Ours is the one that names our set.
        for go in $(echo "ls -1 $out" | sftp_batch | grep -o "GO\.$1\.[^ ]*" || true); do
            name=FO${go#GO}
            [ -e "$name" ] && continue
            printf 'get %s\n' "$out/$name $name" "$out/FS${go#GO} FS${go#GO}" |
                sftp_batch >/dev/null 2>&1 || continue
            if grep -q "GO\.$stem\." "$name"; then
                verified "$name"
                echo "$name"
                return
            fi
            rm -f "$name" "FS${go#GO}"
        done
        sleep 2
    done
    echo "no $1 after $patience seconds; it comes later" >&2
    exit 3
}

acrf=$(reply ACRF)
if [ "$(value ResultCode "$acrf")" != 1 ]; then
    echo "refused: $(grep -o '<ErrorID>[^<]*' "$acrf" | sed 's/.*>//' | sort -u | tr '\n' ' ')"
    echo "see $acrf"
    exit 2
fi
echo "acknowledged: $acrf"

noti=$(reply NOTI)
# The last form of a notification sums it up.
sound=$(($(value Accepted "$noti") + $(value AcceptedWithAnomalies "$noti")))
refused=$(value Rejected "$noti")
echo "accepted $sound, refused $refused: $noti"
grep -o '<ErrorID>[^<]*' "$noti" | sed 's/.*>//' | sort | uniq -c | sort -rn || true
[ "$refused" -eq 0 ]
