-- 单位：万元, 金额单位：元, （万元）: the unit a table's captions state.
with captions as (

    select * from {{ ref('stg_captions') }}
    where position in ('above', 'inside')

),

stated as (

    select
        *,
        nullif(regexp_extract(text_key, '(?:单位:?[(]?(?:人民币)?|[(])(亿元|百万元|万元|千元|元)', 1), '') as unit
    from captions

),

nearest as (

    select *
    from stated
    where unit is not null
    qualify row_number() over (partition by document_id, table_no order by caption_no desc) = 1

)

select * from nearest
