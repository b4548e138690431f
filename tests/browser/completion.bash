#!/usr/bin/env bash
# What bash offers after a part of a jauge command line: completion.bash BIN DIRECTORY.
set -euo pipefail
bin=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$2"
"$bin/jauge-sandbox" --seed 3 --establishments 2 --persons 3 --months 2 --last 2026-02 --no-truth --output "$2" >/dev/null
export PATH="$bin:$PATH"
source "$here/../../packaging/completions/jauge.bash"

faults=0
# offers "words so far" "what must be offered, as a pattern of the whole list"
offers() {
  COMP_WORDS=(jauge --config "$2/jauge.toml")
  local words
  IFS=' ' read -ra words <<<"$3 "
  COMP_WORDS+=("${words[@]}")
  [[ $3 == *" " ]] && COMP_WORDS+=("")
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  COMPREPLY=()
  _jauge || true
  if ! [[ "${COMPREPLY[*]}" =~ $1 ]]; then
    echo "« jauge $3 » propose : ${COMPREPLY[*]}" >&2
    faults=1
  fi
}
offers '^indicators$' "$2" 'ind'
offers '(^| )2026-02( |$)' "$2" 'indicators --month '
offers '^[0-9]{9} [0-9]{9}$' "$2" 'indicators --establishment '
offers '^dui$' "$2" 'poll '
offers '^--month$' "$2" 'indicators --mo'
offers '^44$' "$2" 'export --region '
exit $faults
