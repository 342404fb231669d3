-- In how many rows each reading of the columns adds up to the total beside them, in how many not, and in
-- how many only the whole does.
with readings as (

    select * from {{ ref('int_column_readings') }}

),

amounts as (

    select * from {{ ref('int_printed_amounts') }}

),

sums as (

    select
        readings.document_id,
        readings.table_no,
        readings.total_column,
        readings.reading,
        readings.column_no,
        readings.part_count,
        totals.row_no,
        totals.printed_number as total_number,
        abs(sum(parts.printed_number) - totals.printed_number)
        <= sum(parts.half_unit) filter (where parts.printed_number <> 0) + totals.half_unit as holds
    from readings
    inner join amounts as totals
        on {{ same_table('readings', 'totals') }} and readings.total_column = totals.column_no
    inner join amounts as parts
        on {{ same_row('totals', 'parts') }} and readings.part_column = parts.column_no
    group by
        readings.document_id, readings.table_no, readings.total_column, readings.reading, readings.column_no,
        readings.part_count, totals.row_no, totals.printed_number, totals.half_unit

),

beside_the_whole as (

    select
        *,
        bool_or(holds) filter (where reading = 'all') over (
            partition by document_id, table_no, total_column, row_no
        ) as whole_holds
    from sums

),

-- rows that print one amount (a class, its group, its item) are one witness
counted as (

    select
        document_id,
        table_no,
        total_column,
        reading,
        column_no,
        part_count,
        count(distinct total_number) filter (where holds and total_number <> 0) as held,
        count(distinct total_number) filter (where not coalesce(holds, total_number = 0)) as broken,
        count(*) filter (where whole_holds and not coalesce(holds, false) and total_number <> 0) as lost
    from beside_the_whole
    group by all

)

select * from counted
