-- The lines of a 收支 table by how they begin: totals, parts, lines numbered in four ways, lines named
-- like function classes.
with figures as (

    select * from {{ ref('audit_figures') }}
    where subject = 'balance'

),

class_names as (

    select distinct {{ folded('name') }} as name
    from {{ ref('function_codes') }}
    where level = 'class'

),

rows as (

    select
        document_id,
        table_no,
        block_no,
        row_no,
        any_value(row_label) as row_label,
        any_value({{ folded('row_label') }}) as row_key,
        bool_or(is_total_row) as is_total_row
    from figures
    where row_label is not null
    group by all

),

named as (

    select
        rows.*,
        class_names.name is not null as is_class_name
    from rows
    left join class_names on rows.row_key = class_names.name

),

read as (

    select
        *,
        case
            when regexp_matches(row_key, '^其中') then 'part'
            when is_total_row then 'total'
            when regexp_matches(row_key, '^[一二三四五六七八九十]+[、.,]') then 'line_1'
            when regexp_matches(row_key, '^[(][一二三四五六七八九十]+[)]') then 'line_2'
            when regexp_matches(row_key, '^[0-9]{1,2}[、.,][^0-9]') then 'line_3'
            when regexp_matches(row_key, '^[(][0-9]{1,2}[)]') then 'line_4'
            -- 其他支出 is also the name of the group and the item under the class
            when
                is_class_name
                and row_number() over (partition by document_id, table_no, block_no, row_key order by row_no) = 1
                then 'line_5'
            else 'unnumbered'
        end as kind,
        regexp_replace(
            row_key, '^([一二三四五六七八九十]+[、.,]|[(][一二三四五六七八九十0-9]+[)]|[0-9]{1,2}[、.,])', ''
        ) as line_name
    from named

)

select * from read
