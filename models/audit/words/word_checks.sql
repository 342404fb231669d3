-- What must agree in words, not in amounts: codes with their names, with their counterparts, lists
-- with the items of a table, and lines with the lines they belong to.
with words as (

    {{ union_by_name([
        ref('words_of_codes'),
        ref('words_of_mappings'),
        ref('words_of_lists'),
        ref('words_of_levels'),
        ref('words_of_totals'),
    ]) }}

)

select * from words
