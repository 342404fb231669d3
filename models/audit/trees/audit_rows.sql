-- The rows of a table that may add up, with the unit, code or project each is printed for.
with figures as (

    select * from {{ ref('audit_figures') }}
    where
        subject in ('function', 'economic', 'revenue', 'project', 'pay_item', 'three_public', 'performance')
        and table_type not in ('overall_performance', 'overall_self_evaluation', 'project_self_evaluation')

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
        document_id,
        table_no,
        table_type,
        -- triplets of code, name and amount stand side by side but are one list
        case when subject = 'economic' then 0 else coalesce(block_no, 0) end as list_no,
        coalesce(block_no, 0) as block_no,
        row_no,
        any_value(row_label) as row_label,
        any_value({{ folded('row_label') }}) as row_key,
        any_value(
            coalesce(
                case when is_unit_row then unit_code end,
                nullif(regexp_extract(project_code_label, '^[0-9]{3,9}$'), ''),
                nullif(regexp_extract(project_type, '^[0-9]{3,9}$'), '')
            )
        ) as row_unit,
        any_value(unit_code) as unit_code,
        any_value(unit_name) as unit_name,
        any_value(function_code) as function_code,
        any_value(economic_code) as economic_code,
        any_value(government_economic_code) as government_economic_code,
        any_value(project_name) as project_name,
        count(*) as figure_count,
        bool_or(is_total_row) as is_total_row
    from figures
    group by all

),

ordinals as (

    select
        cells.document_id,
        cells.table_no,
        cells.row_no,
        any_value(cells.text_key) as ordinal
    from {{ ref('stg_cells') }} as cells
    inner join {{ ref('int_columns') }} as columns on {{ same_column('cells', 'columns') }}
    where columns.role = 'index'
    group by all

),

-- a code beside an item's name is no unit; where each project repeats its unit's code, only the first
-- row may be the unit's, and only if it is named like a body
with_units as (

    select
        printed.*,
        ordinals.ordinal,
        case
            when
                item_names.item_name is null
                and row_number() over units = 1
                and (
                    count(*) over unit_rows = 1
                    or printed.project_name is null
                    or regexp_matches(printed.row_key, '(局|委|委员会|办|办公室|中心|厅|院|部|校|所|队|处|站|馆)$')
                )
                then printed.row_unit
        end as own_unit
    from printed
    left join item_names on printed.row_key = item_names.item_name
    left join ordinals on {{ same_row('printed', 'ordinals') }}
    window
        unit_rows as (partition by printed.document_id, printed.table_no, printed.list_no, printed.row_unit),
        units as (
            partition by printed.document_id, printed.table_no, printed.list_no, printed.row_unit
            order by printed.row_no
        )

)

select * from with_units
