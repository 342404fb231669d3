-- Leaf, subtotal or part: only leaves are facts, so that any SUM is right. Decided within the row
-- for columns (合计 beside 基本支出 beside 工资福利) and within the column for rows (合计 over 类 over 项).
with figures as (

    select * from {{ ref('int_figures') }}

),

natures as (

    select * from {{ ref('int_nature_tree') }}

),

purses as (

    select * from {{ ref('int_purse_tree') }}

),

-- a code is a leaf row unless the table, for the same unit, prints a longer code that begins with it
coded as (

    select distinct
        document_id,
        table_no,
        block_no,
        function_code,
        economic_code,
        government_economic_code,
        row_no,
        coalesce(unit_code, '') as unit_code
    from figures
    where function_code is not null or economic_code is not null

),

parent_rows as (

    select distinct
        upper.document_id,
        upper.table_no,
        upper.block_no,
        upper.row_no
    from coded as upper
    inner join coded as lower
        on
            upper.document_id = lower.document_id
            and upper.table_no = lower.table_no
            and upper.unit_code = lower.unit_code
            and (
                (
                    length(upper.function_code) < length(lower.function_code)
                    and starts_with(lower.function_code, upper.function_code)
                )
                or (
                    length(upper.economic_code) < length(lower.economic_code)
                    and starts_with(lower.economic_code, upper.economic_code)
                )
            )

),

item_tables as (

    select
        document_id,
        table_no,
        count(*) filter (where function_code is not null or economic_code is not null) > 0 as has_codes,
        count(*) filter (where project_name is not null) > 0 as has_projects
    from figures
    group by all

),

-- units: 141 over 141001; a unit row is a leaf only in a table that lists nothing but units
unit_parents as (

    select distinct
        upper.document_id,
        upper.table_no,
        upper.row_no
    from figures as upper
    inner join figures as lower
        on
            upper.document_id = lower.document_id
            and upper.table_no = lower.table_no
            and upper.unit_code <> lower.unit_code
            and starts_with(lower.unit_code, upper.unit_code)
    where upper.is_unit_row and lower.is_unit_row

),

-- in a list of units without codes, the row that repeats the total stands for the rows under it
repeated_totals as (

    select distinct figures.figure_id
    from figures
    inner join figures as totals
        on
            figures.document_id = totals.document_id
            and figures.table_no = totals.table_no
            and figures.column_no = totals.column_no
            and figures.amount_yuan = totals.amount_yuan
            and totals.is_total_row
    inner join figures as others
        on
            figures.document_id = others.document_id
            and figures.table_no = others.table_no
            and figures.column_no = others.column_no
            and figures.row_no < others.row_no
            and not others.is_total_row
            and others.amount_yuan <> 0
    inner join item_tables
        on figures.document_id = item_tables.document_id and figures.table_no = item_tables.table_no
    where
        figures.subject in ('revenue', 'function')
        and not item_tables.has_codes
        and not figures.is_total_row

),

row_roles as (

    select
        figures.figure_id,
        case
            when figures.is_total_row then 'subtotal'
            when parent_rows.row_no is not null then 'subtotal'
            when unit_parents.row_no is not null then 'subtotal'
            when repeated_totals.figure_id is not null then 'subtotal'
            when figures.is_unit_row and (item_tables.has_codes or item_tables.has_projects) then 'subtotal'
            when item_tables.has_projects and figures.project_name is null then 'subtotal'
            when regexp_matches({{ folded('figures.row_label') }}, '^其中') then 'part'
            else 'leaf'
        end as row_role
    from figures
    left join parent_rows
        on
            figures.document_id = parent_rows.document_id
            and figures.table_no = parent_rows.table_no
            and figures.block_no = parent_rows.block_no
            and figures.row_no = parent_rows.row_no
    left join unit_parents
        on
            figures.document_id = unit_parents.document_id
            and figures.table_no = unit_parents.table_no
            and figures.row_no = unit_parents.row_no
    left join item_tables
        on figures.document_id = item_tables.document_id and figures.table_no = item_tables.table_no
    left join repeated_totals on figures.figure_id = repeated_totals.figure_id

),

-- 其中：… names a part of its neighbour, which it neither replaces nor adds to
parts as (

    select figure_id
    from figures
    where
        regexp_matches(column_key, '其中[^/]*$')
        or funding_source in ('general_public_budget_appropriation', 'special_transfer')

),

whole as (

    select figures.*
    from figures
    left join parts on figures.figure_id = parts.figure_id
    where parts.figure_id is null

),

-- a finer figure printed in the same row and block makes the coarser one a subtotal
finer_columns as (

    select distinct coarse.figure_id
    from whole as coarse
    inner join whole as fine
        on
            coarse.document_id = fine.document_id
            and coarse.table_no = fine.table_no
            and coarse.row_no = fine.row_no
            and coarse.block_no is not distinct from fine.block_no
            and coarse.phase = fine.phase
            and coarse.measure = fine.measure
            and coarse.figure_id <> fine.figure_id
    left join natures on coarse.nature = natures.ancestor and fine.nature = natures.nature
    left join purses on coarse.funding_source = purses.ancestor and fine.funding_source = purses.funding_source
    where
        (natures.depth > 0 and (purses.depth >= 0 or coarse.funding_source = fine.funding_source))
        or (purses.depth > 0 and (natures.depth >= 0 or coarse.nature is not distinct from fine.nature))

),

-- 合计, 小计, 总计 in the header: a total of what stands beside it under the same header
total_columns as (

    select
        figure_id,
        document_id,
        table_no,
        row_no,
        block_no,
        column_no,
        regexp_extract(column_key, '^(.*?)(?:[^/]*(?:合计|小计|总计|总额))(?:/.*)?$', 1) as above,
        regexp_extract(column_key, '^(.*?[^/]*(?:合计|小计|总计|总额))(?:/.*)?$', 1) as own
    from whole
    where regexp_matches(column_key, '(合计|小计|总计|总额)(/|$)')

),

totalled_columns as (

    select distinct total_columns.figure_id
    from total_columns
    inner join whole
        on
            total_columns.document_id = whole.document_id
            and total_columns.table_no = whole.table_no
            and total_columns.row_no = whole.row_no
            and total_columns.block_no is not distinct from whole.block_no
            and total_columns.column_no <> whole.column_no
            and starts_with(whole.column_key, total_columns.above)
            and not starts_with(whole.column_key, total_columns.own)

),

decided as (

    select
        figures.figure_id,
        row_roles.row_role,
        case
            when row_roles.row_role = 'subtotal' then 'subtotal'
            when parts.figure_id is not null then 'part'
            when finer_columns.figure_id is not null then 'subtotal'
            when totalled_columns.figure_id is not null then 'subtotal'
            when figures.measure in ('three_public', 'three_public_total', 'three_public_vehicles') then 'subtotal'
            else row_roles.row_role
        end as figure_role
    from figures
    inner join row_roles on figures.figure_id = row_roles.figure_id
    left join parts on figures.figure_id = parts.figure_id
    left join finer_columns on figures.figure_id = finer_columns.figure_id
    left join totalled_columns on figures.figure_id = totalled_columns.figure_id

)

select * from decided
