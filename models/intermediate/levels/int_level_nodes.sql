-- Rows as nodes of a table's tree, with the units that sums have shown.
with kinds as (

    select * from {{ ref('int_level_kinds') }}

),

units as (

    select * from {{ ref('int_found_units') }}

),

nodes as (

    select
        {{ all_but('kinds', 'kind', 'own_unit') }},
        case when units.row_no is not null then 'unit' else kinds.kind end as kind,
        coalesce(kinds.own_unit, case when units.row_no is not null then {{ unit_name_key('kinds.row_label') }} end)
            as own_unit
    from kinds
    left join units on {{ same_row('kinds', 'units', 'list_no', 'block_no') }}

)

select * from nodes
