-- The rows of a table that may add up, with the unit, code or project each is printed for.
with tables as (

    select * from {{ ref('int_tables') }}
    where
        subject in ('function', 'economic', 'revenue', 'project', 'pay_item', 'three_public', 'performance')
        and table_type not in ('overall_performance', 'overall_self_evaluation', 'project_self_evaluation')

),

figure_counts as (

    select
        document_id,
        table_no,
        block_no,
        row_no,
        count(*) as figure_count
    from {{ ref('int_printed_amounts') }}
    group by all

),

item_names as (

    select {{ folded('name') }} as item_name
    from {{ ref('economic_codes') }}
    union
    select {{ folded('name') }} as item_name
    from {{ ref('function_codes') }}

),

printed as (

    select
        {{ all_but('printed_rows', 'document_id', 'table_no', 'block_no', 'row_no') }},
        figure_counts.*,
        tables.table_type,
        tables.subject,
        item_names.item_name is not null as is_item_name,
        -- triplets of code, name and amount stand side by side but are one list
        case when tables.subject = 'economic' then 0 else figure_counts.block_no end as list_no,
        -- a table that prints two years or phases below each other holds a list of each
        concat_ws(
            '/',
            case when tables.subject = 'three_public' then printed_rows.label_year end,
            printed_rows.label_phase,
            case when printed_rows.says_change then 'change' end
        ) as strand,
        {{ folded('printed_rows.row_label') }} as row_key,
        coalesce(
            case when printed_rows.is_unit_row then printed_rows.row_unit_code end,
            nullif(regexp_extract(printed_rows.project_code_label, '^[0-9]{3,9}$'), ''),
            nullif(regexp_extract(printed_rows.project_type, '^[0-9]{3,9}$'), '')
        ) as row_unit
    from figure_counts
    inner join tables on {{ same_table('figure_counts', 'tables') }}
    left join {{ ref('int_printed_rows') }} as printed_rows
        on {{ same_row('figure_counts', 'printed_rows', 'block_no') }}
    left join item_names on {{ folded('printed_rows.row_label') }} = item_names.item_name

),

-- a code beside an item's name is no unit; where each project repeats its unit's code, only the first
-- row may be the unit's, and only if it is named like a body; units without codes go by their names
with_units as (

    select
        *,
        case
            when is_item_name or is_total_row then null
            when row_unit is null and is_unit_row then {{ unit_name_key('row_label') }}
            when
                row_number() over units = 1
                and (
                    count(*) over unit_rows = 1
                    or project_name is null
                    or regexp_matches(row_key, '{{ body_ending() }}')
                )
                then row_unit
        end as own_unit
    from printed
    window
        unit_rows as (partition by document_id, table_no, list_no, row_unit),
        units as (partition by document_id, table_no, list_no, row_unit order by row_no)

)

select * from with_units
