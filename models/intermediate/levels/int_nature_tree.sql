-- Every nature of expenditure with each of its ancestors; itself at depth 0.
{{ ancestors('expenditure_natures', 'nature') }}
