-- The three public expenses, budget against outcome, as final accounts print them beside each other.
with bodies as (

    select * from {{ ref('int_bodies') }}
    where document_kind = 'final_accounts'

),

per_expense as (

    select
        document_id,
        expense,
        sum(amount_yuan) filter (where phase = 'initial') as initial_yuan,
        sum(amount_yuan) filter (where phase = 'adjusted') as adjusted_yuan,
        sum(amount_yuan) filter (where phase = 'final') as final_yuan
    from {{ ref('int_proved_facts') }}
    where fact = 'fct_three_public_expenses' and is_proved
    group by all

),

-- accounts that print the outcome alone compare nothing
two_sided as (

    select *
    from per_expense
    qualify
        count(coalesce(initial_yuan, adjusted_yuan)) over (partition by document_id) > 0
        and count(final_yuan) over (partition by document_id) > 0

),

rated as (

    select
        two_sided.document_id,
        bodies.region_code,
        bodies.department_id,
        bodies.fiscal_year,
        bodies.unit_id,
        two_sided.expense,
        two_sided.initial_yuan::decimal(24, 4) as initial_yuan,
        two_sided.adjusted_yuan::decimal(24, 4) as adjusted_yuan,
        two_sided.final_yuan::decimal(24, 4) as final_yuan,
        round(two_sided.final_yuan::double / nullif(two_sided.initial_yuan, 0)::double, 6) as execution_rate,
        round(two_sided.final_yuan::double / nullif(two_sided.adjusted_yuan, 0)::double, 6) as adjusted_execution_rate
    from two_sided
    inner join bodies on {{ same_by('two_sided', 'bodies', 'document_id') }}

)

select * from rated
