-- One row per printed amount with its full meaning; whether it is a leaf is decided one step later.
with placed as (

    select * from {{ ref('int_placed_amounts') }}

),

meanings as (

    select * from {{ ref('int_amount_meanings') }}

),

figures as (

    select
        {{ all_but('placed', 'funding_source', 'phase', 'is_carry_over') }},
        {{ all_but('meanings', 'figure_id') }}
    from placed
    inner join meanings on placed.figure_id = meanings.figure_id

)

select * from figures
