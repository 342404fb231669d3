-- The numbers of amount columns with half a unit of their last printed place, as a column prints it:
-- what levels are decided by. Blocks that stand side by side (triplets of code, name and amount) print
-- one amount in the same slot.
with cells as (

    select * from {{ ref('stg_cells') }}
    where printed_number is not null

),

columns as (

    select
        document_id,
        table_no,
        column_no,
        kind,
        block_no,
        column_no - min(column_no) over (partition by document_id, table_no, block_no) as slot_no
    from {{ ref('int_blocks') }}

),

amounts as (

    select
        cells.document_id,
        cells.table_no,
        cells.row_no,
        cells.column_no,
        columns.block_no,
        columns.slot_no,
        cells.printed_number,
        -- 12.5 in a column of 12.50 is printed to the cent all the same
        (
            power(10, -greatest(cells.printed_decimals, mode(cells.printed_decimals) over printed_columns)) / 2
        )::decimal(26, 8) as half_unit
    from cells
    inner join columns on {{ same_column('cells', 'columns') }}
    where columns.kind = 'value'
    window printed_columns as (partition by cells.document_id, cells.table_no, cells.column_no)

)

select * from amounts
