-- What must agree in words, not in amounts: codes with their names, with their counterparts, and lists
-- with the items of a table.
with found as (

    {{ union_by_name([ref('words_of_codes'), ref('words_of_mappings'), ref('words_of_lists')]) }}

),

words as (

    select
        identity,
        document_id,
        place_key,
        place,
        page,
        other_page,
        outcome,
        left_text,
        right_text,
        explanation,
        explanation_zh,
        cause,
        cause_zh
    from found

)

select * from words
