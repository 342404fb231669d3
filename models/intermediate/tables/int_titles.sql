-- The caption that names the table: the nearest one a table type knows, else the nearest one that
-- is neither a unit line, a department line, a number nor a date.
with captions as (

    select * from {{ ref('stg_captions') }}
    where position in ('above', 'inside')

),

words as (

    select * from {{ ref('caption_words') }}

),

-- captions recur, so each is looked at once
wordings as (

    select distinct
        text_key,
        {{ unnumbered('text_key') }} as title_key
    from captions
    where {{ unnumbered('text_key') }} <> ''

),

names as (

    select
        wordings.*,
        coalesce(bool_or(words.says = 'table'), false) as says_table
    from wordings
    left join words on regexp_matches(wordings.text_key, words.pattern)
    group by all
    having not coalesce(bool_or(words.says = 'no_title'), false)

),

known as (

    select
        names.*,
        titles.table_type,
        titles.priority
    from names
    left join {{ ref('table_titles') }} as titles
        on titles.place = 'title' and regexp_matches(names.title_key, titles.pattern)
    qualify row_number() over (partition by names.text_key order by titles.priority::integer nulls last) = 1

),

titles as (

    select
        captions.document_id,
        captions.table_no,
        captions.text as table_title,
        known.table_type
    from captions
    inner join known on captions.text_key = known.text_key
    qualify row_number() over (
        partition by captions.document_id, captions.table_no
        order by known.table_type is not null desc, known.says_table desc, captions.caption_no desc
    ) = 1

)

select * from titles
