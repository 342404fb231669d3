-- 合计, 小计, 总计 in the header: a total of what stands beside it under the same header; but 人员经费合计
-- beside 公用经费合计 is that of its own nature.
with whole as (

    select figures.*
    from {{ ref('int_figures') }} as figures
    anti join {{ ref('int_column_asides') }} as asides on figures.figure_id = asides.figure_id

),

total_columns as (

    select
        figure_id,
        document_id,
        table_no,
        row_no,
        block_no,
        column_no,
        regexp_extract(column_key, '^(.*?)(?:[^/]*(?:{{ total_words() }}))(?:/.*)?$', 1) as above,
        regexp_extract(column_key, '^(.*?[^/]*(?:{{ total_words() }}))(?:/.*)?$', 1) as own
    from whole
    where
        regexp_matches(column_key, '({{ total_words() }})(/|$)')
        and (
            coalesce(column_nature, 'total') = 'total'
            or regexp_matches(column_key, '(^|/)({{ total_words() }})(/|$)')
        )

),

totalled_columns as (

    select distinct total_columns.figure_id
    from total_columns
    inner join whole
        on
            {{ same_row('total_columns', 'whole') }}
            and total_columns.block_no is not distinct from whole.block_no
            and total_columns.column_no <> whole.column_no
            and starts_with(whole.column_key, total_columns.above)
            and not starts_with(whole.column_key, total_columns.own)

)

select * from totalled_columns
