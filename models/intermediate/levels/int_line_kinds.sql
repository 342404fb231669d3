-- The lines of a 收支 table by how they begin: totals, parts, lines numbered in four ways, lines named
-- like function classes.
with tables as (

    select * from {{ ref('int_tables') }}
    where subject = 'balance'

),

class_names as (

    select distinct {{ folded('name') }} as name
    from {{ ref('function_codes') }}
    where level = 'class'

),

printed as (

    select distinct
        document_id,
        table_no,
        block_no,
        row_no
    from {{ ref('int_printed_amounts') }}

),

lines as (

    select
        printed_rows.document_id,
        printed_rows.table_no,
        printed_rows.block_no,
        printed_rows.row_no,
        printed_rows.row_label,
        printed_rows.is_total_row,
        {{ folded('printed_rows.row_label') }} as row_key
    from {{ ref('int_rows') }} as printed_rows
    inner join tables on {{ same_table('printed_rows', 'tables') }}
    inner join printed on {{ same_row('printed_rows', 'printed', 'block_no') }}
    where printed_rows.row_label is not null

),

named as (

    select
        lines.*,
        class_names.name is not null as is_class_name,
        row_number() over (
            partition by lines.document_id, lines.table_no, lines.block_no, lines.row_key order by lines.row_no
        ) as nth_of_name
    from lines
    left join class_names on lines.row_key = class_names.name

),

read as (

    select
        *,
        case
            when {{ is_part_label('row_key') }} then 'part'
            when is_total_row then 'total'
            when {{ line_mark('row_key') }} is not null then {{ line_mark('row_key') }}
            -- 其他支出 is also the name of the group and the item under the class
            when is_class_name and nth_of_name = 1 then 'line_5'
            else 'unnumbered'
        end as kind,
        {{ without_line_mark('row_key') }} as line_name
    from named

)

select * from read
