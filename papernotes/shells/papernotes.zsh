#compdef papernotes
# Completion of papernotes in zsh. `source <(papernotes completions zsh)` in ~/.zshrc, after `compinit`, turns it on;
# or keep the file as `_papernotes` in a folder of $fpath.

_papernotes() {
    local -a lines whole whole_shown open open_shown
    local line value shown program=${(Q)words[1]}
    lines=("${(@f)$("${program/#\~/$HOME}" __complete zsh "${(Q)PREFIX}" "${(@Q)words[2,CURRENT-1]}" 2>/dev/null)}")
    if [[ $lines[1] == '<files>' ]]; then
        _files
        return
    fi
    for line in $lines; do
        value=${line%%$'\t'*}
        shown=$value
        [[ $line == *$'\t'* ]] && shown="$value  -- ${line#*$'\t'}"
        if [[ $value == *[:/_-] ]]; then
            open+=("$value") open_shown+=("$shown")
        else
            whole+=("$value") whole_shown+=("$shown")
        fi
    done
    local -a listed=(-U -V papernotes)
    [[ "$lines" == *$'\t'* ]] && listed+=(-l)
    # A field or a venue goes on, so no blank comes after it.
    (( $#open )) && compadd $listed -S '' -d open_shown -a open
    (( $#whole )) && compadd $listed -d whole_shown -a whole
    (( $#open + $#whole ))
}

if [[ $funcstack[1] == _papernotes ]]; then
    _papernotes "$@"
else
    compdef _papernotes papernotes
fi
