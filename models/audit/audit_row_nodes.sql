-- Rows as nodes of a table's tree: the total, its units, the codes of one list, or its projects.
-- A first row without a label is the total: some forms leave the word out.
with figures as (

    select * from {{ ref('audit_figures') }}
    where subject in ('function', 'economic', 'revenue', 'project', 'pay_item', 'three_public', 'performance')
        and table_type not in ('overall_performance', 'overall_self_evaluation', 'project_self_evaluation')

),

item_names as (

    select {{ folded('name') }} as name from {{ ref('economic_codes') }}
    union
    select {{ folded('name') }} as name from {{ ref('function_codes') }}

),

rows as (

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
        ) as own_unit,
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

-- 一, then 1 and 2 under it: the first holds the others
ordinals as (

    select
        cells.document_id,
        cells.table_no,
        cells.row_no,
        regexp_full_match(cells.text_key, '[0-9]+')
        and bool_or(regexp_full_match(cells.text_key, '[一二三四五六七八九十]+')) over (
            partition by cells.document_id, cells.table_no
        ) as is_under_another
    from {{ ref('stg_cells') }} as cells
    inner join {{ ref('int_columns') }} as columns
        on
            cells.document_id = columns.document_id
            and cells.table_no = columns.table_no
            and cells.column_no = columns.column_no
    where columns.role = 'index'

),

-- a code the lists do not know beside an item's name is no unit
described as (

    select
        rows.* exclude (own_unit),
        coalesce(ordinals.is_under_another, false) as is_under_another,
        case
            when row_key in (select name from item_names) then null
            -- where each project repeats its unit's code, the first row is the unit's
            when row_number() over (partition by rows.document_id, rows.table_no, list_no, own_unit order by rows.row_no) > 1 then null
            when length(own_unit) > 5 and own_unit[:5] in (select code from {{ ref('economic_codes') }}) then null
            else own_unit
        end as own_unit,
        max(figure_count) over tables as column_count,
        count(function_code) over tables > 0 as has_function_codes,
        count(economic_code) over tables > 0 as has_economic_codes,
        count(project_name) filter (where own_unit is null) over tables > 0 as has_projects,
        min(rows.row_no) over (partition by rows.document_id, rows.table_no, list_no) as first_row
    from rows
    left join ordinals
        on
            rows.document_id = ordinals.document_id
            and rows.table_no = ordinals.table_no
            and rows.row_no = ordinals.row_no
    window tables as (partition by rows.document_id, rows.table_no)

),

coded as (

    select
        *,
        case
            when has_function_codes then function_code
            when has_economic_codes then economic_code
            else government_economic_code
        end as code
    from described

),

kinds as (

    select
        *,
        case
            when regexp_matches(row_key, '^(人员|公用|基本|项目)[^合]*合计') then null
            when is_total_row or (row_label is null and row_no = first_row) then 'total'
            when own_unit is not null then 'unit'
            when is_under_another or row_label is null or regexp_matches(row_key, '^其中') then null
            when has_projects and project_name is not null then 'project'
            when has_projects then null
            when code is not null then 'code'
            when has_function_codes or has_economic_codes then null
            -- names alone do not show their level, except in lists of units or of public expenses
            when government_economic_code is null
                and (table_type = 'three_public_expenses' or (table_type = 'revenue' and column_count > 2))
                and not regexp_matches(row_key, '^[(][0-9一二三四五六七八九十]+[)]')
                then 'plain'
        end as kind
    from coded

),

-- the one total: 合计 or 总计 itself, before 人员经费合计 and the like
nodes as (

    select
        * exclude (kind, first_row),
        case
            when kind = 'total' and row_number() over totals > 1 then null
            when kind = 'total' and count(*) over same_totals > 1 then null
            else kind
        end as kind,
        case when kind = 'unit' then own_unit else unit_code end as own_or_printed_unit
    from kinds
    window
        totals as (
            partition by document_id, table_no, list_no, kind
            order by not coalesce(regexp_full_match(row_key, '(合计|总计):?'), true), row_no
        ),
        same_totals as (
            partition by
                document_id,
                table_no,
                list_no,
                kind,
                coalesce(regexp_full_match(row_key, '(合计|总计):?'), true)
        )

),

scoped as (

    select
        * exclude (own_or_printed_unit),
        coalesce(
            last_value(own_unit ignore nulls) over (
                partition by document_id, table_no, list_no order by row_no
                rows between unbounded preceding and current row
            ),
            unit_code,
            unit_name,
            ''
        ) as unit_scope
    from nodes

)

select * from scoped
where kind is not null
