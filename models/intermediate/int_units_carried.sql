-- The unit a row belongs to: printed in the row, or in the nearest unit row above it.
with rows as (

    select * from {{ ref('int_rows') }}

),

carried as (

    select
        document_id,
        table_no,
        block_no,
        row_no,
        coalesce(
            row_unit_code,
            last_value(row_unit_code ignore nulls) over (
                partition by document_id, table_no, block_no order by row_no
            )
        ) as unit_code,
        coalesce(
            case when not is_unit_row then unit_label end,
            last_value(
                case when is_unit_row then regexp_replace(row_label, '^[0-9]{3,9}[-－—]?', '') end ignore nulls
            ) over (
                partition by document_id, table_no, block_no order by row_no
            )
        ) as unit_name
    from rows

)

select * from carried
