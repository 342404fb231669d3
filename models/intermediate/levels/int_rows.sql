-- What a row stands for, with the units that sums have shown: no projects, though they stand in their column.
with printed_rows as (

    select * from {{ ref('int_printed_rows') }}

),

units as (

    select * from {{ ref('int_found_units') }}

),

decided as (

    select
        {{ all_but('printed_rows', 'is_unit_row', 'project_name') }},
        coalesce(printed_rows.is_unit_row, false) or units.row_no is not null as is_unit_row,
        case when units.row_no is null then printed_rows.project_name end as project_name
    from printed_rows
    left join units on {{ same_row('printed_rows', 'units', 'block_no') }}

)

select * from decided
