complete --keep-order --exclusive --command bib --arguments "(COMPLETE=fish bib -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))"
