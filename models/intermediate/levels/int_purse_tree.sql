-- Every purse with each of its ancestors; itself at depth 0.
{{ ancestors('funding_sources', 'funding_source') }}
