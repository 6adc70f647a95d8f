#!/usr/bin/env bash
# Sends a file of declarations, waits for what came of it, and downloads the replies.
#
#   FLA_ENVIRONMENT  S (simulation, writes nothing) unless it says T or R
#   FLA_FILE         the file; one that is made up otherwise, with a training that is wrong
#   FLA_FILE_2       another one, if any, which becomes the second part of the same file set
#   FLA_FOLDER       where the replies go; a new directory otherwise
source "$(dirname "$0")/token.sh"
folder=${FLA_FOLDER:-$(mktemp -d)}
file=${FLA_FILE:-$folder/declarations.xml}

training() { # training NUMBER EMPLOYER SSIN MINUTES
    cat <<XML
  <Training>
    <Action>register</Action>
    <Reference>curl-batch-$today-$$-$1</Reference>
    <EnterpriseNumber>$2</EnterpriseNumber>
    <Ssin>$3</Ssin>
    <Title>Veilig heffen en tillen</Title>
    <StartDate>$today</StartDate>
    <EndDate>$today</EndDate>
    <DurationMinutes>$4</DurationMinutes>
    <Form>formal</Form>
    <Category>safety</Category>
    <Status>completed</Status>
    <InScope>true</InScope>
  </Training>
XML
}

[ -n "${FLA_FILE:-}" ] || cat >"$file" <<XML
<?xml version="1.0" encoding="UTF-8"?>
<LearningAccountDeclaration xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                            xsi:noNamespaceSchemaLocation="learningAccount_2026q4.xsd">
  <Header>
    <Sender>1999010048</Sender>
    <CreationDate>$today</CreationDate>
  </Header>
$(training 1 1999000150 74101599879 30)
$(training 2 1999000249 81051799834 30)
$(training 3 1999000348 87121899882 99999999)
</LearningAccountDeclaration>
XML

download() { # download ADDRESS FILE
    curl --silent --show-error --fail-with-body "$server$1" --output "$2" \
        --config <(printf 'header = "Authorization: Bearer %s"' "$token")
    echo "$2"
}

post() { # post CURL'S OPTIONS; a key of one's own makes a retry harmless
    curl --silent --show-error --fail-with-body \
        --config <(printf 'header = "Authorization: Bearer %s"' "$token") \
        --header "Idempotency-Key: curl-batch-$today-$$" "$@" \
        --request POST "$api/batches?environment=${FLA_ENVIRONMENT:-S}"
}
if [ -n "${FLA_FILE_2:-}" ]; then # several go as a form
    sent=$(post --form "part=@$file" --form "part=@$FLA_FILE_2")
else # one goes out as it is read, packed
    sent=$(gzip --stdout "$file" | post --upload-file - \
        --header "Content-Type: application/xml" --header "Content-Encoding: gzip")
fi
task=$(member self <<<"$sent")

# The task answers 200 while the file set is in hand, and 303 once it is done.
until [ "$(call GET "$task" | member state)" = "done" ]; do sleep 1; done
result=$(call GET "${task%/task}")
echo "$result"

for reply in acknowledgement notification resendFile; do
    if address=$(grep -oE "\"[^\"]*/$reply\"" <<<"$result" | tr -d '"'); then
        download "$address" "$folder/$reply.xml"
    fi
done
