# Completion of papernotes in fish. `papernotes completions fish | source` in ~/.config/fish/config.fish turns it on;
# or keep the file as ~/.config/fish/completions/papernotes.fish.

function __papernotes_complete
    set -l before (commandline -opc)
    set -l program $before[1]
    set -e before[1]
    set -l lines ($program __complete fish (commandline -ct) $before 2>/dev/null)
    if test "$lines[1]" = '<files>'
        __fish_complete_path (commandline -ct)
    else
        test (count $lines) -gt 0; and printf '%s\n' $lines
    end
end

complete -c papernotes -f -a '(__papernotes_complete)'
