# SPDX-License-Identifier: AGPL-3.0-or-later
# bash completion for maillage: verbs and options as `maillage help` lists them.
_maillage()
{
    local word=${COMP_WORDS[COMP_CWORD]} verbs options
    case $word in
    -*)
        options=$(maillage help 2>/dev/null | sed -n 's/^  \(--[a-z-]*\).*/\1/p')
        [ "${COMP_WORDS[1]}" = user ] && options="$options --role --parts --name"
[ "${COMP_WORDS[1]}" = person ] && options="$options --dry-run --silent"
        [ "${COMP_WORDS[1]}" = event ] && options="$options --onsite-seats --remote-seats --onsite --remote"
        [ "${COMP_WORDS[1]}" = registration ] && options="$options --event --format --output"
        [ "${COMP_WORDS[1]}" = invitation ] && options="$options --event --dry-run"
        [ "${COMP_WORDS[1]}" = request ] && options="$options --as --data --accept"
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
        ;;
    *)
        if [ "$COMP_CWORD" = 1 ]; then
            verbs=$(maillage help 2>/dev/null | sed -n 's/^  \([a-z]*\).*/\1/p')
            mapfile -t COMPREPLY < <(compgen -W "help $verbs" -- "$word")
        elif [ "$COMP_CWORD" = 2 ] && [ "${COMP_WORDS[1]}" = programme ]; then
            mapfile -t COMPREPLY < <(compgen -W "import export" -- "$word")
        elif [ "$COMP_CWORD" = 2 ] && [ "${COMP_WORDS[1]}" = invitation ]; then
            mapfile -t COMPREPLY < <(compgen -W "import" -- "$word")
        elif [ "$COMP_CWORD" = 2 ] && [ "${COMP_WORDS[1]}" = user ]; then
            mapfile -t COMPREPLY < <(compgen -W "add rights link list disable" -- "$word")
elif [ "$COMP_CWORD" = 2 ] && [ "${COMP_WORDS[1]}" = person ]; then
            mapfile -t COMPREPLY < <(compgen -W "export erase" -- "$word")
        elif [ "$COMP_CWORD" = 2 ] && [ "${COMP_WORDS[1]}" = event ]; then
            mapfile -t COMPREPLY < <(compgen -W "set cancel" -- "$word")
        elif [ "$COMP_CWORD" = 2 ] && [ "${COMP_WORDS[1]}" = registration ]; then
            mapfile -t COMPREPLY < <(compgen -W "export" -- "$word")
        elif [ "${COMP_WORDS[COMP_CWORD-1]}" = --role ]; then
            mapfile -t COMPREPLY < <(compgen -W "member reviewer organiser administrator" -- "$word")
        elif [ "${COMP_WORDS[COMP_CWORD-1]}" = --parts ]; then
            mapfile -t COMPREPLY < <(compgen -W "meetings toolbox practices observatory members" -- "$word")
        else
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
        fi
        ;;
    esac
}
complete -o filenames -F _maillage maillage
