-- Leaf, subtotal or part, as far as the columns of one row tell: 合计 beside 基本支出 beside 工资福利.
with figures as (

    select * from {{ ref('int_figures') }}

),

natures as (

    select * from {{ ref('int_nature_tree') }}

),

purses as (

    select * from {{ ref('int_purse_tree') }}

),

-- 其中：… and 扣除…后 name a part of their neighbour, which they neither replace nor add to; but
-- 其中：基本支出 | 项目支出 opens the list of all parts
parts as (

    select figure_id
    from figures
    where
        (
            regexp_matches(column_key, '其中[^/]*$')
            and subject <> 'three_public'
            and coalesce(column_nature, '') not in ('basic', 'project')
        )
        or regexp_matches(column_key, '扣除[^/]*$')
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
            and coarse.form_measure is null
    left join natures on coarse.nature = natures.ancestor and fine.nature = natures.nature
    left join purses on coarse.funding_source = purses.ancestor and fine.funding_source = purses.funding_source
    where
        (natures.depth > 0 and (purses.depth >= 0 or coarse.funding_source = fine.funding_source))
        or (purses.depth > 0 and (natures.depth >= 0 or coarse.nature is not distinct from fine.nature))

),

-- 合计, 小计, 总计 in the header: a total of what stands beside it under the same header; but
-- 人员经费合计 beside 公用经费合计 is that of its own nature
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
    where
        regexp_matches(column_key, '(合计|小计|总计|总额)(/|$)')
        and (
            coalesce(column_nature, 'total') = 'total'
            or regexp_matches(column_key, '(^|/)(合计|小计|总计|总额)(/|$)')
        )

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

-- vehicles bought and run together are a sum where the print splits them
split_vehicles as (

    select distinct together.figure_id
    from figures as together
    inner join figures as apart
        on
            together.document_id = apart.document_id
            and together.table_no = apart.table_no
            and together.phase = apart.phase
            and (together.row_no = apart.row_no or together.column_no = apart.column_no)
    where
        together.measure = 'three_public_vehicles'
        and apart.measure in ('three_public_vehicle_purchase', 'three_public_vehicle_operation')

),

decided as (

    select
        figures.figure_id,
        case
            when parts.figure_id is not null then 'part'
            when finer_columns.figure_id is not null then 'subtotal'
            when totalled_columns.figure_id is not null then 'subtotal'
            when split_vehicles.figure_id is not null then 'subtotal'
            when
                figures.measure in ('three_public', 'three_public_total', 'three_public_with_meetings_and_training')
                then 'subtotal'
            else 'leaf'
        end as column_role
    from figures
    left join parts on figures.figure_id = parts.figure_id
    left join finer_columns on figures.figure_id = finer_columns.figure_id
    left join totalled_columns on figures.figure_id = totalled_columns.figure_id
    left join split_vehicles on figures.figure_id = split_vehicles.figure_id

)

select * from decided
