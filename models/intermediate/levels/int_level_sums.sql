-- How many printed totals the rows under a row explain, and how many they break: what a level is worth. Rows
-- without a code are counted in where only so the sums hold.
with parents as (

    select * from {{ ref('int_level_parents') }}

),

amounts as (

    select * from {{ ref('int_printed_amounts') }}

),

sums as (

    select
        parents.document_id,
        parents.table_no,
        parents.list_no,
        parents.total_block,
        parents.total_row,
        totals.slot_no,
        totals.printed_number as total_number,
        totals.printed_number - coalesce(sum(addends.printed_number), 0) as difference,
        totals.printed_number
        - coalesce(sum(addends.printed_number) filter (where parents.part_kind <> 'uncoded'), 0) as coded_difference,
        totals.half_unit + coalesce(sum(addends.half_unit) filter (where addends.printed_number <> 0), 0) as tolerance,
        bool_or(parents.part_kind = 'uncoded') as has_uncoded
    from parents
    inner join amounts as totals
        on
            {{ same_table('parents', 'totals') }}
            and parents.total_block = totals.block_no
            and parents.total_row = totals.row_no
    left join amounts as addends
        on
            {{ same_table('parents', 'addends') }}
            and parents.part_block = addends.block_no
            and parents.part_row = addends.row_no
            and totals.slot_no = addends.slot_no
    group by
        parents.document_id, parents.table_no, parents.list_no, parents.total_block, parents.total_row,
        totals.slot_no, totals.printed_number, totals.half_unit

),

counted as (

    select
        document_id,
        table_no,
        list_no,
        total_block,
        total_row,
        count(*) filter (where abs(difference) <= tolerance and total_number <> 0) as held,
        count(*) filter (where abs(difference) > tolerance) as broken,
        count(*) filter (where abs(coded_difference) <= tolerance and total_number <> 0) as coded_held,
        count(*) filter (where abs(coded_difference) > tolerance) as coded_broken,
        bool_or(has_uncoded) as has_uncoded
    from sums
    group by all

),

judged as (

    select
        document_id,
        table_no,
        list_no,
        total_block,
        total_row,
        held,
        broken,
        has_uncoded and held - broken > coded_held - coded_broken as needs_uncoded,
        greatest(held - 3 * broken, coded_held - 3 * coded_broken) >= 0 and greatest(held, coded_held) > 0
            as is_explained
    from counted

)

select * from judged
