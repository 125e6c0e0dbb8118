# Completion of papernotes in bash, 3.2 or later. `eval "$(papernotes completions bash)"` in ~/.bashrc turns it on;
# with bash-completion, the file may be kept as ~/.local/share/bash-completion/completions/papernotes instead.

_papernotes() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        COMPREPLY[${#COMPREPLY[@]}]=$line
    done < <("${1/#\~/$HOME}" __complete bash "$COMP_LINE" "$COMP_POINT" "$COMP_WORDBREAKS" 2>/dev/null)
    if [ "${COMPREPLY[0]-}" = '<files>' ]; then
        COMPREPLY=()
        # bash 3.2, which macOS has, lacks compopt.
        if ! compopt -o default +o nospace 2>/dev/null; then
            while IFS= read -r line; do
                if [ -d "$line" ]; then line=$line/; fi
                COMPREPLY[${#COMPREPLY[@]}]=$(printf %q "$line")
            done < <(compgen -f -- "$2")
        fi
    fi
}

# Each reply brings its own blank, since a field or a venue goes on.
complete -o nospace -F _papernotes papernotes
