-- Leaf, subtotal or part, as far as the rows of one column tell: 合计 over 类 over 款 over 项.
with figures as (

    select
        *,
        coalesce(unit_code, unit_name, '') as unit_key
    from {{ ref('int_figures') }}

),

-- a code is a leaf row unless the table, for the same unit, prints a longer code that begins with it
coded as (

    select distinct
        document_id,
        table_no,
        block_no,
        row_no,
        unit_key,
        function_code,
        economic_code
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
            and upper.unit_key = lower.unit_key
            and (
                (
                    length(upper.function_code) < length(lower.function_code)
                    and starts_with(lower.function_code, upper.function_code)
                )
                or (
                    length(upper.economic_code) < length(lower.economic_code)
                    -- what a province splits once more stays one item for everyone else
                    and not {{ splits_item('lower.economic_code') }}
                    and starts_with(lower.economic_code, upper.economic_code)
                )
            )

),

-- 3010201 is a part of 30102 where that is printed too
split_items as (

    select distinct
        lower.document_id,
        lower.table_no,
        lower.block_no,
        lower.row_no
    from coded as lower
    inner join coded as upper
        on
            lower.document_id = upper.document_id
            and lower.table_no = upper.table_no
            and lower.unit_key = upper.unit_key
            and lower.function_code is not distinct from upper.function_code
            and {{ economic_item('lower.economic_code') }} = upper.economic_code
    where {{ splits_item('lower.economic_code') }}

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
    inner join figures as later_figures
        on
            figures.document_id = later_figures.document_id
            and figures.table_no = later_figures.table_no
            and figures.column_no = later_figures.column_no
            and figures.row_no < later_figures.row_no
            and not later_figures.is_total_row
            and later_figures.amount_yuan <> 0
    inner join item_tables
        on figures.document_id = item_tables.document_id and figures.table_no = item_tables.table_no
    where
        figures.subject in ('revenue', 'function')
        and figures.is_unit_row
        and not item_tables.has_codes
        and not figures.is_total_row

),

-- 财政拨款 over 一般公共预算: a line is the sum of the lines whose purses lie in its own
purse_parents as (

    select distinct upper.figure_id
    from figures as upper
    inner join figures as lower
        on
            upper.document_id = lower.document_id
            and upper.table_no = lower.table_no
            and upper.column_no = lower.column_no
            and upper.row_no < lower.row_no
            and not lower.is_total_row
    inner join {{ ref('int_purse_tree') }} as purses
        on upper.row_funding_source = purses.ancestor and lower.row_funding_source = purses.funding_source
    where
        upper.measure = 'revenue'
        and upper.subject in ('balance', 'revenue')
        and purses.depth > 0
        -- 其中：财政拨款 is a part, not the sum
        and lower.row_funding_source not in ('general_public_budget_appropriation', 'special_transfer')

),

-- 二、上年结转 over （一）… and （二）…, where they add up to it
numbered as (

    select
        *,
        regexp_matches({{ folded('row_label') }}, '^[一二三四五六七八九十]+、') as is_upper,
        regexp_matches({{ folded('row_label') }}, '^[(][一二三四五六七八九十]+[)]') as is_under
    from figures
    where subject in ('balance', 'revenue') and not is_total_row and row_label is not null

),

numbered_groups as (

    select
        *,
        sum(is_upper::integer) over (partition by document_id, table_no, column_no order by row_no) as group_no
    from numbered
    where is_upper or is_under

),

numbered_parents as (

    select max(figure_id) filter (where is_upper) as figure_id
    from numbered_groups
    group by document_id, table_no, column_no, group_no
    having
        abs(sum(amount_yuan) filter (where is_under) - max(amount_yuan) filter (where is_upper))
        <= sum(half_unit_yuan)

),

decided as (

    select
        figures.figure_id,
        case
            when figures.is_total_row then 'subtotal'
            when parent_rows.row_no is not null then 'subtotal'
            when unit_parents.row_no is not null then 'subtotal'
            when repeated_totals.figure_id is not null then 'subtotal'
            when purse_parents.figure_id is not null then 'subtotal'
            when numbered_parents.figure_id is not null then 'subtotal'
            when figures.is_unit_row and (item_tables.has_codes or item_tables.has_projects) then 'subtotal'
            when item_tables.has_projects and figures.project_name is null then 'subtotal'
            when project_parents.row_role is not null then project_parents.row_role
            when split_items.row_no is not null then 'part'
            when
                figures.subject <> 'three_public'
                and regexp_matches({{ folded('figures.row_label') }}, '^([(]?[0-9一二三四五六七八九十]+[)、.])?其中')
                then 'part'
            else 'leaf'
        end as row_role
    from figures
    left join parent_rows
        on
            figures.document_id = parent_rows.document_id
            and figures.table_no = parent_rows.table_no
            and figures.block_no = parent_rows.block_no
            and figures.row_no = parent_rows.row_no
    left join split_items
        on
            figures.document_id = split_items.document_id
            and figures.table_no = split_items.table_no
            and figures.block_no = split_items.block_no
            and figures.row_no = split_items.row_no
    left join unit_parents
        on
            figures.document_id = unit_parents.document_id
            and figures.table_no = unit_parents.table_no
            and figures.row_no = unit_parents.row_no
    left join item_tables
        on figures.document_id = item_tables.document_id and figures.table_no = item_tables.table_no
    left join {{ ref('int_project_parents') }} as project_parents
        on
            figures.document_id = project_parents.document_id
            and figures.table_no = project_parents.table_no
            and figures.row_no = project_parents.row_no
    left join repeated_totals on figures.figure_id = repeated_totals.figure_id
    left join purse_parents on figures.figure_id = purse_parents.figure_id
    left join numbered_parents on figures.figure_id = numbered_parents.figure_id

)

select * from decided
