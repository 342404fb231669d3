-- The numbers of amount columns with half a unit of their last printed place, as a column prints it:
-- what levels are decided by.
with cells as (

    select * from {{ ref('stg_cells') }}
    where printed_number is not null

),

columns as (

    select * from {{ ref('int_columns') }}
    where role = 'amount'

),

amounts as (

    select
        cells.document_id,
        cells.table_no,
        cells.row_no,
        cells.column_no,
        cells.printed_number,
        -- 12.5 in a column of 12.50 is printed to the cent all the same
        (
            power(10, -greatest(cells.printed_decimals, mode(cells.printed_decimals) over printed_columns)) / 2
        )::decimal(26, 8) as half_unit
    from cells
    inner join columns on {{ same_column('cells', 'columns') }}
    window printed_columns as (partition by cells.document_id, cells.table_no, cells.column_no)

)

select * from amounts
