# bash completion of jauge: verbs and options from its help, FINESS, months, sources and regions from its
# configuration.
_jauge() {
  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} verb="" configuration=() i
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case ${COMP_WORDS[i]} in
      --config) configuration=(--config "${COMP_WORDS[i + 1]}"); ((++i)) ;;
      -*) ;;
      *) verb=${verb:-${COMP_WORDS[i]}} ;;
    esac
  done
  # jauge complete WHAT: a candidate a line, with words behind a tab.
  _jauge_candidates() { jauge "${configuration[@]}" complete "$1" 2>/dev/null | cut -f1; }
  _jauge_options() { LC_ALL=C jauge $verb --help 2>/dev/null | grep -oE -- '--[a-z][a-z-]*' | sort -u; }
  _jauge_verbs() { jauge "${configuration[@]}" complete verbs 2>/dev/null | cut -f1; }

  local candidates=""
  case $previous in
    --config | --ca | --crl) COMPREPLY=($(compgen -f -- "$word")); return ;;
    --output | --dashboard) COMPREPLY=($(compgen -d -- "$word")); return ;;
    --month) candidates=$(_jauge_candidates months) ;;
    --establishment) candidates=$(_jauge_candidates establishments) ;;
    --region) candidates=$(_jauge_candidates regions) ;;
    --organisation | --origin | --reference | --revision) return ;;
    *)
      if [[ $word == -* ]]; then
        candidates=$(_jauge_options)
      elif [[ -z $verb ]]; then
        candidates=$(_jauge_verbs)
      else
        case $verb in
          poll) candidates=$(_jauge_candidates sources) ;;
          close | revise | deposit) candidates=$(_jauge_candidates months) ;;
          headcount)
            case $((COMP_CWORD)) in
              2) candidates=$(_jauge_candidates months) ;;
              3) candidates=$(_jauge_candidates establishments) ;;
            esac ;;
          verify) COMPREPLY=($(compgen -f -- "$word")); return ;;
        esac
      fi
      ;;
  esac
  COMPREPLY=($(compgen -W "$candidates" -- "$word"))
}
complete -o default -F _jauge jauge
