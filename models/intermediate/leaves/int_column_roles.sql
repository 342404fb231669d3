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

parts as (

    select * from {{ ref('int_column_asides') }}

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
            {{ same_row('coarse', 'fine') }}
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

-- vehicles bought and run together are a sum where the print splits them
split_vehicles as (

    select distinct together.figure_id
    from figures as together
    inner join figures as apart
        on
            {{ same_table('together', 'apart') }}
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
    left join {{ ref('int_totalled_columns') }} as totalled_columns on figures.figure_id = totalled_columns.figure_id
    left join split_vehicles on figures.figure_id = split_vehicles.figure_id

)

select * from decided
