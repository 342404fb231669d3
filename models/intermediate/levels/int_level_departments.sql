-- In a list of units, the one that repeats the total is the department over the others.
with nodes as (

    select * from {{ ref('int_level_kinds') }}

),

amounts as (

    select * from {{ ref('int_printed_amounts') }}
    where printed_number <> 0

),

compared as (

    select
        units.document_id,
        units.table_no,
        units.list_no,
        units.strand,
        units.block_no,
        units.row_no,
        bool_and(coalesce(unit_amounts.printed_number, 0) = total_amounts.printed_number) as repeats_total
    from nodes as units
    inner join nodes as totals on {{ same_table('units', 'totals', 'list_no', 'strand') }} and totals.kind = 'total'
    inner join amounts as total_amounts on {{ same_row('totals', 'total_amounts', 'block_no') }}
    left join amounts as unit_amounts
        on {{ same_row('units', 'unit_amounts', 'block_no') }} and total_amounts.slot_no = unit_amounts.slot_no
    where units.kind in ('unit', 'plain')
    group by all

),

followed as (

    select
        units.document_id,
        units.table_no,
        units.list_no,
        units.block_no,
        units.row_no
    from compared as units
    inner join compared as later_units
        on {{ same_table('units', 'later_units', 'list_no', 'strand') }} and units.row_no < later_units.row_no
    inner join amounts on {{ same_row('later_units', 'amounts', 'block_no') }}
    where units.repeats_total
    group by all

)

select * from followed
