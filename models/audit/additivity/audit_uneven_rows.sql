-- Classes and groups printed with more, or less, than the items under them.
with figures as (

    select * from {{ ref('int_figures') }}

),

uneven_rows as (

    select
        upper.figure_id,
        upper.document_id,
        upper.table_type,
        upper.row_label,
        upper.amount_yuan,
        coalesce(upper.function_code, upper.economic_code) as code,
        sum(lower.amount_yuan) as items_yuan
    from figures as upper
    inner join {{ ref('int_row_roles') }} as upper_roles
        on upper.figure_id = upper_roles.figure_id and upper_roles.row_role = 'subtotal'
    inner join figures as lower
        on
            upper.document_id = lower.document_id
            and upper.table_no = lower.table_no
            and upper.column_no = lower.column_no
            and upper.unit_code is not distinct from lower.unit_code
            and coalesce(upper.function_code, upper.economic_code)
            = left(
                coalesce(lower.function_code, lower.economic_code),
                length(coalesce(upper.function_code, upper.economic_code))
            )
    inner join {{ ref('int_row_roles') }} as lower_roles
        on lower.figure_id = lower_roles.figure_id and lower_roles.row_role = 'leaf'
    where coalesce(upper.function_code, upper.economic_code) is not null
    group by all
    having upper.amount_yuan <> sum(lower.amount_yuan)

)

select * from uneven_rows
