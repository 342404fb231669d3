-- Budget against outcome per function item, each item once.
with bodies as (

    select * from {{ ref('int_bodies') }}
    where document_kind = 'final_accounts'

),

told as (

    select * from {{ ref('int_told_execution') }}

),

rated as (

    select
        told.document_id,
        told.budget_document_id,
        bodies.region_code,
        bodies.fiscal_year,
        bodies.department_id,
        bodies.unit_id,
        told.stated_in,
        told.function_code,
        told.initial_yuan::decimal(24, 4) as initial_yuan,
        told.adjusted_yuan::decimal(24, 4) as adjusted_yuan,
        told.final_yuan::decimal(24, 4) as final_yuan,
        round(told.final_yuan::double / nullif(told.initial_yuan, 0)::double, 6) as execution_rate,
        round(told.final_yuan::double / nullif(told.adjusted_yuan, 0)::double, 6) as adjusted_execution_rate
    from told
    inner join bodies on told.document_id = bodies.document_id

)

select * from rated
