-- Leaf, subtotal or part, as far as the columns of one row tell: 合计 beside 基本支出 beside 工资福利.
with figures as (

    select * from {{ ref('int_figures') }}

),

parts as (

    select * from {{ ref('int_column_asides') }}

),

ancestors as (

    select * from {{ ref('int_column_ancestors') }}

),

-- a part printed in the same row makes its total a subtotal
summed_columns as (

    select distinct totals.figure_id
    from figures as totals
    inner join ancestors
        on {{ same_table('totals', 'ancestors') }} and totals.column_no = ancestors.total_column
    inner join figures as addends
        on
            {{ same_row('totals', 'addends') }}
            and ancestors.part_column = addends.column_no
            and totals.phase = addends.phase
            and totals.form_measure is null
    anti join parts on addends.figure_id = parts.figure_id

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
            when summed_columns.figure_id is not null then 'subtotal'
            when totalled_columns.figure_id is not null then 'subtotal'
            when split_vehicles.figure_id is not null then 'subtotal'
            when
                figures.measure in ('three_public', 'three_public_total', 'three_public_with_meetings_and_training')
                then 'subtotal'
            else 'leaf'
        end as column_role
    from figures
    left join parts on figures.figure_id = parts.figure_id
    left join summed_columns on figures.figure_id = summed_columns.figure_id
    left join {{ ref('int_totalled_columns') }} as totalled_columns on figures.figure_id = totalled_columns.figure_id
    left join split_vehicles on figures.figure_id = split_vehicles.figure_id

)

select * from decided
