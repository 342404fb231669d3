-- Rows whose code stands above or below another one that the table prints for the same unit: 201 over
-- 20103 is a sum, 3010201 beside 30102 a part.
with figures as (

    select
        *,
        coalesce(unit_code, unit_name, '') as unit_key
    from {{ ref('int_figures') }}

),

-- a code is a leaf row unless the table, for the same unit, prints a longer code that begins with it
coded as (

    select distinct
        document_id,
        table_no,
        block_no,
        row_no,
        unit_key,
        function_code,
        economic_code
    from figures
    where function_code is not null or economic_code is not null

),

parent_rows as (

    select distinct
        upper.document_id,
        upper.table_no,
        upper.block_no,
        upper.row_no
    from coded as upper
    inner join coded as lower
        on
            {{ same_table('upper', 'lower') }}
            and upper.unit_key = lower.unit_key
            and (
                (
                    length(upper.function_code) < length(lower.function_code)
                    and starts_with(lower.function_code, upper.function_code)
                )
                or (
                    length(upper.economic_code) < length(lower.economic_code)
                    -- what a province splits once more stays one item for everyone else
                    and not {{ splits_item('lower.economic_code') }}
                    and starts_with(lower.economic_code, upper.economic_code)
                )
            )

),

-- 3010201 is a part of 30102 where that is printed too
split_items as (

    select distinct
        lower.document_id,
        lower.table_no,
        lower.block_no,
        lower.row_no
    from coded as lower
    inner join coded as upper
        on
            {{ same_table('lower', 'upper') }}
            and lower.unit_key = upper.unit_key
            and lower.function_code is not distinct from upper.function_code
            and {{ economic_item('lower.economic_code') }} = upper.economic_code
    where {{ splits_item('lower.economic_code') }}

),

judged as (

    select
        *,
        'subtotal' as row_role
    from parent_rows
    union all
    select
        split_items.*,
        'part' as row_role
    from split_items
    anti join parent_rows
        on
            {{ same_row('split_items', 'parent_rows') }}
            and split_items.block_no = parent_rows.block_no

)

select * from judged
