-- The caption that names the table: the nearest one a table type knows, else the nearest one that
-- is neither a unit line, a department line, a number nor a date.
with captions as (

    select * from {{ ref('stg_captions') }}
    where position in ('above', 'inside')

),

table_types as (

    select * from {{ ref('table_types') }}
    where title_pattern is not null

),

names as (

    select
        *,
        {{ unnumbered('text_key') }} as title_key
    from captions
    where
        not regexp_matches(text_key, '^[^:]{0,12}(单位|部门|机构|机关|编制人|日期)(名称|代码|全称)?[(]?[^:]{0,6}[)]?:')
        and not regexp_matches(text_key, '单位:?[^:]{0,4}元')
        and not regexp_full_match(
            text_key,
            '(公开|预算|决算|附|财决|部门|表)?[0-9一二三四五六七八九十-]{1,4}(表|[.、])?|表[0-9一二三四五六七八九十-]+|附[件表][0-9]*:?|'
            || '[(]?[0-9]{4}年(度)?[)]?|[(][^()]*[)]|[0-9./年月日-]+'
        )

),

matched as (

    select
        names.*,
        table_types.table_type,
        table_types.priority,
        table_types.table_type is not null as is_known,
        regexp_matches(names.text_key, '表|公开') as says_table
    from names
    left join table_types on regexp_matches(names.title_key, table_types.title_pattern)
    where names.title_key <> ''

),

titles as (

    select
        document_id,
        table_no,
        text as table_title,
        table_type
    from matched
    qualify row_number() over (
        partition by document_id, table_no
        order by is_known desc, says_table desc, caption_no desc, priority::integer
    ) = 1

)

select * from titles
