#!/usr/bin/env bash
# preview.sh STACK: what a change would do to the stack, in preview.md for a comment. Changes nothing.
#
# A CI system masks secrets in a job's log, and in a comment nothing. So what goes wrong, which may name the backend with its
# password, is told by the log alone; and of what the preview shows, no secret of this job and no URL's credentials are repeated.
set -euo pipefail

code=0
said="$(pulumi preview --stack "$1" --refresh --diff --non-interactive --color never)" || code=$?
printf '%s\n\n' "$said"
if [ "$code" -ne 0 ]; then
    printf '### Preview of %s: failed (exit code %s)\n\nThe job'\''s log says why.\n' "$1" "$code" >preview.md
    exit "$code"
fi

while IFS= read -r name; do
    case "$name" in
    *SECRET* | *TOKEN* | *PASS* | *KEY* | *CREDENTIAL* | *BACKEND_URL*)
        secret="${!name}"
        # Something shorter is no secret, and may stand everywhere.
        [ "${#secret}" -lt 4 ] || said="${said//"$secret"/***}"
        ;;
    esac
done < <(compgen -e)
said="$(sed -E "s#://[^[:space:]\"'<>]*@#://***@#g" <<<"$said")"

room=60000 # GitHub takes 65536 characters in a comment.
{
    printf '### Preview of %s\n\n````\n%s\n' "$1" "${said:0:room}"
    if [ "${#said}" -gt "$room" ]; then
        echo "... the rest is in the job's log"
    fi
    printf '````\n'
} >preview.md
