-- The unit a row belongs to: printed in the row, or in the nearest unit row above it. A total below all
-- rows is the table's, of no unit.
with rows as (

    select
        *,
        is_total_row
        and row_no > max(row_no) filter (where not is_total_row) over (partition by document_id, table_no, block_no)
            as is_last_total
    from {{ ref('int_rows') }}

),

carried as (

    select
        document_id,
        table_no,
        block_no,
        row_no,
        coalesce(
            row_unit_code,
            -- a unit without a code does not go by the code of the one before it
            case
                when not is_last_total
                    then nullif(
                        last_value(
                            case when is_unit_row then coalesce(row_unit_code, '') else row_unit_code end ignore nulls
                        ) over (partition by document_id, table_no, block_no order by row_no), ''
                    )
            end
        ) as unit_code,
        coalesce(
            case when not is_unit_row then {{ without_unit_code('unit_label') }} end,
            case
                when not is_last_total
                    then last_value(
                        case when is_unit_row then {{ without_unit_code('row_label') }} end ignore nulls
                    ) over (partition by document_id, table_no, block_no order by row_no)
            end
        ) as unit_name
    from rows

)

select * from carried
